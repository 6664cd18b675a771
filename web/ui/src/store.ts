/** The one store. Its value is replaced, never changed; components read parts of it. */
import { useSyncExternalStore } from 'react';
import { EMPTY, type State } from './state';

let state = EMPTY;
const listeners = new Set<() => void>();

export function current(): State {
  return state;
}

export function update(step: (before: State) => State): void {
  const after = step(state);
  if (after === state) return;
  state = after;
  for (const listener of listeners) listener();
}

export function set(part: Partial<State>): void {
  update((before) => ({ ...before, ...part }));
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A part of the state; {@code select} must give the same object for the same state. */
export function useStore<T>(select: (state: State) => T): T {
  return useSyncExternalStore(subscribe, () => select(state));
}
