import { waitUntil } from '@airside/testing';
import { expect, test } from 'vitest';
import { createInterest } from './interest.ts';

test('what no webhook wants is passed over; what is not known is not', async () => {
  let now = 0;
  let isAway = false;
  let asked = 0;
  const interest = createInterest({
    async list() {
      asked += 1;
      if (isAway) throw new Error('the database is away');
      return [{ types: ['flight.*'] }, { types: ['booking.created'] }];
    },
    now: () => now,
  });
  expect(interest.mayWant('account.deleted')).toBe(true);
  interest.start();
  await waitUntil('the first look', () => !interest.mayWant('account.deleted'));
  expect([interest.mayWant('flight.cancelled'), interest.mayWant('booking.created')]).toEqual([true, true]);
  isAway = true;
  const before = asked;
  await waitUntil('a look that fails', () => asked > before);
  now += 1001;
  expect(interest.mayWant('account.deleted')).toBe(true);
  await interest.stop();
});
