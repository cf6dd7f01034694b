import type { Db } from '@airside/postgres';
import type { AccountCaller } from '@airside/service';

export async function insertTicket(
  db: Db,
  ticket: { hash: Buffer; caller: AccountCaller; expiresAt: Temporal.Instant },
): Promise<void> {
  await db.query('insert into ws_ticket (hash, caller, expires_at) values ($1, $2, $3)', [
    ticket.hash,
    JSON.stringify(ticket.caller),
    ticket.expiresAt,
  ]);
}

/** Uses a ticket up; undefined where it is unknown, used or late. Late ones go with it. */
export async function takeTicket(db: Db, hash: Buffer): Promise<AccountCaller | undefined> {
  const rows = await db.query<{ isMine: boolean; caller: AccountCaller; isInTime: boolean }>(
    `delete from ws_ticket where hash = $1 or expires_at < now() - interval '1 minute'
     returning hash = $1 as "isMine", caller, expires_at > now() as "isInTime"`,
    [hash],
  );
  return rows.find(({ isMine, isInTime }) => isMine && isInTime)?.caller;
}
