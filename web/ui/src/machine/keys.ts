/** Keys for a VNC server, as X11 keysyms: keysymdef.h. */

export const CONTROL = 0xffe3;
export const ALT = 0xffe9;
export const SHIFT = 0xffe1;
const SUPER = 0xffeb;
const RETURN = 0xff0d;
const TAB = 0xff09;
const ESCAPE = 0xff1b;
const DELETE = 0xffff;
const BACKSPACE = 0xff08;
const PRINT = 0xff61;
const F1 = 0xffbe;
/** Added to the number of a character beyond Latin-1. */
const UNICODE = 0x0100_0000;

export interface Chord {
  label: string;
  keys: readonly number[];
}

/** What the browser or the system keeps for itself. */
export const CHORDS: readonly Chord[] = [
  { label: 'Ctrl+Alt+Del', keys: [CONTROL, ALT, DELETE] },
  { label: 'Ctrl+Alt+Backspace', keys: [CONTROL, ALT, BACKSPACE] },
  ...Array.from({ length: 8 }, (_, at) => ({ label: `Ctrl+Alt+F${String(at + 1)}`, keys: [CONTROL, ALT, F1 + at] })),
  { label: 'Alt+Tab', keys: [ALT, TAB] },
  { label: 'Alt+F4', keys: [ALT, F1 + 3] },
  { label: 'Super', keys: [SUPER] },
  { label: 'Esc', keys: [ESCAPE] },
  { label: 'PrintScreen', keys: [PRINT] },
];

/** What a US keyboard writes with Shift held; QEMU looks up keys, and presses no Shift by itself. */
const SHIFTED = '~!@#$%^&*()_+{}|:"<>?ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The chords that write a text; what no key stands for is left out. */
export function strokes(text: string): (readonly number[])[] {
  return [...text.replace(/\r\n?/g, '\n')].flatMap((character) => {
    const key = keysym(character);
    if (key === undefined) return [];
    return [SHIFTED.includes(character) ? [SHIFT, key] : [key]];
  });
}

function keysym(character: string): number | undefined {
  const code = character.codePointAt(0) ?? 0;
  if (character === '\n') return RETURN;
  if (character === '\t') return TAB;
  if (code < 0x20 || code === 0x7f) return undefined;
  return code < 0x100 ? code : UNICODE + code;
}
