/** What the wizard has asked so far, and the installation that follows from it. */
import type { Host, Install, InstallDisk, InstallNetwork, InstallSource } from '../api/types';

export interface Draft {
  host: string;
  name: string;
  source: InstallSource;
  osinfo: string;
  memoryMib: number;
  vcpus: number;
  firmware: Install['firmware'];
  virtType: Install['virtType'];
  disk: InstallDisk;
  network: InstallNetwork;
  graphics: Install['graphics'];
  autostart: boolean;
  start: boolean;
}

export function firstDraft(host: Host | undefined, pool: string, network: string | undefined): Draft {
  return {
    host: host?.id ?? 'local',
    name: '',
    source: { kind: 'iso', path: '' },
    osinfo: '',
    memoryMib: Math.min(2048, halfOf(host)),
    vcpus: Math.min(2, host?.cpus ?? 2),
    firmware: 'bios',
    virtType: undefined,
    disk: { kind: 'new', pool, sizeGib: 20, format: 'qcow2' },
    network: network === undefined ? { kind: 'user' } : { kind: 'network', name: network },
    graphics: 'vnc',
    autostart: false,
    start: true,
  };
}

const halfOf = (host: Host | undefined) => Math.max(256, Math.floor((host?.memoryKib ?? 8_388_608) / 2048));

export function installOf(draft: Draft): Install {
  const { osinfo, virtType, source, network, ...rest } = draft;
  return {
    ...rest,
    source: source.kind === 'cloud' ? withoutEmpty(source) : source,
    network: network.kind === 'network' ? withoutEmpty(network) : network,
    ...(osinfo === '' ? {} : { osinfo }),
    ...(virtType === undefined ? {} : { virtType }),
  };
}

/** Fields left empty are absent: an empty password is none. */
function withoutEmpty<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value !== undefined)) as T;
}

export const STEPS = ['source', 'system', 'disk', 'network', 'review'] as const;
export type Step = (typeof STEPS)[number];

/** libvirt refuses a slash and an empty name; the rest is the machine's own affair. */
export const isName = (name: string) => /^[^/\n\r]+$/.test(name.trim());

/** Whether a step has all that the next ones need. */
export function isComplete(step: Step, draft: Draft): boolean {
  switch (step) {
    case 'source':
      return hasSource(draft.source);
    case 'system':
      return isName(draft.name) && draft.memoryMib > 0 && draft.vcpus > 0;
    case 'disk':
      return hasDisk(draft.disk);
    case 'network':
      return draft.network.kind === 'user' || draft.network.kind === 'none' || draft.network.name !== '';
    case 'review':
      return STEPS.filter((each) => each !== 'review').every((each) => isComplete(each, draft));
  }
}

function hasSource(source: InstallSource): boolean {
  switch (source.kind) {
    case 'iso':
    case 'import':
      return source.path !== '';
    case 'tree':
      return /^(https?|ftp):\/\/./.test(source.url);
    case 'cloud':
      return source.image !== '' && source.user !== '' && Boolean(source.password || source.sshKey || source.userData);
    case 'pxe':
    case 'none':
      return true;
  }
}

function hasDisk(disk: InstallDisk): boolean {
  switch (disk.kind) {
    case 'new':
      return disk.pool !== '' && disk.sizeGib > 0;
    case 'existing':
      return disk.path !== '';
    case 'none':
      return true;
  }
}

export function emptySource(kind: InstallSource['kind']): InstallSource {
  switch (kind) {
    case 'iso':
    case 'import':
      return { kind, path: '' };
    case 'tree':
      return { kind, url: '' };
    case 'cloud':
      return { kind, image: '', user: 'user', password: '', sshKey: '', userData: '' };
    case 'pxe':
    case 'none':
      return { kind };
  }
}

/** What the disk of the source is by itself: an imported image is the disk, and a cloud image gets no second one. */
export function diskFor(source: InstallSource, before: InstallDisk): InstallDisk {
  return source.kind === 'import' || source.kind === 'cloud' ? { kind: 'none' } : before;
}
