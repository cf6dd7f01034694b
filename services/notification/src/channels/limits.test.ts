import { expect, test } from 'vitest';
import type { Account } from './channel.ts';
import { limited } from './limits.ts';

const never = new AbortController().signal;
const account: Account = {
  name: 'one',
  send: async () => ({ kind: 'accepted', providerId: undefined }),
  close: async () => undefined,
};
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Asks for turns, and notes who has got one. */
function createEntries(limits: { perSecond: number; concurrency: number }, now: () => number) {
  const within = limited(account, limits, now);
  const granted: (() => void)[] = [];
  const enter = async (signal: AbortSignal) => {
    const turn = await within.enter?.(signal);
    if (turn?.kind === 'granted') granted.push(turn.leave);
    return turn;
  };
  return { granted, enter };
}

test('no more are in hand than allowed, and the next goes when one has ended', async () => {
  const { granted, enter } = createEntries({ perSecond: 1000, concurrency: 2 }, () => 0);
  const turns = Array.from({ length: 3 }, () => enter(never));
  await settle();
  expect(granted).toHaveLength(2);
  granted[0]?.();
  await Promise.all(turns);
  expect(granted).toHaveLength(3);
});

test('whoever gives up waiting leaves no slot taken behind', async () => {
  const { granted, enter } = createEntries({ perSecond: 1000, concurrency: 1 }, () => 0);
  await enter(never);
  const stop = new AbortController();
  const waiting = enter(stop.signal);
  await settle();
  stop.abort();
  granted[0]?.();
  expect(await waiting).toMatchObject({ kind: 'unavailable', reason: 'too much is in hand' });
  expect(await enter(never)).toMatchObject({ kind: 'granted' });
});

test('a burst up to the rate goes at once; what would wait for long is told so', async () => {
  let nowMs = 0;
  const { granted, enter } = createEntries({ perSecond: 10, concurrency: 100 }, () => nowMs);
  const stop = new AbortController();
  const turns = Array.from({ length: 50 }, () => enter(stop.signal));
  await settle();
  expect(granted).toHaveLength(10);
  stop.abort();
  const reasons = (await Promise.all(turns)).flatMap((turn) => (turn?.kind === 'unavailable' ? [turn.reason] : []));
  expect(reasons).toHaveLength(40);
  expect(new Set(reasons)).toEqual(new Set(['stopped before its turn came', 'its rate limit is reached']));
  nowMs = 60_000;
  expect(await enter(never)).toMatchObject({ kind: 'granted' });
});
