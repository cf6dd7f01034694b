import type { Db } from '@airside/postgres';

/** Flight codes an account has subscribed to, in alphabetical order. */
export async function listSubscribedFlights(db: Db, accountId: number): Promise<string[]> {
  const rows = await db.query<{ flightCode: string }>(
    `select flight_code as "flightCode" from subscription where account_id = $1 order by flight_code`,
    [accountId],
  );
  return rows.map(({ flightCode }) => flightCode);
}
