import type { SessionAnswer } from '@airside/contracts';
import { ApiError } from '../api/api-error.ts';
import type { Tokens } from '../api/call.ts';
import type { Send } from '../api/send.ts';
import { createStore, type Store } from '../app/store.ts';
import { reconnectDelayMs } from '../live/rules.ts';
import { isFresh, leftUnderWayMs, readMark, type SessionState, signedInOf, writeMark } from './rules.ts';

/** Whoever is signed in on this browser; one for all tabs. */
export type Session = Tokens & {
  readonly state: Store<SessionState>;
  /** Takes up the session that the browser's cookie stands for, if there may be one. */
  restore(): Promise<void>;
  signIn(username: string, password: string): Promise<void>;
  signOut(): Promise<void>;
};

export type SessionDeps = {
  send: Send;
  /** Remembers that there is a session; nothing of it. */
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  locks: Pick<LockManager, 'request'>;
  /** To the other tabs. */
  channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>;
  nowMs: () => number;
  /** Of the wall clock, which pages share. */
  epochMs: () => number;
  random: () => number;
  wait: (ms: number) => Promise<void>;
};

const path = '/api/auth/session';
const markKey = 'airside.session';

/** What tabs tell each other: a new token, or that the session has ended. */
type Message = { kind: 'opened'; answer: SessionAnswer } | { kind: 'ended' };

export function createSession(deps: SessionDeps): Session {
  const { send, storage, locks, channel, nowMs, epochMs, random, wait } = deps;
  const state = createStore<SessionState>({ kind: 'restoring' });

  const mark = (refreshingSinceMs: number | undefined) => storage.setItem(markKey, writeMark({ refreshingSinceMs }));

  function open(answer: SessionAnswer): void {
    mark(undefined);
    state.set(signedInOf(answer, nowMs()));
  }

  function end(): void {
    storage.removeItem(markKey);
    state.set({ kind: 'anonymous' });
  }

  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.kind === 'opened') open(data.answer);
    else end();
  });

  function tell(message: Message): void {
    channel.postMessage(message);
  }

  /**
   * Trades the cookie for a token. Of many tabs one does it at a time: the cookie works once, and a second use of the same
   * one would end the session for all. What a page that is gone has begun comes to its end first.
   */
  function refresh(isDone: () => boolean): Promise<void> {
    return locks.request('airside.session', async () => {
      await wait(leftUnderWayMs(readMark(storage.getItem(markKey)), epochMs()));
      if (isDone()) return;
      try {
        mark(epochMs());
        const answer = await send<SessionAnswer>('POST', `${path}/refresh`, { isKeptAlive: true });
        open(answer);
        tell({ kind: 'opened', answer });
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 401) {
          mark(undefined);
          throw error;
        }
        end();
        tell({ kind: 'ended' });
      }
    });
  }

  const isUnknown = () => ['restoring', 'unreachable'].includes(state.get().kind);

  const tokenOf = (now: SessionState) => (now.kind === 'signedIn' ? now.token : undefined);

  return {
    state,
    async restore() {
      if (storage.getItem(markKey) === null) return state.set({ kind: 'anonymous' });
      for (let attempt = 0; isUnknown(); attempt += 1) {
        try {
          await refresh(() => !isUnknown());
        } catch {
          // Who cannot be asked has not said that the session is over.
          state.set({ kind: 'unreachable' });
          await wait(reconnectDelayMs(attempt, random()));
        }
      }
    },
    async signIn(username, password) {
      const answer = await send<SessionAnswer>('POST', path, { body: { username, password } });
      open(answer);
      tell({ kind: 'opened', answer });
    },
    async signOut() {
      const token = tokenOf(state.get());
      // Gone from this browser first: whatever the server says, nothing of it stays.
      end();
      tell({ kind: 'ended' });
      await send('DELETE', path, { token });
    },
    async current() {
      const now = state.get();
      if (now.kind === 'signedIn' && !isFresh(now, nowMs())) await refresh(() => isFresh(state.get(), nowMs()));
      return tokenOf(state.get());
    },
    async replace(refused) {
      await refresh(() => tokenOf(state.get()) !== refused);
      return tokenOf(state.get());
    },
  };
}
