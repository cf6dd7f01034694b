import type { Db } from '@airside/postgres';
import type { Claimable } from './rules.ts';

/** Travellers of the live booking with this locator. */
export async function listTravellers(db: Db, locator: string): Promise<Claimable[]> {
  return db.query<Claimable>(
    `select p.id as "passengerId", p.reference, p.last_name as "lastName", p.account_id as "accountId"
       from booking_order o join booking b on b.order_id = o.id join passenger p on p.id = b.passenger_id
      where o.locator = $1 and o.state <> 'CANCELLED' and b.status <> 'CANCELLED'`,
    [locator],
  );
}

/** Gives the passenger to the account; false where somebody else has it by now. */
export async function linkPassenger(db: Db, passengerId: number, accountId: number): Promise<boolean> {
  const rows = await db.query(
    `update passenger set account_id = $2, updated_at = now() where id = $1 and account_id is null returning id`,
    [passengerId, accountId],
  );
  return rows.length > 0;
}

/** Leaves a passenger without personal data; the tier and the flights flown name nobody. */
export async function pseudonymisePassenger(db: Db, accountId: number): Promise<void> {
  await db.query(
    `update passenger set first_name = 'Deleted', last_name = null, email = null, phone = null, special_requests = null,
            date_of_birth = null, updated_at = now()
      where account_id = $1`,
    [accountId],
  );
}

export type PassengerRow = {
  id: number;
  reference: string;
  accountId: number | null;
  firstName: string;
  lastName: string | null;
  tier: string;
  specialRequests: string | null;
};

export async function findPassenger(db: Db, id: number): Promise<PassengerRow | undefined> {
  const [row] = await db.query<PassengerRow>(
    `select id, reference, account_id as "accountId", first_name as "firstName", last_name as "lastName", tier,
            special_requests as "specialRequests"
       from passenger where id = $1`,
    [id],
  );
  return row;
}
