import type { LeaseRecord, Leases } from './leases.ts';

/** Instances that stopped to be heard of without a farewell, and since when, in milliseconds of the monotonic clock. */
export type Lost = ReadonlyMap<string, { record: LeaseRecord; lostAt: number }>;

/** How long one that is gone without a word is still looked for. */
export const lostForMs = 10 * 60_000;

/**
 * Who is lost after a change of the leases. Whoever is heard of again, or whose farewell came late, is not; nor one whose
 * address somebody else has now.
 */
export function findLost(lost: Lost, { before, after }: { before: Leases; after: Leases }, now: number): Lost {
  const gone = [...before].flatMap(([instance, { record }]) =>
    after.has(instance) || record.state === 'left' ? [] : [[instance, { record, lostAt: now }] as const],
  );
  const taken = new Set([...after.values()].map(({ record }) => record.url));
  return new Map(
    [...lost, ...gone].filter(
      ([instance, { record, lostAt }]) => !after.has(instance) && !taken.has(record.url) && now - lostAt < lostForMs,
    ),
  );
}
