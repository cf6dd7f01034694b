import type { NoticeState } from '@airside/contracts';
import { createEvent, publish } from '@airside/events';
import type { Cluster, Db } from '@airside/postgres';
import { deleteDeadDevices, type DeviceRow, listDevicesOf } from '../devices/queries.ts';
import { createBatcher } from './batcher.ts';
import { listNewer, lockWanted, markSending, type SendingRow } from './claim-queries.ts';
import { type Claim, selectTaken } from './digests.ts';
import { supersededBy } from './plan.ts';
import type { Due } from './queue.ts';
import { type EndedRow, type Ending, endDeliveries, type Handover, noteAccounts } from './sending-queries.ts';

/** A delivery that an attempt has taken. */
export type ClaimedRow = SendingRow & {
  /** SENDING: an attempt that did not say how it ended. */
  stateBefore: NoticeState;
  /** Told in the same message. */
  carried: readonly SendingRow[];
};

/** What workers write down and look up, many of them with one statement. */
export type Ledger = {
  /** The delivery, marked as being sent with whatever goes along; undefined where it is not to be sent any more, or goes along itself. */
  claim(claim: Claim): Promise<ClaimedRow | undefined>;
  /** Notes to whom it is given at once; false where another worker has taken over. */
  note(claim: Handover): Promise<boolean>;
  /** The event that makes a delivery's text obsolete; undefined where none does. */
  newerEvent(id: number): Promise<string | undefined>;
  /**
   * Notes how an attempt ended for all that it took, together with the event that says so or the jobs of the next ones;
   * ignored where another worker has taken over.
   */
  end(endings: readonly Ending[]): Promise<void>;
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
      const byClaim = new Map((await take(cluster, claims)).map((row) => [row.claim, row]));
      return claims.map(({ claim }) => byClaim.get(claim));
    }, mostAtOnce),
    note: createBatcher(async (claims: readonly Handover[]) => {
      const own = new Set(await noteAccounts(cluster.writer, claims));
      return claims.map(({ id }) => own.has(id));
    }, mostAtOnce),
    newerEvent: createBatcher(async (ids: readonly number[]) => {
      const newer = (await listNewer(cluster.writer, ids)).filter((each) =>
        supersededBy(each.newerKind).includes(each.kind),
      );
      // The newest comes last.
      const byId = new Map(newer.map(({ id, newerEventId }) => [id, newerEventId]));
      return ids.map((id) => byId.get(id));
    }, mostAtOnce),
    end: createBatcher(async (attempts: readonly (readonly Ending[])[]) => {
      const endings = attempts.flat();
      const paces = new Map(endings.map(({ id, pace }) => [id, pace]));
      const rows = await cluster.transaction(async (tx) => {
        const ended = await endDeliveries(tx, endings);
        await publish(
          tx,
          ended.flatMap((row) => eventOf(row, now()) ?? []),
        );
        await enqueue(
          tx,
          ended.filter(isToBeTried).map(({ id, channel, attempts: attempt }) => {
            const pace = paces.get(id) ?? 0;
            const startAfter = pace === 0 ? undefined : now().add({ seconds: pauseAfter(pace) });
            return { id, channel, attempt, startAfter };
          }),
        );
        return ended;
      });
      onEnded(rows);
      return attempts.map(() => undefined);
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

/** Takes what is wanted and what goes along, in one transaction: nobody else can take any of it. */
async function take(cluster: Cluster, claims: readonly Claim[]): Promise<ClaimedRow[]> {
  return cluster.transaction(async (tx) => {
    const locked = await lockWanted(
      tx,
      claims.map(({ id }) => id),
    );
    const taken = selectTaken(locked, claims);
    if (taken.length === 0) return [];
    const sending = await markSending(tx, taken);
    const carried = Map.groupBy(sending, ({ carriedBy }) => carriedBy);
    const byId = new Map(sending.map((row) => [row.id, row]));
    return taken.flatMap(({ id, carriedBy, stateBefore }) => {
      const row = byId.get(id);
      return row === undefined || carriedBy !== null ? [] : [{ ...row, stateBefore, carried: carried.get(id) ?? [] }];
    });
  });
}

/** What is carried and may have been told is asked for by its carrier. */
function isToBeTried({ state, carriedBy }: EndedRow): boolean {
  return state === 'QUEUED' || (state === 'SENDING' && carriedBy === null);
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
