import type { HoldAnswer, OrderAnswer } from '@airside/contracts';
import { expect, test } from 'vitest';
import { firstEnd, nextStep, startOf } from './flow.ts';
import { nobody } from './party.ts';

const hold = (holdId: string, expiresAt = '2026-12-01T10:10:00Z'): HoldAnswer => ({
  holdId,
  flightId: 'FL001',
  departureId: 1,
  cabin: 'economy',
  seats: ['1A'],
  expiresAt,
});
const order = {
  order: { departureId: 1, pnr: 'ABC234', status: 'CONFIRMED' },
  bookings: [{ bookingId: 'B016' }],
} as OrderAnswer;
const paid = { departureId: 1, pnr: 'ABC234', bookingId: 'B016', isPending: false };
const party = [{ ...nobody, firstName: 'Ana', lastName: 'Popescu' }];
const named = nextStep(startOf({ party: [nobody] }), { kind: 'named', party });
const bothHeld = [hold('a'), hold('b')].reduce(
  (progress, each) => nextStep(progress, { kind: 'held', hold: each, legs: 2 }),
  named,
);

test('each flight has its seats held before anything is paid', () => {
  const first = nextStep(named, { kind: 'held', hold: hold('a'), legs: 2 });
  expect(first).toMatchObject({ step: 'seats', leg: 1 });
  expect(bothHeld).toMatchObject({ step: 'pay', leg: 0 });
});

test('it is done when every flight is paid, not before', () => {
  const half = nextStep(bothHeld, { kind: 'ordered', leg: 0, order, legs: 2 });
  expect(half.step).toBe('pay');
  expect(nextStep(half, { kind: 'ordered', leg: 1, order, legs: 2 }).step).toBe('done');
});

test('a hold that ends leads back to the seats of what is not paid yet, and keeps what is', () => {
  const half = nextStep(bothHeld, { kind: 'ordered', leg: 0, order, legs: 2 });
  const ended = nextStep(half, { kind: 'expired' });
  expect(ended).toMatchObject({ step: 'seats', leg: 1, holds: [], lostBy: 'expired', party });
  expect(ended.paid[0]).toEqual(paid);
});

test('seats that are held since before a reload stay so while it is asked again who flies', () => {
  const resumed = startOf({ party: [nobody], holds: [hold('a')] });
  expect(nextStep(resumed, { kind: 'named', party })).toMatchObject({ step: 'seats', holds: [{ holdId: 'a' }] });
  expect(nextStep(resumed, { kind: 'expired' })).toMatchObject({ step: 'passengers', holds: [], lostBy: 'expired' });
});

test('after a reload in the middle of a payment only what is not paid is chosen and paid for', () => {
  const resumed = startOf({ party: [nobody], holds: [undefined, hold('b')], paid: [paid, undefined] });
  expect(resumed.step).toBe('passengers');
  const again = nextStep(resumed, { kind: 'named', party });
  expect(again).toMatchObject({ step: 'seats', leg: 1 });
  const heldAgain = nextStep(again, { kind: 'held', hold: hold('b'), legs: 2 });
  expect(heldAgain.step).toBe('pay');
  expect(nextStep(heldAgain, { kind: 'ordered', leg: 1, order, legs: 2 }).step).toBe('done');
  expect(startOf({ party: [nobody], paid: [paid, paid] }).step).toBe('done');
});

test('a flight that is paid is held no longer, so that its hold ends nothing', () => {
  const half = nextStep(bothHeld, { kind: 'ordered', leg: 0, order, legs: 2 });
  expect(half.holds).toMatchObject([undefined, { holdId: 'b' }]);
});

test('a declined card can be followed by another while the seats are held anew, else by other seats', () => {
  const again = nextStep(bothHeld, { kind: 'declined', leg: 1, hold: hold('c') });
  expect(again).toMatchObject({ step: 'pay', holds: [{ holdId: 'a' }, { holdId: 'c' }] });
  const lost = nextStep(bothHeld, { kind: 'declined', leg: 1, hold: undefined });
  expect(lost).toMatchObject({ step: 'seats', leg: 1, holds: [{ holdId: 'a' }, undefined], lostBy: 'declined' });
});

test('nothing that is paid is gone back to', () => {
  const half = nextStep(bothHeld, { kind: 'ordered', leg: 0, order, legs: 2 });
  expect(nextStep(half, { kind: 'back' })).toMatchObject({ step: 'seats', leg: 1 });
  expect(nextStep(bothHeld, { kind: 'back' })).toMatchObject({ step: 'seats', leg: 0 });
});

test('the countdown is that of the hold that ends first', () => {
  expect(firstEnd([hold('a', '2026-12-01T10:11:00Z'), undefined, hold('b')])).toBe('2026-12-01T10:10:00Z');
  expect(firstEnd([])).toBeUndefined();
});
