/** All that the pages know, as one value, and how an event changes it. */
import type { Host, HostStats, Machine, MachineStats, Network, Pool, ServerEvent, Session } from './api/types';

/** How many samples of a machine are kept: two minutes at one every two seconds. */
export const HISTORY = 60;

export type Stream = 'connecting' | 'open' | 'lost';
export type Login = { kind: 'unknown' } | { kind: 'out' } | { kind: 'in'; session: Session };

export interface HostSample {
  at: number;
  cpu: number;
  freeKib: number;
}
export interface State {
  login: Login;
  stream: Stream;
  /** False until the first lists have come. */
  loaded: boolean;
  hosts: Host[];
  machines: ReadonlyMap<string, Machine>;
  stats: ReadonlyMap<string, readonly MachineStats[]>;
  hostStats: ReadonlyMap<string, readonly HostSample[]>;
  networks: Network[];
  pools: Pool[];
}

export const EMPTY: State = {
  login: { kind: 'unknown' },
  stream: 'connecting',
  loaded: false,
  hosts: [],
  machines: new Map(),
  stats: new Map(),
  hostStats: new Map(),
  networks: [],
  pools: [],
};

export const keyOf = (ref: { host: string; uuid: string }) => `${ref.host}/${ref.uuid}`;

export function byKey<T extends { host: string; uuid: string }>(all: readonly T[]): Map<string, T> {
  return new Map(all.map((each) => [keyOf(each), each]));
}

/** The state after an event of the stream. That a list changed says nothing of how: whoever listens fetches it. */
export function reduce(state: State, event: ServerEvent): State {
  switch (event.kind) {
    case 'machine':
      return { ...state, machines: new Map(state.machines).set(keyOf(event.data), event.data) };
    case 'gone':
      return {
        ...state,
        machines: without(state.machines, keyOf(event.data)),
        stats: without(state.stats, keyOf(event.data)),
      };
    case 'stats':
      return withStats(state, event.data);
    case 'host':
      return { ...state, hosts: replaced(state.hosts, event.data) };
    case 'networks':
    case 'pools':
      return state;
  }
}

function withStats(state: State, now: HostStats): State {
  const stats = new Map(state.stats);
  for (const each of now.machines) {
    const key = `${now.host}/${each.uuid}`;
    stats.set(key, grown(stats.get(key), each));
  }
  const sample = { at: now.at, cpu: now.hostCpu, freeKib: now.hostFreeKib };
  const hostStats = new Map(state.hostStats);
  hostStats.set(now.host, grown(hostStats.get(now.host), sample));
  return { ...state, stats, hostStats };
}

function grown<T>(before: readonly T[] | undefined, last: T): readonly T[] {
  return [...(before ?? []).slice(1 - HISTORY), last];
}

function without<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}

function replaced(hosts: Host[], host: Host): Host[] {
  return hosts.some((each) => each.id === host.id)
    ? hosts.map((each) => (each.id === host.id ? host : each))
    : [...hosts, host];
}
