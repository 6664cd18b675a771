/** The stream of events into the store. The browser connects anew by itself; then the lists are fetched again. */
import { hosts, machines, networks, pools } from './api/calls';
import { path } from './api/client';
import type { ServerEvent } from './api/types';
import { byKey, reduce } from './state';
import { set, update } from './store';
import { report } from './toasts';

const KINDS: ServerEvent['kind'][] = ['machine', 'gone', 'stats', 'networks', 'pools', 'host'];
/** How long a stream that the browser has given up stays closed before the next try. */
const PAUSE_MS = 3000;

/** Follows the stream until the returned function is called. */
export function follow(): () => void {
  let source: EventSource;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource(path('events'));
    source.onopen = () => {
      set({ stream: 'open' });
      void fetchAll();
    };
    source.onerror = () => {
      set({ stream: 'lost' });
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(open, PAUSE_MS);
    };
    for (const kind of KINDS) source.addEventListener(kind, (event: MessageEvent<string>) => { take(kind, event.data); });
  };
  open();
  return () => {
    clearTimeout(retry);
    source.close();
  };
}

function take(kind: ServerEvent['kind'], text: string): void {
  const event = { kind, data: JSON.parse(text) as unknown } as ServerEvent;
  update((before) => reduce(before, event));
  if (kind === 'networks') void fetchNetworks();
  if (kind === 'pools') void fetchPools();
}

/** The lists, each as soon as it comes: a host that hangs on one does not hold up the others. */
export async function fetchAll(): Promise<void> {
  await Promise.all([
    fetched('lists.hosts', hosts.list, (list) => { set({ hosts: list }); }),
    fetched('lists.machines', machines.list, (list) => { set({ machines: byKey(list), loaded: true }); }),
    fetchNetworks(),
    fetchPools(),
  ]);
}

export const fetchNetworks = () => fetched('lists.networks', networks.list, (list) => { set({ networks: list }); });
export const fetchPools = () => fetched('lists.pools', pools.list, (list) => { set({ pools: list }); });

type ListName = 'lists.hosts' | 'lists.machines' | 'lists.networks' | 'lists.pools';
async function fetched<T>(what: ListName, get: () => Promise<T>, keep: (list: T) => void): Promise<void> {
  try {
    keep(await get());
  } catch (error) {
    report(what, error);
  }
}
