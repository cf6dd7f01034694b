import type { RuleTarget } from '@airside/contracts';
import type { Pattern } from '@airside/events';
import type { Db } from '@airside/postgres';

export type RuleContent = { name: string; enabled: boolean; pattern: Pattern; targets: RuleTarget[] };
export type RuleRow = RuleContent & {
  id: number;
  version: number;
  createdAt: Temporal.Instant;
  updatedAt: Temporal.Instant;
};

/** Those that are held against events. */
export function listEnabledRules(db: Db): Promise<(RuleContent & { id: number })[]> {
  return db.query('select id, name, enabled, pattern, targets from rule where enabled order by id');
}

/** By id. */
export function listRules(db: Db): Promise<RuleRow[]> {
  return db.query(
    `select id, name, enabled, pattern, targets, version, created_at as "createdAt", updated_at as "updatedAt"
       from rule order by id`,
  );
}

export async function findRule(db: Db, id: number): Promise<RuleRow | undefined> {
  const [row] = await db.query<RuleRow>(
    `select id, name, enabled, pattern, targets, version, created_at as "createdAt", updated_at as "updatedAt"
       from rule where id = $1`,
    [id],
  );
  return row;
}

/** Held by whoever adds a rule, so that the count stays true. */
export async function lockCount(tx: Db): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock('rule'::regclass::oid::bigint)`);
}

export async function countRules(db: Db): Promise<number> {
  const [row] = await db.query<{ count: number }>('select count(*)::int as count from rule');
  return row?.count ?? 0;
}

/** Throws a unique violation where there is one of that name. */
export async function insertRule(db: Db, rule: RuleContent, now: Temporal.Instant): Promise<RuleRow> {
  const [row] = await db.query<RuleRow>(
    `insert into rule (name, enabled, pattern, targets, created_at, updated_at)
     values ($1, $2, $3::jsonb, $4::jsonb, $5, $5)
     returning id, name, enabled, pattern, targets, version, created_at as "createdAt", updated_at as "updatedAt"`,
    [rule.name, rule.enabled, JSON.stringify(rule.pattern), JSON.stringify(rule.targets), now],
  );
  if (row === undefined) throw new Error('the insert gave no row');
  return row;
}

/** Changes a rule that has that version still; undefined where it has not. */
export async function updateRule(
  db: Db,
  { id, version, name, enabled, pattern, targets }: RuleContent & { id: number; version: number },
  now: Temporal.Instant,
): Promise<RuleRow | undefined> {
  const [row] = await db.query<RuleRow>(
    `update rule set name = $3, enabled = $4, pattern = $5::jsonb, targets = $6::jsonb, version = version + 1,
            updated_at = $7
      where id = $1 and version = $2
     returning id, name, enabled, pattern, targets, version, created_at as "createdAt", updated_at as "updatedAt"`,
    [id, version, name, enabled, JSON.stringify(pattern), JSON.stringify(targets), now],
  );
  return row;
}

/** Whether there was one. */
export async function deleteRule(db: Db, id: number): Promise<boolean> {
  return (await db.query('delete from rule where id = $1 returning 1', [id])).length === 1;
}
