import { describe, expect, it } from 'vitest';
import type { Machine, ServerEvent } from './api/types';
import { EMPTY, HISTORY, reduce, type State } from './state';

const WEB: Machine = {
  host: 'local', uuid: 'a', name: 'web', state: 'shutoff', reason: 0, vcpus: 1, memoryKib: 1, maxMemoryKib: 1,
  autostart: false, persistent: true, managedSave: false,
};
const after = (events: ServerEvent[], from: State = EMPTY) => events.reduce(reduce, from);
const stats = (cpu: number): ServerEvent => ({
  kind: 'stats',
  data: { host: 'local', at: cpu, hostCpu: 5, hostFreeKib: 9, machines: [{ uuid: 'a', cpu, memoryKib: 1, rd: 0, wr: 0, rx: 0, tx: 0 }] },
});

describe('reduce', () => {
  it('replaces a machine by its latest value', () => {
    const state = after([{ kind: 'machine', data: WEB }, { kind: 'machine', data: { ...WEB, state: 'running' } }]);
    expect([...state.machines.values()].map((each) => each.state)).toEqual(['running']);
  });

  it('forgets a machine that is gone, and its figures', () => {
    const state = after([{ kind: 'machine', data: WEB }, stats(1), { kind: 'gone', data: { host: 'local', uuid: 'a' } }]);
    expect(state.machines.size).toBe(0);
    expect(state.stats.size).toBe(0);
  });

  it('keeps the last samples only, oldest first', () => {
    const state = after(Array.from({ length: HISTORY + 5 }, (_, at) => stats(at)));
    const kept = state.stats.get('local/a')?.map((each) => each.cpu);
    expect(kept).toHaveLength(HISTORY);
    expect(kept?.[0]).toBe(5);
    expect(kept?.at(-1)).toBe(HISTORY + 4);
  });

  it('leaves the value before untouched', () => {
    after([{ kind: 'machine', data: WEB }]);
    expect(EMPTY.machines.size).toBe(0);
  });
});
