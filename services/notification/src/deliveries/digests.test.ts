import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Claim, type LockedRow, mostTogether, selectTaken } from './digests.ts';

const held: LockedRow = {
  id: 1,
  state: 'HELD',
  code: 'quiet_hours',
  attempts: 0,
  account: null,
  carriedBy: null,
  recipient: 'P001',
  channel: 'email',
  address: 'p001@example.org',
  accountId: null,
  language: 'en',
};
const claimOf = (id: number, attempt = 0): Claim => ({ id, claim: `claim ${id}`, attempt });

/** Who travels with whom: `1 <- 2,3`. */
function taken(rows: readonly LockedRow[], claims: readonly Claim[]): string[] {
  const found = selectTaken(rows, claims);
  return found
    .filter(({ carriedBy }) => carriedBy === null)
    .map(({ id }) => {
      const carried = found.filter(({ carriedBy }) => carriedBy === id).map((each) => each.id);
      return carried.length === 0 ? `${id}` : `${id} <- ${carried.join()}`;
    });
}

describe('an attempt takes', () => {
  test('alone what goes at its first try, whatever else waits for the same reader', () => {
    const fresh: LockedRow = { ...held, id: 2, state: 'QUEUED', code: 'queued' };
    expect(taken([held, fresh], [claimOf(2)])).toEqual(['2']);
    expect(taken([held, fresh], [claimOf(1), claimOf(2)])).toEqual(['2', '1']);
  });

  test('what was held or tried before, with all that waits for the same reader', () => {
    const tried: LockedRow = { ...held, id: 2, state: 'QUEUED', code: 'retrying', attempts: 3 };
    expect(taken([held, tried], [claimOf(1)])).toEqual(['1 <- 2']);
    expect(taken([held, tried], [claimOf(2, 3)])).toEqual(['2 <- 1']);
    expect(taken([held, tried], [claimOf(2, 3), claimOf(1)])).toEqual(['1 <- 2']);
    const [carrier, carried] = selectTaken([held, tried], [claimOf(1)]);
    expect(carrier).toMatchObject({ attempts: 1, claim: 'claim 1', account: null, stateBefore: 'HELD' });
    expect(carried).toMatchObject({ attempts: 4, claim: 'claim 1', carriedBy: 1 });
  });

  test.each<[string, Partial<LockedRow>]>([
    ['another person', { recipient: 'P002' }],
    ['another address', { address: 'other@example.org' }],
    ['another account, and so other devices', { accountId: 7 }],
    ['another language', { language: 'de' }],
    ['another channel', { channel: 'push' }],
    ['one that goes by itself, because a message with others was refused', { state: 'QUEUED', code: 'split' }],
    ['one that somebody may have', { state: 'SENDING', code: 'asking' }],
    ['one that travels already', { state: 'SENDING', code: 'sending', carriedBy: 9 }],
  ])('nothing along for %s', (_what, change) => {
    expect(taken([held, { ...held, id: 2, ...change }], [claimOf(1)])).toEqual(['1']);
  });

  test('an SMS alone: it has room for one notice', () => {
    const sms = { ...held, channel: 'sms' as const };
    expect(taken([sms, { ...sms, id: 2 }], [claimOf(1)])).toEqual(['1']);
  });

  test('nothing for a job that was overtaken: by a later one, or because the delivery travels with another', () => {
    expect(taken([{ ...held, attempts: 1 }], [claimOf(1, 0)])).toEqual([]);
    const sending: LockedRow = { ...held, state: 'SENDING', code: 'sending', attempts: 1 };
    expect(taken([{ ...sending, carriedBy: 9 }], [claimOf(1, 0)])).toEqual([]);
    expect(taken([{ ...sending, attempts: 2 }], [claimOf(1, 0)])).toEqual([]);
  });

  test('again what its own first run, which died, was sending; who may have it stays noted', () => {
    const sending: LockedRow = { ...held, state: 'SENDING', code: 'sending', attempts: 1, account: 'other' };
    expect(selectTaken([sending], [claimOf(1, 0)])).toEqual([
      { id: 1, claim: 'claim 1', account: 'other', attempts: 1, stateBefore: 'SENDING', carriedBy: null },
    ]);
    expect(selectTaken([{ ...sending, code: 'asking' }], [claimOf(1, 1)])).toMatchObject([{ attempts: 2 }]);
  });
});

test('for any rows and claims: what may be tried is tried in exactly one message, with its own reader only', () => {
  const anyRow = fc.record({
    state: fc.constantFrom('HELD', 'QUEUED', 'SENDING'),
    code: fc.constantFrom('quiet_hours', 'queued', 'retrying', 'split', 'sending', 'asking'),
    attempts: fc.integer({ min: 0, max: 3 }),
    carriedBy: fc.option(fc.constant(999)),
    recipient: fc.constantFrom('P001', 'P002'),
    channel: fc.constantFrom('email', 'sms', 'push'),
    isWanted: fc.boolean(),
    attempt: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 120 }), (given) => {
      const rows = given.map((row, id): LockedRow => ({ ...held, ...(row as Partial<LockedRow>), id }));
      const claims = given.flatMap(({ isWanted, attempt }, id) => (isWanted ? [claimOf(id, attempt)] : []));
      const all = selectTaken(rows, claims);
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
      for (const { id, carriedBy, claim } of all) {
        const [row, carrier] = [rows[id], rows[carriedBy ?? id]];
        expect(row?.carriedBy).toBe(null);
        expect([row?.recipient, row?.channel]).toEqual([carrier?.recipient, carrier?.channel]);
        expect(claim).toBe(`claim ${carriedBy ?? id}`);
        expect(claims.some((each) => each.id === (carriedBy ?? id))).toBe(true);
      }
      for (const group of Map.groupBy(all, ({ claim }) => claim).values())
        expect(group.length).toBeLessThanOrEqual(mostTogether);
      // No job of something that may be tried ends without it.
      for (const { id, attempt } of claims) {
        const row = rows[id];
        if (row?.carriedBy === null && row.attempts === attempt) expect(all.some((each) => each.id === id)).toBe(true);
      }
    }),
  );
});
