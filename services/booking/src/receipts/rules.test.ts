import { expect, test } from 'vitest';
import { soldBooking, soldOrder } from '../../tests/sold-facts.ts';
import { renderReceipt } from './page.ts';
import { composeReceipt, wantsHtml } from './rules.ts';

const now = Temporal.Instant.from('2026-01-05T10:00Z');
const order = soldOrder({
  bookings: [
    soldBooking({ id: 1, firstName: '<script>', lastName: 'O’Neil & "Co"' }),
    soldBooking({ id: 2, type: 'INF', infantOf: 1, amountMinor: 2000, price: { fareMinor: 2000, taxes: [] } }),
  ],
});
const receipt = composeReceipt(order, order.bookings, {
  movements: [
    { kind: 'payment', amountMinor: 22_000, at: now, state: 'done' },
    { kind: 'refund', amountMinor: 2000, at: now, state: 'pending' },
  ],
  now,
  zoneOf: () => 'Europe/Chisinau',
});

test('fares, taxes, payments and refunds add up', () => {
  expect(receipt).toMatchObject({
    number: 'BCD234-17',
    currency: 'EUR',
    lines: [{ departure: '2026-03-01 10:00', totalMinor: 20_000 }, { totalMinor: 2000 }],
    totals: { fareMinor: 18_000, taxesMinor: 4000, totalMinor: 22_000, paidMinor: 22_000, refundedMinor: 2000 },
  });
});

test('the page is complete and escapes what people are called', () => {
  const page = renderReceipt(receipt);
  expect(page).toContain('&lt;script&gt; O’Neil &amp; &#34;Co&#34;');
  expect(page).not.toContain('<script');
  for (const text of ['Receipt BCD234-17', '220.00 EUR', 'under way', '@media print', 'Infant'])
    expect(page).toContain(text);
});

test.each([
  [undefined, 'text/html,application/xhtml+xml;q=0.9', true],
  [undefined, 'application/json, text/html', false],
  [undefined, '*/*', false],
  [undefined, undefined, false],
  ['html', 'application/json', true],
  ['json', 'text/html', false],
] as const)('format %s and Accept %s: a page? %s', (format, accept, expected) => {
  expect(wantsHtml(format, accept)).toBe(expected);
});
