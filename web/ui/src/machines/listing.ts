/** Which machines the list shows, and in which order. */
import type { Machine, MachineState } from '../api/types';
import { keyOf, type State } from '../state';

export const COLUMNS = ['name', 'state', 'vcpus', 'memory', 'cpu', 'host'] as const;
export type Column = (typeof COLUMNS)[number];
export type StateFilter = 'all' | 'active' | 'inactive' | MachineState;
export interface Listing {
  text: string;
  state: StateFilter;
  column: Column;
  descending: boolean;
}
export const ALL: Listing = { text: '', state: 'all', column: 'name', descending: false };

/** Names as people count: web2 before web10. */
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

export function listed(machines: Iterable<Machine>, stats: State['stats'], listing: Listing): Machine[] {
  const words = listing.text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const shown = [...machines].filter((machine) => fits(machine, listing.state) && words.every((word) => mentions(machine, word)));
  const order = ordering(listing.column, stats);
  const sign = listing.descending ? -1 : 1;
  return shown.sort((a, b) => sign * order(a, b) || collator.compare(a.name, b.name) || (a.uuid < b.uuid ? -1 : 1));
}

function fits(machine: Machine, filter: StateFilter): boolean {
  const off = machine.state === 'shutoff' || machine.state === 'crashed';
  switch (filter) {
    case 'all':
      return true;
    case 'active':
      return !off;
    case 'inactive':
      return off;
    case 'running':
    case 'blocked':
    case 'paused':
    case 'shutdown':
    case 'shutoff':
    case 'crashed':
    case 'pmsuspended':
    case 'nostate':
      return machine.state === filter;
  }
}

function mentions(machine: Machine, word: string): boolean {
  return [machine.name, machine.title ?? '', machine.uuid, machine.host].some((text) => text.toLowerCase().includes(word));
}

function ordering(column: Column, stats: State['stats']): (a: Machine, b: Machine) => number {
  const cpu = (machine: Machine) => stats.get(keyOf(machine))?.at(-1)?.cpu ?? -1;
  switch (column) {
    case 'name':
      return (a, b) => collator.compare(a.name, b.name);
    case 'state':
      return (a, b) => collator.compare(a.state, b.state);
    case 'vcpus':
      return (a, b) => a.vcpus - b.vcpus;
    case 'memory':
      return (a, b) => a.memoryKib - b.memoryKib;
    case 'cpu':
      return (a, b) => cpu(a) - cpu(b);
    case 'host':
      return (a, b) => collator.compare(a.host, b.host);
  }
}

/** The listing after a click on a column's head: once more turns the order round. Figures start with the largest. */
export function sortedBy(listing: Listing, column: Column): Listing {
  const descending = listing.column === column ? !listing.descending : column === 'cpu' || column === 'memory' || column === 'vcpus';
  return { ...listing, column, descending };
}
