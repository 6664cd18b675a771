/** Figures as people read them. */
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
const STEP = 1024;

export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (rounded(value) >= STEP && unit < UNITS.length - 1) {
    value /= STEP;
    unit++;
  }
  return `${String(rounded(value))} ${UNITS[unit] ?? ''}`;
}

/** Three figures are enough to read. */
const rounded = (value: number) => (value >= 100 ? Math.round(value) : Math.round(value * 10) / 10);

export const kib = (count: number) => bytes(count * STEP);
export const perSecond = (count: number) => `${bytes(count)}/s`;
export const percent = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} %`;

export function moment(epochMillis: number, language: string): string {
  return new Date(epochMillis).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** What someone typed as a size, in bytes: {@code 20}, {@code 20G}, {@code 1.5 TiB}; a bare number is {@code unit}. */
export function parseBytes(text: string, unit = 'GiB'): number | undefined {
  const match = /^\s*(\d+(?:[.,]\d+)?)\s*([a-z]*)\s*$/i.exec(text);
  if (!match) return undefined;
  const power = UNITS.findIndex((each) => sameUnit(each, match[2] || unit));
  const value = Number(match[1]?.replace(',', '.')) * STEP ** power;
  return power >= 0 && value > 0 && Number.isSafeInteger(Math.round(value)) ? Math.round(value) : undefined;
}

function sameUnit(unit: string, typed: string): boolean {
  const lower = typed.toLowerCase();
  return [unit, unit.replace('iB', ''), unit.replace('iB', 'B')].some((each) => each.toLowerCase() === lower);
}
