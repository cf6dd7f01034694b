/** What active health checks have found. A new instance counts as healthy: discovery has just heard from it. */
export type HealthRecord = { isHealthy: boolean; failuresInRow: number };

export const initialHealth: HealthRecord = { isHealthy: true, failuresInRow: 0 };

/** One lost check may be a pause of a busy process; two in a row are not. */
const failuresToFall = 2;

/** The record after one more check. One good answer brings an instance back. */
export function afterCheck(record: HealthRecord, isGood: boolean): HealthRecord {
  if (isGood) return initialHealth;
  const failuresInRow = record.failuresInRow + 1;
  return { isHealthy: record.isHealthy && failuresInRow < failuresToFall, failuresInRow };
}
