import { createEvent, publish } from '@airside/events';
import type { Cluster, Db } from '@airside/postgres';
import { deleteDeadDevices, type DeviceRow, listDevicesOf } from '../devices/queries.ts';
import { createBatcher } from './batcher.ts';
import type { Due } from './queue.ts';
import {
  type Claim,
  claimDeliveries,
  type ClaimedRow,
  type EndedRow,
  type Ending,
  type Handover,
  endDeliveries,
  noteAccounts,
} from './sending-queries.ts';

/** What workers write down and look up, many of them with one statement. */
export type Ledger = {
  /** The delivery, marked as being sent; undefined where it is not to be sent any more. */
  claim(claim: Claim): Promise<ClaimedRow | undefined>;
  /** Notes to whom it is given at once; false where another worker has taken over. */
  note(claim: Handover): Promise<boolean>;
  /** Notes how an attempt ended, together with the event that says so or the job of the next one; ignored where another worker has taken over. */
  end(ending: Ending): Promise<void>;
  devicesOf(accountId: number): Promise<DeviceRow[]>;
  removeDevice(device: DeviceRow): Promise<void>;
};

const mostAtOnce = 200;

export function createLedger(options: {
  cluster: Cluster;
  now: () => Temporal.Instant;
  /** Makes the jobs of the next attempts. */
  enqueue(tx: Db, due: readonly Due[]): Promise<void>;
  /** Seconds until the next attempt. */
  pauseAfter(attempts: number): number;
  /** Told after the commit. */
  onEnded(rows: readonly EndedRow[]): void;
}): Ledger {
  const { cluster, now, enqueue, pauseAfter, onEnded } = options;
  return {
    claim: createBatcher(async (claims: readonly Claim[]) => {
      const byId = new Map((await claimDeliveries(cluster.writer, claims)).map((row) => [row.id, row]));
      return claims.map(({ id }) => byId.get(id));
    }, mostAtOnce),
    note: createBatcher(async (claims: readonly Handover[]) => {
      const own = new Set(await noteAccounts(cluster.writer, claims));
      return claims.map(({ id }) => own.has(id));
    }, mostAtOnce),
    end: createBatcher(async (endings: readonly Ending[]) => {
      const rows = await cluster.transaction(async (tx) => {
        const ended = await endDeliveries(tx, endings);
        await publish(
          tx,
          ended.flatMap((row) => eventOf(row, now()) ?? []),
        );
        const again = ended.filter(({ state }) => state === 'QUEUED' || state === 'SENDING');
        await enqueue(
          tx,
          again.map(({ id, channel, attempts }) => {
            const startAfter = now().add({ seconds: pauseAfter(attempts) });
            return { id, channel, attempt: attempts, startAfter };
          }),
        );
        return ended;
      });
      onEnded(rows);
      return endings.map(() => undefined);
    }, mostAtOnce),
    devicesOf: createBatcher(async (accountIds: readonly number[]) => {
      const byAccount = Map.groupBy(await listDevicesOf(cluster.writer, accountIds), ({ accountId }) => accountId);
      return accountIds.map((accountId) => byAccount.get(accountId) ?? []);
    }, mostAtOnce),
    removeDevice: createBatcher(async (devices: readonly DeviceRow[]) => {
      await deleteDeadDevices(cluster.writer, devices);
      return devices.map(() => undefined);
    }, mostAtOnce),
  };
}

const eventTypes = { email: 'notification.email', sms: 'notification.sms', push: 'notification.push' } as const;

/** The event that says that a channel has a notice; its id is the delivery's key, for a delivery is sent once. */
function eventOf(row: EndedRow, time: Temporal.Instant) {
  if (row.state !== 'SENT' || row.channel === 'in_app') return undefined;
  return createEvent(
    {
      type: eventTypes[row.channel],
      source: '/notification_service',
      subject: row.flightId,
      causedby: row.eventId,
      data: {
        delivery_id: String(row.id),
        passenger_id: row.passengerId,
        booking_id: row.bookingId,
        flight_id: row.flightId,
        kind: row.kind,
        timestamp: time.toString(),
      },
    },
    { id: row.key, time },
  );
}
