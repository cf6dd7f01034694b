import type { NewDevice } from '@airside/contracts';
import type { Db } from '@airside/postgres';

export type DeviceRow = {
  id: number;
  accountId: number;
  kind: 'fcm' | 'webpush';
  address: string;
  keys: WebPushKeys | null;
};
type WebPushKeys = { p256dh: string; auth: string };

const columns = 'id, account_id as "accountId", kind, address, keys';

/** Until the end of the transaction, nobody else adds a device to the account. */
export async function lockDevices(db: Db, accountId: number): Promise<void> {
  await db.query("select pg_advisory_xact_lock(hashtext('device'), $1)", [accountId]);
}

/** Devices of an account besides this one. */
export async function countOtherDevices(db: Db, accountId: number, device: NewDevice): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from device
      where account_id = $1 and (kind, address) is distinct from ($2::text, $3::text)`,
    [accountId, device.kind, addressOf(device)],
  );
  return row?.count ?? 0;
}

/** The FCM token, or the endpoint of the subscription. */
function addressOf(device: NewDevice): string {
  return device.kind === 'fcm' ? device.token : device.subscription.endpoint;
}

/** A device that another account was signed in on is this one's from now on. */
export async function upsertDevice(db: Db, accountId: number, device: NewDevice) {
  const [address, keys] =
    device.kind === 'fcm' ? [device.token, null] : [device.subscription.endpoint, device.subscription.keys];
  const [row] = await db.query<{ id: number; kind: 'fcm' | 'webpush'; createdAt: Temporal.Instant }>(
    `insert into device (account_id, kind, address, keys) values ($1, $2, $3, $4::jsonb)
         on conflict (kind, address) do update set account_id = excluded.account_id, keys = excluded.keys
     returning id, kind, created_at as "createdAt"`,
    [accountId, device.kind, address, keys === null ? null : JSON.stringify({ p256dh: keys.p256dh, auth: keys.auth })],
  );
  if (row === undefined) throw new Error('the insert gave no row');
  return row;
}

export function listDevices(db: Db, accountId: number) {
  return db.query<{ id: number; kind: 'fcm' | 'webpush'; createdAt: Temporal.Instant }>(
    'select id, kind, created_at as "createdAt" from device where account_id = $1 order by id',
    [accountId],
  );
}

/** Devices of many accounts at once. */
export function listDevicesOf(db: Db, accountIds: readonly number[]): Promise<DeviceRow[]> {
  return db.query<DeviceRow>(`select ${columns} from device where account_id = any($1::int[]) order by id`, [
    accountIds,
  ]);
}

/** Whether it was the account's. */
export async function deleteDevice(db: Db, accountId: number, id: number): Promise<boolean> {
  return (
    (await db.query('delete from device where account_id = $1 and id = $2 returning id', [accountId, id])).length === 1
  );
}

/** Removes devices whose provider calls them dead, unless they have registered anew meanwhile. */
export async function deleteDeadDevices(db: Db, dead: readonly { id: number; address: string }[]): Promise<void> {
  await db.query(
    `delete from device d using unnest($1::int[], $2::text[]) dead(id, address)
      where d.id = dead.id and d.address = dead.address`,
    [dead.map(({ id }) => id), dead.map(({ address }) => address)],
  );
}

export async function deleteDevicesOfAccount(db: Db, accountId: number): Promise<void> {
  await db.query('delete from device where account_id = $1', [accountId]);
}
