/** Short notes at the corner: what failed, why, and what to do. */
import { useSyncExternalStore } from 'react';
import { ApiError } from './api/client';
import { i18n, textOf, type TextKey } from './i18n';

export interface Toast {
  id: number;
  tone: 'danger' | 'success' | 'info';
  title: string;
  why?: string;
  hint?: string;
}

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function become(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** The newest five: a failing host must not cover the page. */
function show(toast: Omit<Toast, 'id'>): void {
  const same = toasts.some((each) => each.title === toast.title && each.why === toast.why);
  if (!same) become([...toasts.slice(-4), { ...toast, id: ++last }]);
}

export function dismiss(id: number): void {
  become(toasts.filter((each) => each.id !== id));
}

export function tell(title: string): void {
  show({ tone: 'success', title });
}

/** Says that {@code what} failed. An expired session is no news: the login page follows. */
export function report(what: TextKey, error: unknown, names: Record<string, string> = {}): void {
  if (error instanceof ApiError && error.body.status === 401) return;
  show({ tone: 'danger', title: i18n.t('errors.failed', { what: textOf(what, names) }), why: whyOf(error), hint: hintOf(error) });
}

export function whyOf(error: unknown): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
  const { message, cause } = error.body;
  return cause && !message.includes(cause) ? `${message} (${cause})` : message;
}

export function hintOf(error: unknown): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { hint, status } = error.body;
  if (hint) return hint;
  if (status === 0) return i18n.t('errors.unreachableHint');
  if (status === 403) return i18n.t('errors.forbiddenHint');
  if (status === 429) return i18n.t('errors.throttledHint');
  return undefined;
}

/** Runs a change; a failure becomes a toast. Says whether it went well. */
export async function attempt(what: TextKey, change: () => Promise<unknown>, names: Record<string, string> = {}): Promise<boolean> {
  try {
    await change();
    return true;
  } catch (error) {
    report(what, error, names);
    return false;
  }
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
}
