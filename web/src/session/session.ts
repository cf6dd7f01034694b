import type { SessionAnswer } from '@airside/contracts';
import { ApiError } from '../api/api-error.ts';
import type { Tokens } from '../api/call.ts';
import type { Send } from '../api/send.ts';
import { createStore, type Store } from '../app/store.ts';
import { isFresh, type SessionState, signedInOf } from './rules.ts';

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
};

const path = '/api/auth/session';
const mark = 'airside.session';

/** What tabs tell each other: a new token, or that the session has ended. */
type Message = { kind: 'opened'; answer: SessionAnswer } | { kind: 'ended' };

export function createSession({ send, storage, locks, channel, nowMs }: SessionDeps): Session {
  const state = createStore<SessionState>({ kind: 'restoring' });

  function open(answer: SessionAnswer): void {
    storage.setItem(mark, '1');
    state.set(signedInOf(answer, nowMs()));
  }

  function end(): void {
    storage.removeItem(mark);
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
   * one would end the session for all.
   */
  function refresh(isDone: () => boolean): Promise<void> {
    return locks.request('airside.session', async () => {
      if (isDone()) return;
      try {
        const answer = await send<SessionAnswer>('POST', `${path}/refresh`);
        open(answer);
        tell({ kind: 'opened', answer });
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 401) throw error;
        end();
        tell({ kind: 'ended' });
      }
    });
  }

  const tokenOf = (now: SessionState) => (now.kind === 'signedIn' ? now.token : undefined);

  return {
    state,
    async restore() {
      if (storage.getItem(mark) === null) return state.set({ kind: 'anonymous' });
      await refresh(() => state.get().kind !== 'restoring').catch(() => state.set({ kind: 'anonymous' }));
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
