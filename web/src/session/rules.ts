import type { Role, SessionAnswer } from '@airside/contracts';

/** Who uses this browser. The token lives here, in memory, and nowhere else. */
export type SessionState =
  | { readonly kind: 'restoring' }
  /** There may be a session, but nobody answers; it is tried again and again. */
  | { readonly kind: 'unreachable' }
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

/**
 * What is kept of a session between pages: that there is one, or that a refresh of it is under way since so many
 * milliseconds of the epoch.
 */
export type Mark = { readonly refreshingSinceMs: number | undefined };

export function readMark(text: string | null): Mark | undefined {
  if (text === null) return undefined;
  const since = Number(/^refreshing ([0-9]+)$/.exec(text)?.[1] ?? Number.NaN);
  return { refreshingSinceMs: Number.isNaN(since) ? undefined : since };
}

export function writeMark({ refreshingSinceMs }: Mark): string {
  return refreshingSinceMs === undefined ? '1' : `refreshing ${refreshingSinceMs}`;
}

/** A refresh that was left by its page is given so long to bring the next cookie. */
const longestRefreshMs = 3_000;

/**
 * Milliseconds to wait before a refresh, so that it does not show the cookie that a page before is just trading: the same
 * one twice would end the session. Nothing where none was left under way.
 */
export function leftUnderWayMs(mark: Mark | undefined, epochMs: number): number {
  const since = mark?.refreshingSinceMs;
  if (since === undefined || since > epochMs) return 0;
  return Math.max(0, since + longestRefreshMs - epochMs);
}

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
