import { expect, test } from 'vitest';
import { type Attempted, decideEnding, withoutSecrets } from './rules.ts';

const now = Temporal.Instant.from('2030-12-01T10:00:00Z');
const mail = { attempts: 1, doubts: 0, expiresAt: now.add({ hours: 1 }) };
const later: Attempted = { kind: 'later', reason: 'first: 451' };
const lost: Attempted = { kind: 'lost', reason: 'first may have it' };

/** Seconds until the next attempt; undefined where there is none. */
function pauseOf(attempts: number, random: number, attempted = later): number | undefined {
  const ending = decideEnding(attempted, { ...mail, attempts }, now, random);
  return ending.state === 'QUEUED' ? ending.retryAt.since(now).total('seconds') : undefined;
}

test('a mail that somebody has taken is sent', () => {
  const accepted: Attempted = { kind: 'accepted', account: 'smtp:first', providerId: undefined };
  expect(decideEnding(accepted, mail, now, 0.5)).toEqual({ state: 'SENT', reason: 'smtp:first has it' });
});

test('a mail that nobody takes is tried again, after pauses that double up to two minutes', () => {
  expect([1, 2, 3, 4, 7, 8, 9, 1000].map((attempts) => pauseOf(attempts, 0.5))).toEqual([
    1, 2, 4, 8, 64, 120, 120, 120,
  ]);
  expect([pauseOf(9, 0), pauseOf(9, 1)]).toEqual([90, 150]);
});

test('nobody tries after the end of the token', () => {
  const ending = decideEnding(later, { ...mail, attempts: 9, expiresAt: now.add({ seconds: 120 }) }, now, 0.5);
  expect(ending).toEqual({ state: 'FAILED', reason: 'its token ended before anybody had it: first: 451' });
});

test('a mail whose token was used meanwhile is not sent; one whose token ended has failed', () => {
  expect(decideEnding({ kind: 'void' }, mail, now, 0.5).state).toBe('VOID');
  expect(decideEnding({ kind: 'void' }, mail, mail.expiresAt, 0.5).state).toBe('FAILED');
});

test('a mail that is refused is not tried again', () => {
  const refused: Attempted = { kind: 'refused', reason: 'first refused it: 550 5.1.1', isAddressDead: true };
  expect(decideEnding(refused, mail, now, 0.5)).toEqual({ state: 'FAILED', reason: 'first refused it: 550 5.1.1' });
});

test('a mail that somebody may have is sent once more, later, and never a third time', () => {
  expect(decideEnding(lost, mail, now, 0.5)).toMatchObject({ state: 'QUEUED', isDoubtful: true });
  expect(pauseOf(1, 0.5, lost)).toBe(120);
  expect(decideEnding(lost, { ...mail, doubts: 1 }, now, 0.5).state).toBe('FAILED');
});

test('what a provider says is kept without the address and the token', () => {
  const secrets = { email: 'Zoe+a@example.org', token: 'a.b-c' };
  expect(withoutSecrets('550 <zoe+a@EXAMPLE.org> no such user; a.b-c; aXb-c', secrets)).toBe(
    '550 <…> no such user; …; aXb-c',
  );
});
