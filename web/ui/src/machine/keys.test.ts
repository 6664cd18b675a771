import { expect, it } from 'vitest';
import { CHORDS, strokes } from './keys';

it('holds Shift where a US keyboard does', () => { expect(strokes('aA1!')).toEqual([[0x61], [0xffe1, 0x41], [0x31], [0xffe1, 0x21]]); });
it('ends lines with Return, however they end', () => { expect(strokes('a\r\n\tb\r')).toEqual([[0x61], [0xff0d], [0xff09], [0x62], [0xff0d]]); });
it('sends what is beyond Latin-1 by its number', () => { expect(strokes('ế')).toEqual([[0x0100_1ebf]]); });
it('leaves out what no key stands for', () => { expect(strokes('\u001b\u0007')).toEqual([]); });
it('names each chord once', () => { expect(new Set(CHORDS.map(({ label }) => label)).size).toBe(CHORDS.length); });
