import type { Connection } from '../database/queries.ts';
import type { Check } from './checks.ts';
import { type CheckResult, mostExamples } from './rules.ts';

/** Looks for rows that break a check. */
export async function runCheck(db: Connection, { name, kind, faults }: Check): Promise<CheckResult> {
  const { rows } = await db.query<{ faults: number; examples: string[] }>(
    `select count(*)::int as faults,
            coalesce(array_agg(fault order by n) filter (where n <= ${mostExamples}), '{}') as examples
       from (select fault, row_number() over () as n from (${faults}) q (fault)) numbered`,
  );
  return { name, kind, ...(rows[0] ?? { faults: 0, examples: [] }) };
}
