/** The back-end's calls by name. */
import { callJson, getText, path, putXml } from './client';
import type {
  Account, AuditEntry, Details, DryRun, Host, Install, Lease, Machine, MachineAction, MachineDisk, Network, NetworkAction,
  Pool, PoolAction, Role, Session, Snapshot, View, Volume,
} from './types';

/** What names a thing: its host and its UUID. */
export interface Ref {
  host: string;
  uuid: string;
}
const machine = (ref: Ref, ...more: string[]) => path('machines', ref.host, ref.uuid, ...more);
const network = (ref: Ref, ...more: string[]) => path('networks', ref.host, ref.uuid, ...more);
const pool = (ref: Ref, ...more: string[]) => path('pools', ref.host, ref.uuid, ...more);

export const session = {
  get: () => callJson<Session>('GET', path('session')),
  open: (name: string, password: string) => callJson<Session>('POST', path('session'), { name, password }),
  close: () => callJson<void>('DELETE', path('session')),
  password: (old: string, fresh: string) => callJson<void>('POST', path('session', 'password'), { old, new: fresh }),
};

export const hosts = { list: () => callJson<Host[]>('GET', path('hosts')) };

export const machines = {
  list: () => callJson<Machine[]>('GET', path('machines')),
  details: (ref: Ref) => callJson<Details>('GET', machine(ref)),
  xml: (ref: Ref, view: View) => getText(`${machine(ref, 'xml')}?view=${view}`),
  define: (ref: Ref, xml: string) => putXml<Details>(machine(ref, 'xml'), xml),
  create: (host: string, xml: string) => callJson<Machine>('POST', path('machines'), { host, xml }),
  install: (wish: Install) => callJson<Machine>('POST', path('machines', 'install'), wish),
  dryRun: (wish: Install) => callJson<DryRun>('POST', `${path('machines', 'install')}?dry=true`, wish),
  act: (ref: Ref, action: MachineAction) => callJson<Machine>('POST', machine(ref, 'actions'), { action }),
  rename: (ref: Ref, name: string) => callJson<Machine>('POST', machine(ref, 'rename'), { name }),
  remove: (ref: Ref, disks: string[]) => callJson<void>('DELETE', machine(ref), { disks }),
  disks: (ref: Ref) => callJson<MachineDisk[]>('GET', machine(ref, 'disks')),
  attach: (ref: Ref, xml: string, live: boolean, next: boolean) =>
    callJson<void>('POST', machine(ref, 'devices'), { xml, live, next }),
  change: (ref: Ref, xml: string, live: boolean, next: boolean) =>
    callJson<void>('PUT', machine(ref, 'devices'), { xml, live, next }),
  detach: (ref: Ref, xml: string, live: boolean, next: boolean) =>
    callJson<void>('DELETE', machine(ref, 'devices'), { xml, live, next }),
  screenshotUrl: (ref: Ref) => machine(ref, 'screenshot'),
  vncPath: (ref: Ref) => machine(ref, 'vnc'),
  serialPath: (ref: Ref, alias: string) => machine(ref, 'serial', alias),
};

export const snapshots = {
  list: (ref: Ref) => callJson<Snapshot[]>('GET', machine(ref, 'snapshots')),
  create: (ref: Ref, wish: { name: string; description?: string; diskOnly?: boolean }) =>
    callJson<void>('POST', machine(ref, 'snapshots'), wish),
  revert: (ref: Ref, name: string) => callJson<void>('POST', machine(ref, 'snapshots', name, 'revert'), {}),
  remove: (ref: Ref, name: string) => callJson<void>('DELETE', machine(ref, 'snapshots', name)),
};

export const networks = {
  list: () => callJson<Network[]>('GET', path('networks')),
  xml: (ref: Ref) => getText(network(ref, 'xml')),
  define: (ref: Ref, xml: string) => putXml<void>(network(ref, 'xml'), xml),
  create: (host: string, xml: string) => callJson<Network>('POST', path('networks'), { host, xml }),
  act: (ref: Ref, action: NetworkAction) => callJson<void>('POST', network(ref, 'actions'), { action }),
  remove: (ref: Ref) => callJson<void>('DELETE', network(ref)),
  leases: (ref: Ref) => callJson<Lease[]>('GET', network(ref, 'leases')),
};

export const pools = {
  list: () => callJson<Pool[]>('GET', path('pools')),
  create: (host: string, xml: string) => callJson<Pool>('POST', path('pools'), { host, xml }),
  act: (ref: Ref, action: PoolAction) => callJson<void>('POST', pool(ref, 'actions'), { action }),
  remove: (ref: Ref) => callJson<void>('DELETE', pool(ref)),
};

export const volumes = {
  list: (ref: Ref) => callJson<Volume[]>('GET', pool(ref, 'volumes')),
  create: (ref: Ref, wish: { name: string; capacity: number; format: string }) =>
    callJson<void>('POST', pool(ref, 'volumes'), wish),
  remove: (ref: Ref, name: string) => callJson<void>('DELETE', pool(ref, 'volumes', name)),
  resize: (ref: Ref, name: string, capacity: number) =>
    callJson<void>('POST', pool(ref, 'volumes', name, 'resize'), { capacity }),
  clone: (ref: Ref, name: string, copy: string) =>
    callJson<void>('POST', pool(ref, 'volumes', name, 'clone'), { name: copy }),
  contentUrl: (ref: Ref, name: string) => pool(ref, 'volumes', name, 'content'),
};

export const audit = { list: (limit: number) => callJson<AuditEntry[]>('GET', `${path('audit')}?limit=${String(limit)}`) };

export const accounts = {
  list: () => callJson<Account[]>('GET', path('accounts')),
  create: (name: string, password: string, role: Role) =>
    callJson<void>('POST', path('accounts'), { name, password, role }),
  change: (name: string, change: { role?: Role; password?: string }) =>
    callJson<void>('PUT', path('accounts', name), change),
  remove: (name: string) => callJson<void>('DELETE', path('accounts', name)),
};
