/** Light or dark: as the system says until the user says otherwise. */
import { useSyncExternalStore } from 'react';
import { recall, remember } from './preferences';

const DARK_CLASS = 'pf-v6-theme-dark';
const listeners = new Set<() => void>();

function isDark(): boolean {
  return document.documentElement.classList.contains(DARK_CLASS);
}

export function startTheme(): void {
  const chosen = recall('theme');
  const dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.classList.toggle(DARK_CLASS, dark);
}

export function toggleTheme(): void {
  const dark = document.documentElement.classList.toggle(DARK_CLASS);
  remember('theme', dark ? 'dark' : 'light');
  for (const listener of listeners) listener();
}

export function useDark(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, isDark);
}
