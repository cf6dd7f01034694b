import { expect, test } from 'vitest';
import { createFaults } from './faults.ts';
import { createOutbox } from './outbox.ts';

const at = Temporal.Instant.from('2026-01-15T10:30:00Z');
const sms = (to: string, text = 'late') => ({
  channel: 'sms' as const,
  to,
  account: 'AC1',
  from: '+1',
  title: '',
  text,
  deliveryId: undefined,
  details: { sid: 'SM1' },
});

test('messages come back as they were, newest first, by channel and recipient', () => {
  const outbox = createOutbox();
  outbox.add(sms('+1', 'first'), at);
  outbox.add(sms('+2'), at);
  outbox.add({ ...sms('a@b'), channel: 'email' }, at);
  outbox.add(sms('+1', 'second 🛫'), at);
  expect(outbox.list({ to: '+1', limit: 10 }).messages.map(({ text }) => text)).toEqual(['second 🛫', 'first']);
  expect(outbox.list({ channel: 'sms', limit: 1 })).toMatchObject({
    total: 3,
    messages: [{ id: 4, details: { sid: 'SM1' } }],
  });
  expect(outbox.find(3)).toMatchObject({ channel: 'email', receivedAt: at });
  expect(outbox.counts()).toEqual({ email: 1, sms: 3, fcm: 0, webpush: 0 });
  outbox.clear();
  expect(outbox.list({ limit: 10 })).toEqual({ messages: [], total: 0 });
});

test('the oldest are forgotten beyond the bounds, and counted all the same', () => {
  const few = createOutbox({ mostMessages: 2, mostBytes: 1e6 });
  for (const to of ['+1', '+2', '+3']) few.add(sms(to), at);
  expect(few.list({ limit: 10 }).messages.map(({ to }) => to)).toEqual(['+3', '+2']);
  expect(few.counts().sms).toBe(3);
  const small = createOutbox({ mostMessages: 1000, mostBytes: 2000 });
  for (let n = 0; n < 100; n++) small.add(sms(`+${n}`), at);
  expect(small.list({ limit: 1000 }).total).toBeLessThan(30);
});

test('a fault befalls as many messages as it was set for, of its account only', () => {
  const faults = createFaults();
  faults.set({ channel: 'sms', mode: '500', count: 2, account: 'AC1' });
  faults.set({ channel: 'email', mode: 'hang' });
  expect(faults.next('sms', 'AC2')).toBeUndefined();
  expect([1, 2, 3].map(() => faults.next('sms', 'AC1'))).toEqual(['500', '500', undefined]);
  expect([1, 2, 3].map(() => faults.next('email', 'primary'))).toEqual(['hang', 'hang', 'hang']);
  faults.clear();
  expect(faults.next('email', 'primary')).toBeUndefined();
});
