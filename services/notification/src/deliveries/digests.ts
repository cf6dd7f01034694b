import type { NoticeChannel, NoticeState } from '@airside/contracts';
import type { ReasonCode } from './reasons.ts';

/** A job's wish to try a delivery. */
export type Claim = {
  id: number;
  claim: string;
  /** Tries before this one. */
  attempt: number;
};

/** A delivery that is on its way, as it is while nobody else can change it. */
export type LockedRow = {
  id: number;
  /** HELD, QUEUED or SENDING. */
  state: NoticeState;
  code: ReasonCode;
  attempts: number;
  account: string | null;
  carriedBy: number | null;
  recipient: string;
  channel: NoticeChannel;
  address: string | null;
  accountId: number | null;
  language: string;
};

/** A delivery that an attempt takes: on its own, as the one whose message tells others too, or as one of those. */
export type Taken = {
  id: number;
  claim: string;
  account: string | null;
  attempts: number;
  stateBefore: NoticeState;
  carriedBy: number | null;
};

/** Most notices in one message: what a reader still reads, and a push message still holds. */
export const mostTogether = 20;

/**
 * Which deliveries an attempt takes. What has waited, in quiet hours or for a provider, takes along whatever else of the
 * same reader has, so that a burst is one message; what goes at its first try waits for nothing. `rows` are those that the
 * claims name and those that may go along, locked.
 */
export function selectTaken(rows: readonly LockedRow[], claims: readonly Claim[]): Taken[] {
  const wanted = new Map(claims.map((claim) => [claim.id, claim]));
  const own = (row: LockedRow) => {
    const claim = wanted.get(row.id);
    return claim !== undefined && mayClaim(row, claim.attempt) ? claim : undefined;
  };
  const single = rows
    .filter((row) => !hasWaited(row))
    .flatMap((row): Taken[] => {
      const claim = own(row);
      return claim === undefined ? [] : [takenBy(row, claim)];
    });
  const readers = Map.groupBy(rows.filter(hasWaited), readerOf);
  const together = [...readers.values()].flatMap(chunksOf).flatMap((chunk): Taken[] => {
    const carrier = chunk.find((row) => own(row) !== undefined);
    const claim = carrier === undefined ? undefined : own(carrier);
    // Nobody came for these yet: their own jobs will.
    if (carrier === undefined || claim === undefined) return [];
    const carried = chunk.filter((row) => row !== carrier);
    return [takenBy(carrier, claim), ...carried.map((row) => carriedWith(row, carrier, claim))];
  });
  return [...single, ...together];
}

/**
 * Whether the delivery is the job's to try: a job that comes again finds what its own first run has left in SENDING, and
 * nothing that was left to a later job or travels with another delivery.
 */
function mayClaim({ state, code, attempts, carriedBy }: LockedRow, attempt: number): boolean {
  if (carriedBy !== null) return false;
  return attempts === attempt || (state === 'SENDING' && code === 'sending' && attempts === attempt + 1);
}

/** An SMS has room for one notice only. */
function hasWaited({ channel, state, code, carriedBy }: LockedRow): boolean {
  if (carriedBy !== null || (channel !== 'email' && channel !== 'push')) return false;
  return state === 'HELD' || (state === 'QUEUED' && code === 'retrying');
}

/** Who reads it where: people may change their address or language between two notices. */
function readerOf({ recipient, channel, address, accountId, language }: LockedRow): string {
  return JSON.stringify([recipient, channel, address, accountId, language]);
}

function chunksOf(rows: readonly LockedRow[]): LockedRow[][] {
  const ordered = rows.toSorted((one, other) => one.id - other.id);
  return Array.from({ length: Math.ceil(ordered.length / mostTogether) }, (_none, index) =>
    ordered.slice(index * mostTogether, (index + 1) * mostTogether),
  );
}

function takenBy(row: LockedRow, { id, claim, attempt }: Claim): Taken {
  const { state: stateBefore } = row;
  // Who may have it already stays noted; whom it is given to now is noted when that one's turn has come.
  const account = stateBefore === 'SENDING' ? row.account : null;
  return { id, claim, account, attempts: attempt + 1, stateBefore, carriedBy: null };
}

/** One more try, so that the job of its own, which may come meanwhile, finds that it is not meant any more. */
function carriedWith({ id, attempts, state: stateBefore }: LockedRow, carrier: LockedRow, { claim }: Claim): Taken {
  return { id, claim, account: null, attempts: attempts + 1, stateBefore, carriedBy: carrier.id };
}
