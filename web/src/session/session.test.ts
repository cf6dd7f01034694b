import { describe, expect, test } from 'vitest';
import { ApiError, noContact } from '../api/api-error.ts';
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
  let outages = 0;
  let epoch = 1_000_000;

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
      if (outages > 0) {
        outages -= 1;
        throw noContact(undefined);
      }
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
    const wait = async (ms: number) => void (epoch += ms);
    return createSession({ send, storage, locks, channel, nowMs, epochMs: () => epoch, random: () => 0, wait });
  }
  return {
    openTab,
    store,
    refreshes: () => refreshes,
    epoch: () => epoch,
    fail: (times: number) => void (outages = times),
  };
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

  test('is not taken for over where nobody answers: it is tried until somebody does', async () => {
    const { openTab, fail } = browser();
    await openTab().signIn('ana', 'secret');
    const tab = openTab();
    const kinds: string[] = [];
    tab.state.subscribe(() => kinds.push(tab.state.get().kind));
    fail(3);
    await tab.restore();
    expect(kinds).toEqual(['unreachable', 'unreachable', 'unreachable', 'signedIn']);
  });

  test('that a page has just begun to renew when it was left is renewed by the next one only when that is over', async () => {
    const { openTab, store, epoch } = browser();
    const left = openTab();
    await left.signIn('ana', 'secret');
    const began = epoch();
    // What the page that is gone has left behind.
    store.set('airside.session', `refreshing ${began}`);
    const next = openTab();
    await next.restore();
    expect(next.state.get().kind).toBe('signedIn');
    expect(epoch() - began).toBeGreaterThanOrEqual(3000);
    expect([...store.values()]).toEqual(['1']);
  });
});
