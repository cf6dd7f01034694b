import { expect, test } from 'vitest';
import { readPush } from './rules.ts';

test('a push shows what it says, and a later one of the same matter takes its place', () => {
  const text = JSON.stringify({ title: 'FL001 is late', body: '25 minutes', tag: 'FL001', lang: 'en', isUrgent: true });
  expect(readPush(text)).toMatchObject({
    title: 'FL001 is late',
    body: '25 minutes',
    tag: 'FL001',
    requireInteraction: true,
  });
});

test('whatever is pushed, something is shown: browsers end silent subscriptions', () => {
  for (const text of [undefined, '', 'no json', '3', 'null', '{"title":5}'])
    expect(readPush(text).title).toBe('Airside');
});
