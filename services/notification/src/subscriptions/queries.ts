import type { Db } from '@airside/postgres';

/** Flight codes an account has subscribed to, in alphabetical order. */
export async function listSubscribedFlights(db: Db, accountId: number): Promise<string[]> {
  const rows = await db.query<{ flightCode: string }>(
    `select flight_code as "flightCode" from subscription where account_id = $1 order by flight_code`,
    [accountId],
  );
  return rows.map(({ flightCode }) => flightCode);
}

/** Whether the subscription is new. */
export async function insertSubscription(db: Db, accountId: number, flightCode: string): Promise<boolean> {
  const rows = await db.query(
    `insert into subscription (account_id, flight_code) values ($1, $2) on conflict do nothing returning account_id`,
    [accountId, flightCode],
  );
  return rows.length === 1;
}

/** Whether there was one. */
export async function deleteSubscription(db: Db, accountId: number, flightCode: string): Promise<boolean> {
  const rows = await db.query(
    `delete from subscription where account_id = $1 and flight_code = $2 returning account_id`,
    [accountId, flightCode],
  );
  return rows.length === 1;
}

export async function isSubscribed(db: Db, accountId: number, flightCode: string): Promise<boolean> {
  const rows = await db.query(`select 1 from subscription where account_id = $1 and flight_code = $2`, [
    accountId,
    flightCode,
  ]);
  return rows.length === 1;
}

export async function deleteSubscriptionsOfAccount(db: Db, accountId: number): Promise<void> {
  await db.query('delete from subscription where account_id = $1', [accountId]);
}
