/** Who is logged in. */
import { session as calls } from './api/calls';
import { ApiError, keepToken, whenUnauthorized } from './api/client';
import type { Role, Session } from './api/types';
import { EMPTY } from './state';
import { set, useStore } from './store';

function become(session: Session): void {
  keepToken(session.csrf);
  set({ login: { kind: 'in', session } });
}

function leave(): void {
  keepToken('');
  set({ ...EMPTY, login: { kind: 'out' } });
}

/** Asks whether the browser has a session already. */
export async function resume(): Promise<void> {
  whenUnauthorized(leave);
  try {
    become(await calls.get());
  } catch (error) {
    leave();
    if (!(error instanceof ApiError && error.body.status === 401)) throw error;
  }
}

export async function logIn(name: string, password: string): Promise<void> {
  become(await calls.open(name, password));
}

export async function logOut(): Promise<void> {
  await calls.close();
  leave();
}

export function useSession(): Session {
  const login = useStore((state) => state.login);
  if (login.kind !== 'in') throw new Error('no session here');
  return login.session;
}

const RANK: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 };

/** Whether the user may do what {@code role} may. The back-end decides; this only spares dead buttons. */
export function useMay(role: Role): boolean {
  return RANK[useSession().user.role] >= RANK[role];
}
