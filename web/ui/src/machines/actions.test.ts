import { expect, it } from 'vitest';
import type { Machine, MachineState } from '../api/types';
import { possible } from './actions';

const machine = (state: MachineState, more: Partial<Machine> = {}): Machine => ({
  host: 'local', uuid: 'a', name: 'web', state, reason: 0, vcpus: 1, memoryKib: 1, maxMemoryKib: 1, autostart: false, persistent: true,
  managedSave: false, ...more,
});

it('starts what is off, and nothing else', () => {
  const all: MachineState[] = ['running', 'blocked', 'paused', 'shutdown', 'shutoff', 'crashed', 'pmsuspended', 'nostate'];
  expect(all.filter((state) => possible(machine(state)).includes('start'))).toEqual(['shutoff', 'crashed']);
});
it('offers to drop a saved state only where there is one', () => {
  expect(possible(machine('shutoff'))).not.toContain('discard-save');
  expect(possible(machine('shutoff', { managedSave: true }))).toContain('discard-save');
});
it('does not save nor autostart what is not defined', () => {
  expect(possible(machine('running', { persistent: false }))).toEqual(['shutdown', 'reboot', 'suspend', 'reset', 'destroy']);
});
