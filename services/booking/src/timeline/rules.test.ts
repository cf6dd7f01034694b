import { expect, test } from 'vitest';
import { tell } from './rules.ts';

const happenedAt = Temporal.Instant.from('2026-01-01T10:00Z');
const textOf = (kind: string, detail: Record<string, unknown> = {}) =>
  tell({ kind, actorAccountId: null, detail, happenedAt }, []).text;

test('who did it: the buyer and the traveller are `you`, other accounts staff, nobody the system', () => {
  const actorOf = (actorAccountId: number | null) =>
    tell({ kind: 'cancelled', actorAccountId, detail: {}, happenedAt }, [1, 2, null]).actor;
  expect([1, 2, 3, null].map(actorOf)).toEqual(['you', 'you', 'staff', 'system']);
});

test.each([
  ['cancelled', { refundAmountMinor: 16_050, currency: 'EUR' }, 'Cancelled; 160.50 EUR come back.'],
  ['refunded', { amountMinor: 16_050, currency: 'JPY' }, 'The refund was paid: 16050 JPY.'],
  [
    'rebooked',
    { to: { flightCode: 'FL1', departureDate: '2026-03-01', seat: '1A' } },
    'Rebooked at no charge: FL1 on 2026-03-01, seat 1A.',
  ],
  ['seat_changed', { seat: '4C' }, 'Another seat, seat 4C.'],
  ['rebooking_offered', { options: 0 }, 'There is no other flight with enough seats at the moment.'],
  [
    'rebooking_offered',
    { options: 2, best: { flightCode: 'FL1' } },
    'Other flights were offered at no charge, the best: FL1.',
  ],
])('%s with %j', (kind, detail, text) => {
  expect(textOf(kind, detail)).toBe(text);
});

test('details that are missing or of another shape are left out, and a new kind is told by its name', () => {
  expect(textOf('payment_authorised', { amountMinor: '5', currency: 'E' })).toBe('The payment was approved.');
  expect(textOf('flight_changed')).toBe('Changed to another flight.');
  expect(textOf('meal_ordered')).toBe('Meal ordered.');
});
