/** A flight is on time that arrives less than so many minutes after its schedule, as the US DOT counts (14 CFR 234.2). */
export const onTimeWithinMinutes = 15;

/** Buckets of latencies: ten for each power of ten, so that a percentile read from them is at most 26 % above the real one. */
const bucketsPerDecade = 10;

/** Bucket of a message that was not sent. */
export const unsent = -1;

/** Bucket of a latency in milliseconds; what took no measurable time is in the first. A view of facts does the same in SQL. */
export function bucketOf(latencyMs: number): number {
  return Math.floor(bucketsPerDecade * Math.log10(Math.max(1, latencyMs)));
}

/** Longest latency of a bucket, in milliseconds. */
export function upperEndOf(bucket: number): number {
  return Math.round(10 ** ((bucket + 1) / bucketsPerDecade));
}

/** `bucketOf` in SQL, of a column. */
export function bucketSql(column: string): string {
  return `coalesce(floor(${bucketsPerDecade} * log(greatest(1, ${column})::numeric))::int, ${unsent})`;
}

/** Latency in milliseconds below which the given share of messages was sent; undefined where none was. */
export function percentileOf(counts: ReadonlyMap<number, number>, share: number): number | undefined {
  const sent = [...counts].filter(([bucket]) => bucket !== unsent).toSorted(([one], [other]) => one - other);
  const wanted = share * sent.reduce((total, [, count]) => total + count, 0);
  let seen = 0;
  for (const [bucket, count] of sent) {
    seen += count;
    if (seen >= wanted) return upperEndOf(bucket);
  }
  return undefined;
}
