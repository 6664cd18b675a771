/** Devices as XML: made from a form, or taken out of the machine's document and changed in one place. */
import { element } from '../parts/xml';

export type NicSource = { kind: 'network'; name: string; portgroup?: string } | { kind: 'bridge'; name: string } | { kind: 'user' };

export function nicXml(source: NicSource, model: string): string {
  return element('interface', { type: source.kind }, [...sourceXml(source), element('model', { type: model })]);
}

function sourceXml(source: NicSource): string[] {
  switch (source.kind) {
    case 'network':
      return [element('source', { network: source.name, portgroup: source.portgroup || undefined })];
    case 'bridge':
      return [element('source', { bridge: source.name })];
    case 'user':
      return [];
  }
}

export function diskXml(wish: { path: string; format: string; target: string; bus: string; device: 'disk' | 'cdrom' }): string {
  return element('disk', { type: wish.path.startsWith('/dev/') ? 'block' : 'file', device: wish.device }, [
    element('driver', { name: 'qemu', type: wish.format }),
    element('source', wish.path.startsWith('/dev/') ? { dev: wish.path } : { file: wish.path }),
    element('target', { dev: wish.target, bus: wish.bus }),
    ...(wish.device === 'cdrom' ? [element('readonly', {})] : []),
  ]);
}

/** How the bus names its disks: {@code vda}, {@code sda}. */
const PREFIX: Record<string, string> = { virtio: 'vd', sata: 'sd', scsi: 'sd', usb: 'sd', ide: 'hd' };

/** The first name of the bus that is free. */
export function freeTarget(bus: string, taken: readonly string[]): string {
  const prefix = PREFIX[bus] ?? 'vd';
  const names = Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => prefix + letter);
  return names.find((name) => !taken.includes(name)) ?? `${prefix}aa`;
}

/** The {@code index}th device of its kind in a domain's document. */
export function deviceIn(domainXml: string, tag: string, index: number): Element {
  const document = new DOMParser().parseFromString(domainXml, 'text/xml');
  const devices = [...document.documentElement.children].find((each) => each.tagName === 'devices');
  const found = [...(devices?.children ?? [])].filter((each) => each.tagName === tag)[index];
  if (!found) throw new Error(`<${tag}> ${String(index)} is not in the document any more`);
  return found;
}

export const xmlOf = (device: Element) => new XMLSerializer().serializeToString(device);

/** The NIC with another source; what the host added for the old one goes. */
export function withNicSource(nic: Element, source: NicSource): string {
  for (const each of [...nic.children]) if (each.tagName === 'source') each.remove();
  nic.setAttribute('type', source.kind);
  for (const text of sourceXml(source)) nic.append(nic.ownerDocument.importNode(parsed(text), true));
  return xmlOf(nic);
}

/** The drive with another medium, or with none. */
export function withMedium(drive: Element, path: string): string {
  for (const each of [...drive.children]) if (each.tagName === 'source' || each.tagName === 'backingStore') each.remove();
  const block = path.startsWith('/dev/');
  drive.setAttribute('type', block ? 'block' : 'file');
  if (path !== '') drive.append(drive.ownerDocument.importNode(parsed(element('source', block ? { dev: path } : { file: path })), true));
  return xmlOf(drive);
}

const parsed = (xml: string) => new DOMParser().parseFromString(xml, 'text/xml').documentElement;
