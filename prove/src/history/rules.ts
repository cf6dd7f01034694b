/** One thing a user wanted, and what he was told about it in the end, however often he had to ask. */
export type Entry = {
  kind: 'book' | 'cancel' | 'login';
  userId: number;
  /** Names the wish; sent as Idempotency-Key where keys are used. */
  wish: string;
  /** `ok`: acknowledged. `refused`: told that nothing was done. `unknown`: never told. */
  outcome: 'ok' | 'refused' | 'unknown';
  /** Of the booking that was made or cancelled, where it was acknowledged. */
  bookingId?: number;
  /** When the last try was sent and answered, in milliseconds of a monotonic clock. */
  sentMs: number;
  answeredMs: number;
  tries: number;
  /** Statuses of the tries that were not the last word; 0 = no answer at all. */
  failures: number[];
};

/** What the tables hold in the end. */
export type FinalTables = {
  bookings: readonly { id: number; userId: number; isCancelled: boolean }[];
  /** Which booking a wish came to, where keys are used. */
  keys: readonly { userId: number; wish: string; bookingId: number }[];
  /** Seats with more than one living booking. */
  seatsSoldTwice: number;
};

export type Verdict = {
  acknowledged: number;
  /** Acknowledged, and not in the tables. */
  lost: number;
  /** In the tables more often than it was wished for. */
  doubled: number;
  /** In the tables though the user was told that nothing was done. */
  refusedButDone: number;
  seatsSoldTwice: number;
  /** Wishes nobody knows the outcome of. */
  unknown: number;
};

/** Holds what users were told against what is there. */
export function judge(entries: readonly Entry[], tables: FinalTables): Verdict {
  const rows = new Map(tables.bookings.map((row) => [row.id, row]));
  const ok = entries.filter(({ outcome }) => outcome === 'ok');
  const byWish = new Map(tables.keys.map((key) => [`${key.userId} ${key.wish}`, key.bookingId]));
  const madeBy = (entry: Entry) => byWish.get(`${entry.userId} ${entry.wish}`);
  const refused = entries.filter(({ kind, outcome }) => kind === 'book' && outcome === 'refused');
  return {
    acknowledged: ok.length,
    lost: ok.filter((entry) => isLost(entry, rows)).length,
    doubled: countDoubled(entries, tables, madeBy),
    refusedButDone: refused.filter((entry) => madeBy(entry) !== undefined).length,
    seatsSoldTwice: tables.seatsSoldTwice,
    unknown: entries.filter(({ outcome }) => outcome === 'unknown').length,
  };
}

export function isFaultless({ lost, doubled, refusedButDone, seatsSoldTwice }: Verdict): boolean {
  return lost + doubled + refusedButDone + seatsSoldTwice === 0;
}

function isLost(entry: Entry, rows: ReadonlyMap<number, FinalTables['bookings'][number]>): boolean {
  const row = rows.get(entry.bookingId ?? Number.NaN);
  switch (entry.kind) {
    case 'book':
      return row === undefined;
    case 'cancel':
      return row?.isCancelled !== true;
    case 'login':
      return false;
  }
}

/** Bookings that no wish accounts for, and wishes that were told the booking of another. A wish of unknown outcome accounts for one. */
function countDoubled(
  entries: readonly Entry[],
  tables: FinalTables,
  madeBy: (entry: Entry) => number | undefined,
): number {
  const claimed = new Set<number>();
  const spare = new Map<number, number>();
  let shared = 0;
  for (const entry of entries) {
    if (entry.kind !== 'book' || entry.outcome === 'refused') continue;
    const id = entry.outcome === 'ok' ? entry.bookingId : madeBy(entry);
    if (id === undefined) {
      spare.set(entry.userId, (spare.get(entry.userId) ?? 0) + 1);
    } else {
      if (claimed.has(id)) shared += 1;
      claimed.add(id);
    }
  }
  const unclaimed = Map.groupBy(
    tables.bookings.filter(({ id }) => !claimed.has(id)),
    ({ userId }) => userId,
  );
  const surplus = unclaimed
    .entries()
    .map(([userId, rows]) => Math.max(0, rows.length - (spare.get(userId) ?? 0)))
    .reduce((sum, count) => sum + count, 0);
  return shared + surplus;
}
