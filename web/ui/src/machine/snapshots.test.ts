import { expect, it } from 'vitest';
import type { Snapshot } from '../api/types';
import { forest } from './snapshots';

const snapshot = (name: string, created: number, parent?: string): Snapshot => ({ name, created, parent, current: false, state: 'running', memory: true });

it('puts children below their parent, older ones first', () => {
  const all = [snapshot('c', 4, 'a'), snapshot('b', 3, 'a'), snapshot('a', 1), snapshot('d', 5, 'b'), snapshot('z', 2)];
  expect(forest(all).map(({ snapshot: { name }, depth }) => `${String(depth)}${name}`)).toEqual(['0a', '1b', '2d', '1c', '0z']);
});
it('keeps one whose parent is gone', () => {
  expect(forest([snapshot('b', 1, 'gone')]).map(({ depth }) => depth)).toEqual([0]);
});
