/** What can be done to a machine as it is. */
import { machines } from '../api/calls';
import type { Machine, MachineAction } from '../api/types';
import { textOf } from '../i18n';
import { keyOf } from '../state';
import { update } from '../store';
import { attempt, tell } from '../toasts';

/** In the order of the menus. */
export function possible(machine: Machine): MachineAction[] {
  return [...runActions(machine), ...keepActions(machine)];
}

function runActions(machine: Machine): MachineAction[] {
  switch (machine.state) {
    case 'running':
    case 'blocked':
      return ['shutdown', 'reboot', 'suspend', ...saving(machine), 'reset', 'destroy'];
    case 'paused':
      return ['resume', ...saving(machine), 'reset', 'destroy'];
    case 'shutdown':
    case 'pmsuspended':
    case 'nostate':
      return ['destroy'];
    case 'shutoff':
    case 'crashed':
      return ['start', ...(machine.managedSave ? ['discard-save' as const] : [])];
  }
}

/** What is saved must be defined, to be found again. */
const saving = (machine: Machine): MachineAction[] => (machine.persistent ? ['save'] : []);
const keepActions = (machine: Machine): MachineAction[] =>
  machine.persistent ? [machine.autostart ? 'autostart-off' : 'autostart-on'] : [];

/** What loses what the guest has not written yet: it is asked first. */
export const isHarsh = (action: MachineAction) => action === 'destroy' || action === 'reset' || action === 'discard-save';

export const isActive = (machine: Machine) => machine.state !== 'shutoff' && machine.state !== 'crashed';

/** Does it to each machine that it fits, a few at a time, and puts what the back-end answers into the store. */
export async function act(action: MachineAction, chosen: readonly Machine[]): Promise<void> {
  const fitting = chosen.filter((machine) => possible(machine).includes(action));
  let done = 0;
  const one = async (machine: Machine) => {
    const well = await attempt(`actions.doing.${action}`, async () => { put(await machines.act(machine, action)); }, { name: machine.name });
    if (well) done++;
  };
  for (let from = 0; from < fitting.length; from += AT_ONCE) await Promise.all(fitting.slice(from, from + AT_ONCE).map(one));
  if (fitting.length > 1) tell(textOf('actions.bulkDone', { action: textOf(`actions.${action}`), done: String(done), of: String(fitting.length) }));
}

/** A browser opens six connections to a server; the stream holds one. */
const AT_ONCE = 4;

export function put(machine: Machine): void {
  update((before) => ({ ...before, machines: new Map(before.machines).set(keyOf(machine), machine) }));
}
