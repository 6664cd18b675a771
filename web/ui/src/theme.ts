/** Light or dark: as the system says until the user says otherwise. */
import { useSyncExternalStore } from 'react';
import { recall, remember } from './preferences';

const DARK_CLASS = 'pf-v6-theme-dark';
const listeners = new Set<() => void>();

function isDark(): boolean {
  return document.documentElement.classList.contains(DARK_CLASS);
}

export function startTheme(): void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => {
    const chosen = recall('theme');
    document.documentElement.classList.toggle(DARK_CLASS, chosen ? chosen === 'dark' : system.matches);
    for (const listener of listeners) listener();
  };
  system.addEventListener('change', follow);
  follow();
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
