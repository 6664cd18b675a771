/** What the back-end sends and takes, as it stands on the wire. Sizes say their unit in the name; times are numbers. */

export type Role = 'admin' | 'operator' | 'viewer';
export interface Session {
  user: { name: string; role: Role };
  csrf: string;
  version: string;
}

export interface Host {
  id: string;
  uri: string;
  connected: boolean;
  error?: string | null;
  hostname?: string;
  type?: string;
  cpus?: number;
  cpuModel?: string;
  mhz?: number;
  memoryKib?: number;
  freeKib?: number;
  hypervisor?: string;
  library?: string;
  kvm?: { fit: boolean; why: string };
}

export const MACHINE_STATES = [
  'running', 'blocked', 'paused', 'shutdown', 'shutoff', 'crashed', 'pmsuspended', 'nostate',
] as const;
export type MachineState = (typeof MACHINE_STATES)[number];
export interface Machine {
  host: string;
  uuid: string;
  name: string;
  title?: string;
  state: MachineState;
  reason: number;
  vcpus: number;
  memoryKib: number;
  maxMemoryKib: number;
  autostart: boolean;
  persistent: boolean;
  managedSave: boolean;
}
export type MachineAction =
  | 'start' | 'shutdown' | 'reboot' | 'reset' | 'destroy' | 'suspend' | 'resume' | 'save'
  | 'autostart-on' | 'autostart-off' | 'discard-save';

/** A JSON value: what the pages show of a domain without knowing each of its hundred records. */
export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
  [member: string]: Json;
}
export type View = 'live' | 'next';
export interface Details {
  machine: Machine;
  live?: JsonObject | null;
  next?: JsonObject | null;
  consoles: { vnc: boolean; serial: string[] };
}
export interface MachineDisk {
  target: string;
  device: string;
  path?: string;
  capacity?: number;
  allocation?: number;
  usedBy: string[];
}
export interface Snapshot {
  name: string;
  parent?: string;
  current: boolean;
  state: string;
  created: number;
  description?: string;
  memory: boolean;
}

export type InstallSource =
  | { kind: 'iso'; path: string }
  | { kind: 'tree'; url: string }
  | { kind: 'import'; path: string }
  | { kind: 'pxe' }
  | { kind: 'cloud'; image: string; user: string; password?: string; sshKey?: string; userData?: string }
  | { kind: 'none' };
export type InstallDisk =
  | { kind: 'new'; pool: string; sizeGib: number; format: 'qcow2' | 'raw' }
  | { kind: 'existing'; path: string }
  | { kind: 'none' };
export type InstallNetwork =
  | { kind: 'network'; name: string; portgroup?: string }
  | { kind: 'bridge'; name: string }
  | { kind: 'user' }
  | { kind: 'none' };
export interface Install {
  host: string;
  name: string;
  osinfo?: string;
  memoryMib: number;
  vcpus: number;
  firmware: 'bios' | 'uefi';
  source: InstallSource;
  disk: InstallDisk;
  network: InstallNetwork;
  graphics: 'vnc' | 'spice' | 'none';
  virtType?: 'kvm' | 'qemu';
  autostart: boolean;
  start: boolean;
}
export interface DryRun {
  command: string;
  xml: string;
}

export interface PortGroup {
  name: string;
  default: boolean;
  vlans: number[];
}
export interface Network {
  host: string;
  uuid: string;
  name: string;
  active: boolean;
  persistent: boolean;
  autostart: boolean;
  bridge?: string;
  forward: string;
  addresses: string[];
  dhcp: { start: string; end: string }[];
  portgroups: PortGroup[];
  virtualport?: string;
}
export type NetworkAction = 'start' | 'destroy' | 'autostart-on' | 'autostart-off';
export interface Lease {
  mac: string;
  address: string;
  hostname?: string;
  expires: number;
}

export interface Pool {
  host: string;
  uuid: string;
  name: string;
  type: string;
  state: 'inactive' | 'building' | 'running' | 'degraded' | 'inaccessible';
  capacity: number;
  allocation: number;
  available: number;
  autostart: boolean;
  persistent: boolean;
  path?: string;
}
export type PoolAction = 'start' | 'destroy' | 'refresh' | 'autostart-on' | 'autostart-off' | 'build';
export interface Volume {
  name: string;
  key: string;
  path: string;
  type: 'file' | 'block' | 'dir' | 'network' | 'netdir' | 'ploop';
  capacity: number;
  allocation: number;
  format?: string;
  usedBy: string[];
}

export interface MachineStats {
  uuid: string;
  /** Percent of one CPU. */
  cpu: number;
  memoryKib: number;
  rd: number;
  wr: number;
  rx: number;
  tx: number;
}
export interface HostStats {
  host: string;
  at: number;
  hostCpu: number;
  hostFreeKib: number;
  machines: MachineStats[];
}
/** The stream's events, told apart by their name. */
export type ServerEvent =
  | { kind: 'machine'; data: Machine }
  | { kind: 'gone'; data: { host: string; uuid: string } }
  | { kind: 'stats'; data: HostStats }
  | { kind: 'networks'; data: { host: string } }
  | { kind: 'pools'; data: { host: string } }
  | { kind: 'host'; data: Host };

export interface AuditEntry {
  at: number;
  who: string;
  from: string;
  what: string;
  target: string;
  outcome: 'ok' | 'denied' | 'failed';
  detail?: string;
}
export interface Account {
  name: string;
  role: Role;
}
