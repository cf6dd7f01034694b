import type { NoticeLanguage } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { Wording } from '../messages/wording.ts';
import type { FailureReason } from './failure.ts';

/** For whom a wording is. */
export type WordingKey = { tier: string; language: NoticeLanguage };

/** Takes on the wordings of an event that nobody has asked for yet; gives those that are the caller's to ask for now. */
export function claimWordings(db: Db, eventId: string, keys: readonly WordingKey[]): Promise<WordingKey[]> {
  return db.query<WordingKey>(
    `insert into wording (event_id, tier, language)
     select $1, k.tier, k.language from jsonb_to_recordset($2::jsonb) k(tier text, language text)
         on conflict do nothing
     returning tier, language`,
    [eventId, JSON.stringify(keys)],
  );
}

export type WordingRow = WordingKey & {
  state: 'accepted' | 'failed' | null;
  words: Wording | null;
  /** Milliseconds since it was asked for. */
  ageMs: number;
};

/** The wordings of an event. */
export function listWordings(db: Db, eventId: string): Promise<WordingRow[]> {
  return db.query<WordingRow>(
    `select tier, language, state, words,
            (extract(epoch from clock_timestamp() - asked_at) * 1000)::float8 as "ageMs"
       from wording where event_id = $1`,
    [eventId],
  );
}

export type WordingEnd = { words: Wording } | { reason: FailureReason; detail: string };

/** What came of asking. */
export async function endWording(db: Db, eventId: string, key: WordingKey, end: WordingEnd): Promise<void> {
  const isAccepted = 'words' in end;
  await db.query(
    `update wording set state = $4, words = $5::jsonb, reason = $6, detail = $7
      where event_id = $1 and tier = $2 and language = $3 and state is null`,
    [
      eventId,
      key.tier,
      key.language,
      isAccepted ? 'accepted' : 'failed',
      isAccepted ? JSON.stringify(end.words) : null,
      isAccepted ? null : end.reason,
      isAccepted ? null : end.detail,
    ],
  );
}

/** Counts one call; false where the day's budget is used up. */
export async function takeCall(db: Db, day: Temporal.PlainDate, budget: number): Promise<boolean> {
  const rows = await db.query(
    `insert into wording_budget as b (day, calls) values ($1, 1)
         on conflict (day) do update set calls = b.calls + 1 where b.calls < $2
     returning 1`,
    [day, budget],
  );
  return rows.length > 0;
}

/** Forgets wordings asked for before; the notices keep their texts. */
export async function deleteOldWordings(db: Db, before: Temporal.Instant, most: number): Promise<number> {
  const rows = await db.query(
    `delete from wording where (event_id, tier, language) in (
       select event_id, tier, language from wording where asked_at < $1 order by asked_at limit $2)
     returning 1`,
    [before, most],
  );
  return rows.length;
}

export async function deleteOldBudgets(db: Db, before: Temporal.PlainDate): Promise<void> {
  await db.query('delete from wording_budget where day < $1', [before]);
}
