import { expect, it } from 'vitest';
import en from './locales/en.json';
import vi from './locales/vi.json';

const keys = (texts: object, before = ''): string[] =>
  Object.entries(texts).flatMap(([key, text]) => (typeof text === 'string' ? [before + key] : keys(text as object, `${before}${key}.`)));
const holes = (texts: object): string[] =>
  Object.entries(texts).flatMap(([key, text]) => (typeof text === 'string' ? [`${key} ${(text.match(/{{\w+}}/g) ?? []).sort().join(' ')}`] : holes(text as object)));

it('has each text in each language', () => { expect(keys(vi)).toEqual(keys(en)); });
it('fills the same places in each language', () => { expect(holes(vi)).toEqual(holes(en)); });
