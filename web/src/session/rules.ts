import type { Role, SessionAnswer } from '@airside/contracts';

/** Who uses this browser. The token lives here, in memory, and nowhere else. */
export type SessionState =
  | { readonly kind: 'restoring' }
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'signedIn';
      readonly userId: number;
      readonly username: string;
      readonly roles: readonly Role[];
      readonly token: string;
      /** When to have another token, in milliseconds of the page's monotonic clock. */
      readonly staleAtMs: number;
    };

export type SignedIn = Extract<SessionState, { kind: 'signedIn' }>;

/** A token is renewed so long before it ends, so that none expires on its way. */
const marginSeconds = 30;

export function signedInOf({ userId, username, roles, token, expiresIn }: SessionAnswer, nowMs: number): SignedIn {
  const staleAtMs = nowMs + Math.max(0, expiresIn - marginSeconds) * 1000;
  return { kind: 'signedIn', userId, username, roles, token, staleAtMs };
}

export function isFresh(state: SessionState, nowMs: number): state is SignedIn {
  return state.kind === 'signedIn' && nowMs < state.staleAtMs;
}

/** Whether another person uses the browser now, so that nothing of the one before may be left. */
export function isSomebodyElse(before: SessionState, after: SessionState): boolean {
  return userOf(before) !== undefined && userOf(before) !== userOf(after);
}

export function userOf(state: SessionState): number | undefined {
  return state.kind === 'signedIn' ? state.userId : undefined;
}

export function isStaffSession(state: SessionState): boolean {
  return state.kind === 'signedIn' && state.roles.some((role) => role !== 'passenger');
}

/** Where to go after signing in: a path of this app; anything that could lead elsewhere is home. */
export function safeNext(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(next) ? next : '/';
}
