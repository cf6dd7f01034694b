import type { NoticeKindName, NoticeLanguage, Preferences } from '@airside/contracts';
import type { Db } from '@airside/postgres';

/** Whose preferences: a passenger's, or those of an account that is none yet, or both. */
export type Owner = { passengerId: string | undefined; accountId: number | undefined };

type Row = {
  passengerId: string | null;
  accountId: number | null;
  email: boolean;
  sms: boolean;
  push: boolean;
  kinds: NoticeKindName[];
  quietFrom: string | null;
  quietTo: string | null;
  timeZone: string | null;
  language: NoticeLanguage;
};

const columns = `passenger_id as "passengerId", account_id as "accountId", email, sms, push, kinds,
            quiet_from as "quietFrom", quiet_to as "quietTo", time_zone as "timeZone", language`;

export type StoredPreferences = { passengerId: string | null; accountId: number | null; preferences: Preferences };

/** The passenger's own, else those that the account had before it was one. */
export async function findPreferences(db: Db, { passengerId, accountId }: Owner): Promise<Preferences | undefined> {
  const [row] = await db.query<Row>(
    `select ${columns} from preference
      where passenger_id = $1 or account_id = $2
      order by (passenger_id = $1) is true desc
      limit 1`,
    [passengerId ?? null, accountId ?? null],
  );
  return row === undefined ? undefined : toStored(row).preferences;
}

/** All that is stored of these passengers and accounts. */
export async function listPreferences(
  db: Db,
  owners: { passengerIds: readonly string[]; accountIds: readonly number[] },
): Promise<StoredPreferences[]> {
  const rows = await db.query<Row>(
    `select ${columns} from preference where passenger_id = any($1::text[]) or account_id = any($2::int[])`,
    [owners.passengerIds, owners.accountIds],
  );
  return rows.map(toStored);
}

/** Held while preferences of the owner are read and changed. */
export async function lockOwner(tx: Db, { passengerId, accountId }: Owner): Promise<void> {
  const key = accountId === undefined ? (passengerId ?? '') : `account/${accountId}`;
  await tx.query(`select pg_advisory_xact_lock('preference'::regclass::oid::int, hashtext($1))`, [key]);
}

/** Ends rows of the account that are not the passenger's: those from before it was one. */
export async function deletePreferencesOfAccount(
  db: Db,
  accountId: number,
  exceptPassengerId: string | undefined,
): Promise<void> {
  await db.query('delete from preference where account_id = $1 and passenger_id is distinct from $2', [
    accountId,
    exceptPassengerId ?? null,
  ]);
}

/** Stores a passenger's preferences; without an account in `owner` the one that is noted stays. */
export async function upsertPassengerPreferences(
  db: Db,
  owner: { passengerId: string; accountId: number | undefined },
  preferences: Preferences,
): Promise<void> {
  await db.query(
    `insert into preference (passenger_id, account_id, email, sms, push, kinds, quiet_from, quiet_to, time_zone, language)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (passenger_id) do update
        set account_id = coalesce(excluded.account_id, preference.account_id), email = excluded.email, sms = excluded.sms,
            push = excluded.push, kinds = excluded.kinds, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
            time_zone = excluded.time_zone, language = excluded.language, updated_at = now()`,
    [owner.passengerId, owner.accountId ?? null, ...valuesOf(preferences)],
  );
}

/** Stores the preferences of an account that is no passenger yet. */
export async function upsertAccountPreferences(db: Db, accountId: number, preferences: Preferences): Promise<void> {
  await db.query(
    `insert into preference (account_id, email, sms, push, kinds, quiet_from, quiet_to, time_zone, language)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (account_id) do update
        set email = excluded.email, sms = excluded.sms, push = excluded.push, kinds = excluded.kinds,
            quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, time_zone = excluded.time_zone,
            language = excluded.language, updated_at = now()`,
    [accountId, ...valuesOf(preferences)],
  );
}

/** Forgets what a deleted account chose; its passenger's choices stay without it. */
export async function forgetAccountPreferences(db: Db, accountId: number): Promise<void> {
  await db.query('delete from preference where account_id = $1 and passenger_id is null', [accountId]);
  await db.query('update preference set account_id = null where account_id = $1', [accountId]);
}

function valuesOf({ channels, kinds, quietHours, language }: Preferences): unknown[] {
  const { from = null, to = null, timeZone = null } = quietHours ?? {};
  return [channels.email, channels.sms, channels.push, kinds, from, to, timeZone, language];
}

function toStored(row: Row): StoredPreferences {
  const { email, sms, push, kinds, quietFrom, quietTo, timeZone, language } = row;
  const isQuiet = quietFrom !== null && quietTo !== null && timeZone !== null;
  return {
    passengerId: row.passengerId,
    accountId: row.accountId,
    preferences: {
      channels: { email, sms, push },
      kinds,
      quietHours: isQuiet ? { from: quietFrom, to: quietTo, timeZone } : null,
      language,
    },
  };
}
