import { describe, expect, test } from 'vitest';
import { ApiError } from '../api/api-error.ts';
import type { Send } from '../api/send.ts';
import { createSession } from './session.ts';

/** A browser with its one cookie: the server's end of the session, which ends where a cookie is used twice. */
function browser() {
  const target = new EventTarget();
  const store = new Map<string, string>();
  let cookie = 0;
  let used = -1;
  let isAlive = false;
  let last: Promise<unknown> = Promise.resolve();
  let refreshes = 0;

  const answer = (): unknown => ({
    userId: 1,
    username: 'ana',
    roles: ['passenger'],
    token: `t${cookie}`,
    expiresIn: 900,
  });
  const send: Send = async <Answer>(method: string, path: string): Promise<Answer> => {
    const shown = cookie;
    await Promise.resolve();
    if (method === 'DELETE') {
      isAlive = false;
      return undefined as Answer;
    }
    if (path.endsWith('/refresh')) {
      refreshes += 1;
      if (shown === used) isAlive = false;
      used = shown;
      if (!isAlive) throw new ApiError('', { status: 401, code: '', fields: [], requestId: '', members: {} });
    }
    isAlive = true;
    cookie += 1;
    return answer() as Answer;
  };
  const locks = {
    request: (_name: string, work: () => Promise<unknown>) => (last = last.then(work, work)),
  } as unknown as Pick<LockManager, 'request'>;
  const storage = {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => void store.set(key, value),
    removeItem: (key: string) => void store.delete(key),
  };

  function openTab(nowMs: () => number = () => 0) {
    const own = new EventTarget();
    const channel = {
      postMessage: (data: unknown) => target.dispatchEvent(new MessageEvent('message', { data: [own, data] })),
      addEventListener: own.addEventListener.bind(own) as BroadcastChannel['addEventListener'],
    };
    target.addEventListener('message', (event) => {
      const [from, data] = (event as MessageEvent<[EventTarget, unknown]>).data;
      if (from !== own) own.dispatchEvent(new MessageEvent('message', { data }));
    });
    return createSession({ send, storage, locks, channel, nowMs });
  }
  return { openTab, store, refreshes: () => refreshes };
}

describe('a session of a browser', () => {
  test('leaves no token in its storage', async () => {
    const { openTab, store } = browser();
    const tab = openTab();
    await tab.signIn('ana', 'secret');
    expect(await tab.current()).toBe('t1');
    expect([...store.values()]).toEqual(['1']);
  });

  test('outlives two tabs that restore it at once', async () => {
    const { openTab } = browser();
    await openTab().signIn('ana', 'secret');
    const tabs = [openTab(), openTab(), openTab()];
    await Promise.all(tabs.map((tab) => tab.restore()));
    expect(tabs.map((tab) => tab.state.get().kind)).toEqual(['signedIn', 'signedIn', 'signedIn']);
  });

  test('is renewed once, however many calls find its token old', async () => {
    const { openTab, refreshes } = browser();
    let now = 0;
    const tab = openTab(() => now);
    await tab.signIn('ana', 'secret');
    now = 900_000;
    const tokens = await Promise.all([tab.current(), tab.current(), tab.current()]);
    expect(new Set(tokens)).toEqual(new Set(['t2']));
    expect(refreshes()).toBe(1);
  });

  test('asks for nothing where nobody was signed in', async () => {
    const { openTab, refreshes } = browser();
    const tab = openTab();
    await tab.restore();
    expect(tab.state.get().kind).toBe('anonymous');
    expect(refreshes()).toBe(0);
  });

  test('ends in every tab when it ends in one', async () => {
    const { openTab, store } = browser();
    const [one, other] = [openTab(), openTab()];
    await one.signIn('ana', 'secret');
    expect(other.state.get().kind).toBe('signedIn');
    await one.signOut();
    expect(other.state.get().kind).toBe('anonymous');
    expect(store.size).toBe(0);
    expect(await other.current()).toBeUndefined();
  });

  test('that has ended on the server is over here at the first refusal', async () => {
    const { openTab } = browser();
    const one = openTab();
    await one.signIn('ana', 'secret');
    await openTab().signOut();
    expect(await one.replace('t1')).toBeUndefined();
    expect(one.state.get().kind).toBe('anonymous');
  });
});
