import { expect, test } from 'vitest';
import type { Account, Address, Message, Outcome } from './channel.ts';
import { limited } from './limits.ts';

const address: Address = { channel: 'sms', phone: '+37360000001' };
const message = { deliveryId: '1' } as Message;
const never = new AbortController().signal;

/** An account that answers when it is told to, and counts what it has in hand. */
function slowAccount() {
  const answers: ((outcome: Outcome) => void)[] = [];
  const account: Account = {
    name: 'slow',
    send: () => new Promise((resolve) => answers.push(resolve)),
    close: async () => undefined,
  };
  return { account, answers };
}
const accepted: Outcome = { kind: 'accepted', providerId: undefined };
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('no more are in hand than allowed, and the next goes when one has ended', async () => {
  const { account, answers } = slowAccount();
  const within = limited(account, { perSecond: 1000, concurrency: 2 }, () => 0);
  const sends = Array.from({ length: 3 }, () => within.send(address, message, never));
  await settle();
  expect(answers).toHaveLength(2);
  answers[0]?.(accepted);
  await settle();
  expect(answers).toHaveLength(3);
  for (const answer of answers) answer(accepted);
  expect(await Promise.all(sends)).toEqual([accepted, accepted, accepted]);
});

test('a burst up to the rate goes at once; what would wait for long is told so', async () => {
  let sent = 0;
  let nowMs = 0;
  const account: Account = {
    name: 'quick',
    async send() {
      sent++;
      return accepted;
    },
    close: async () => undefined,
  };
  const within = limited(account, { perSecond: 10, concurrency: 100 }, () => nowMs);
  const stop = new AbortController();
  const sends = Array.from({ length: 50 }, () => within.send(address, message, stop.signal));
  await settle();
  expect(sent).toBe(10);
  stop.abort();
  const outcomes = await Promise.all(sends);
  expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(10);
  const reasons = outcomes.flatMap((outcome) => (outcome.kind === 'unavailable' ? [outcome.reason] : []));
  expect(new Set(reasons)).toEqual(new Set(['stopped before its turn came', 'its rate limit is reached']));
  nowMs = 60_000;
  expect(await within.send(address, message, never)).toEqual(accepted);
});
