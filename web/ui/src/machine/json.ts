/** Reading in a JSON value of which little is known. */
import type { Json, JsonObject } from '../api/types';

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What lies at the end of the members' names, if all are there. */
export function within(value: Json | undefined, ...names: string[]): Json | undefined {
  return names.reduce<Json | undefined>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}

/** A scalar as text. */
export function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

export interface Leaf {
  path: string;
  value: string;
}

/** Each scalar with the way to it; what is absent or false says nothing and is left out. */
export function leaves(value: Json, path = ''): Leaf[] {
  if (value === null || value === false) return [];
  if (Array.isArray(value)) return value.flatMap((each, at) => leaves(each, `${path}[${String(at)}]`));
  if (typeof value === 'object') return Object.entries(value).flatMap(([name, each]) => leaves(each, path === '' ? name : `${path}.${name}`));
  return [{ path, value: String(value) }];
}
