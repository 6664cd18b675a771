/** Snapshots as the forest that their parents make of them. */
import type { Snapshot } from '../api/types';

export interface Branch {
  snapshot: Snapshot;
  depth: number;
}

/** Each snapshot below its parent, older ones first. One whose parent is not there stands at the top: none is lost. */
export function forest(snapshots: readonly Snapshot[]): Branch[] {
  const names = new Set(snapshots.map((each) => each.name));
  const children = new Map<string | undefined, Snapshot[]>();
  for (const each of [...snapshots].sort((a, b) => a.created - b.created)) {
    const parent = each.parent !== undefined && names.has(each.parent) ? each.parent : undefined;
    children.set(parent, [...(children.get(parent) ?? []), each]);
  }
  const below = (parent: string | undefined, depth: number): Branch[] =>
    (children.get(parent) ?? []).flatMap((snapshot) => [{ snapshot, depth }, ...below(snapshot.name, depth + 1)]);
  return below(undefined, 0);
}
