import { describe, expect, it } from 'vitest';
import { bytes, kib, parseBytes, percent } from './format';

describe('sizes', () => {
  it.each([
    [0, '0 B'], [1023, '1023 B'], [1024, '1 KiB'], [1536, '1.5 KiB'], [1024 ** 2 - 1, '1 MiB'], [30 * 1024 ** 3, '30 GiB'],
    [4_000_000_000, '3.7 GiB'], [200_000_000, '191 MiB'], [2 ** 63, '8 EiB'],
  ])('%d bytes are %s', (count, text) => { expect(bytes(count)).toBe(text); });

  it('counts KiB', () => { expect(kib(2 * 1024 ** 2)).toBe('2 GiB'); });

  it.each([
    ['20', 20 * 1024 ** 3], ['20G', 20 * 1024 ** 3], ['1.5 TiB', 1.5 * 1024 ** 4], ['512mb', 512 * 1024 ** 2], ['1,5g', 1.5 * 1024 ** 3],
    ['100 B', 100],
  ])('reads %s', (text, count) => { expect(parseBytes(text)).toBe(count); });
  it.each(['', 'x', '0', '-3', '5 parsecs', '9e9', '99999999 EiB'])('refuses %j', (text) => { expect(parseBytes(text)).toBeUndefined(); });
});

it('shows a digit of small percentages only', () => { expect([percent(3.14), percent(42.4)]).toEqual(['3.1 %', '42 %']); });
