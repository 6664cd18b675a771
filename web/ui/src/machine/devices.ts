/** A machine's devices as rows: each once, as it is now and as it is at the next boot. */
import type { Json, JsonObject } from '../api/types';
import { isObject, text, within } from './json';

/** The members of the devices record, in the order shown, and the XML element that each one's items are. */
export const KINDS = {
  disks: 'disk', interfaces: 'interface', graphics: 'graphics', videos: 'video', serials: 'serial', consoles: 'console', channels: 'channel',
  parallels: 'parallel', inputs: 'input', sounds: 'sound', audios: 'audio', hostdevs: 'hostdev', redirdevs: 'redirdev', filesystems: 'filesystem', tpms: 'tpm',
  rngs: 'rng', smartcards: 'smartcard', hubs: 'hub', panics: 'panic', shmems: 'shmem', memories: 'memory', leases: 'lease', watchdog: 'watchdog',
  memballoon: 'memballoon', nvram: 'nvram', iommu: 'iommu', vsock: 'vsock', controllers: 'controller',
} as const;
export type Kind = keyof typeof KINDS;

/** A device in one view, and which of its kind it is there. */
export interface Place {
  device: JsonObject;
  index: number;
}
export interface DeviceRow {
  kind: Kind;
  key: string;
  live?: Place;
  next?: Place;
}

export function rows(live: JsonObject | null | undefined, next: JsonObject | null | undefined): DeviceRow[] {
  return (Object.keys(KINDS) as Kind[]).flatMap((kind) => paired(kind, ofKind(live, kind), ofKind(next, kind)));
}

function ofKind(domain: JsonObject | null | undefined, kind: Kind): JsonObject[] {
  const found = within(domain ?? undefined, 'devices', kind);
  return (Array.isArray(found) ? found : [found]).filter(isObject);
}

function paired(kind: Kind, live: JsonObject[], next: JsonObject[]): DeviceRow[] {
  const found = new Map<string, DeviceRow>();
  const put = (side: 'live' | 'next', device: JsonObject, index: number) => {
    const key = `${kind} ${identity(device) ?? String(index)}`;
    const row = found.get(key) ?? { kind, key };
    if (row[side]) found.set(`${key} ${String(index)}`, { kind, key: `${key} ${String(index)}`, [side]: { device, index } });
    else found.set(key, { ...row, [side]: { device, index } });
  };
  live.forEach((device, index) => { put('live', device, index); });
  next.forEach((device, index) => { put('next', device, index); });
  return [...found.values()];
}

/** What stays the same when a device moves in its list: a disk's target, a NIC's MAC address, a controller's number. */
function identity(device: JsonObject): string | undefined {
  const target = within(device, 'target');
  return macOf(device) ?? text(within(target, 'dev')) ?? (device['index'] === undefined ? undefined : `${text(device['type']) ?? ''} ${text(device['index']) ?? ''}`);
}

const macOf = (device: JsonObject) => text(device['mac']) ?? text(within(device, 'mac', 'address'));

/** The device in a few words: what it is, where it leads. */
export function summary(kind: Kind, device: JsonObject): string {
  const words = kind === 'disks' ? disk(device) : kind === 'interfaces' ? nic(device) : other(device);
  return words.filter((word) => word !== undefined && word !== '').join(' · ');
}

function disk(device: JsonObject): (string | undefined)[] {
  const kind = text(device['device']) ?? 'disk';
  return [kind, text(within(device, 'target', 'dev')), text(within(device, 'target', 'bus')), text(within(device, 'driver', 'type')), sourceOf(device['source']) ?? '—'];
}

function nic(device: JsonObject): (string | undefined)[] {
  return [sourceOf(device['source']), modelOf(device), macOf(device), text(within(device, 'target', 'dev'))];
}

function other(device: JsonObject): (string | undefined)[] {
  return [
    text(device['kind']), text(device['type']), modelOf(device), text(device['mode']), text(device['bus']), text(within(device, 'target', 'name')),
    text(within(device, 'target', 'type')), sourceOf(device['source']), sourceOf(device['backend']), portOf(device),
  ];
}

const modelOf = (device: JsonObject) => text(device['model']) ?? text(within(device, 'model', 'type'));

function portOf(device: JsonObject): string | undefined {
  const port = device['port'];
  return typeof port === 'number' && port > 0 ? `:${String(port)}` : undefined;
}

/** Where a source leads, whichever kind it is. */
function sourceOf(source: Json | undefined): string | undefined {
  if (!isObject(source)) return text(source);
  const place = SOURCE_MEMBERS.map((name) => text(source[name])).filter((word) => word !== undefined);
  if (place.length > 0) return place.join(' / ');
  const inner = sourceOf(source['source']);
  return inner ?? text(source['kind']);
}
const SOURCE_MEMBERS = ['file', 'dev', 'dir', 'protocol', 'name', 'pool', 'volume', 'network', 'portgroup', 'path', 'bridge', 'address', 'channel'];
