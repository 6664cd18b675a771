/** The XML of a new storage pool. */
import { element, textElement } from '../parts/xml';

export type PoolWish =
  | { kind: 'dir'; name: string; path: string }
  | { kind: 'netfs'; name: string; path: string; server: string; export: string; format: 'nfs' | 'cifs' }
  | { kind: 'logical'; name: string; group: string }
  | { kind: 'iscsi'; name: string; server: string; target: string };

export function poolXml(wish: PoolWish): string {
  return element('pool', { type: wish.kind }, [textElement('name', wish.name), ...parts(wish)]);
}

const target = (path: string) => element('target', {}, [textElement('path', path)]);

function parts(wish: PoolWish): string[] {
  switch (wish.kind) {
    case 'dir':
      return [target(wish.path)];
    case 'netfs':
      return [
        element('source', {}, [element('host', { name: wish.server }), element('dir', { path: wish.export }), element('format', { type: wish.format })]),
        target(wish.path),
      ];
    case 'logical':
      return [element('source', {}, [textElement('name', wish.group), element('format', { type: 'lvm2' })]), target(`/dev/${wish.group}`)];
    case 'iscsi':
      return [element('source', {}, [element('host', { name: wish.server }), element('device', { path: wish.target })]), target('/dev/disk/by-path')];
  }
}
