import { describe, expect, it } from 'vitest';
import type { Machine } from '../api/types';
import { ALL, listed, sortedBy } from './listing';

const machine = (name: string, more: Partial<Machine> = {}): Machine => ({
  host: 'local', uuid: name, name, state: 'running', reason: 0, vcpus: 1, memoryKib: 1, maxMemoryKib: 1, autostart: false, persistent: true,
  managedSave: false, ...more,
});
const names = (machines: Machine[]) => machines.map((each) => each.name);
const HOUSE = [machine('web10'), machine('web2', { state: 'shutoff' }), machine('db', { title: 'Accounting', state: 'crashed' })];

describe('listed', () => {
  it('counts as people do', () => { expect(names(listed(HOUSE, new Map(), ALL))).toEqual(['db', 'web2', 'web10']); });
  it('finds all words in name, title or host', () => {
    expect(names(listed(HOUSE, new Map(), { ...ALL, text: 'ACC local' }))).toEqual(['db']);
    expect(listed(HOUSE, new Map(), { ...ALL, text: 'acc web' })).toEqual([]);
  });
  it('tells active ones', () => {
    expect(names(listed(HOUSE, new Map(), { ...ALL, state: 'active' }))).toEqual(['web10']);
    expect(names(listed(HOUSE, new Map(), { ...ALL, state: 'inactive' }))).toEqual(['db', 'web2']);
  });
  it('sorts by the latest CPU figure; who has none is last', () => {
    const of = (uuid: string, cpu: number) => [`local/${uuid}`, [{ uuid, cpu, memoryKib: 0, rd: 0, wr: 0, rx: 0, tx: 0 }]] as const;
    const stats = new Map([of('web10', 3), of('db', 80)]);
    expect(names(listed(HOUSE, stats, { ...ALL, column: 'cpu', descending: true }))).toEqual(['db', 'web10', 'web2']);
  });
});

it('turns round on the second click', () => {
  const once = sortedBy(ALL, 'cpu');
  expect([once.descending, sortedBy(once, 'cpu').descending]).toEqual([true, false]);
});
