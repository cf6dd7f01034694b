import type { Account } from '../kit/api.ts';
import type { Stack } from '../kit/stack.ts';
import type { ExperimentOptions, Finding } from '../report.ts';
import { type Measures, repeatRuns } from './gather.ts';
import type { DatabaseNode, Nodes } from './nodes.ts';
import { type Scene, setScene } from './scene.ts';

const reads = { full: 1000, quick: 100 };
const people = 10;
/** How far the standbys are kept behind, in milliseconds. */
const lagMs = 500;

/**
 * Everybody reads right after his own write, from whatever instance, while the standbys are half a second behind (R6): with
 * the header carried, and without. A standby asked directly must be stale, or else the standbys were not behind.
 */
export async function proveOwnWrites(stack: Stack, options: ExperimentOptions): Promise<Finding> {
  const scene = await setScene(stack, { writers: people });
  const wanted = options.isQuick ? reads.quick : reads.full;
  try {
    await delayStandbys(scene.nodes, lagMs);
    return await repeatRuns(
      options,
      async (): Promise<Measures> => {
        const carried = await readOwnWrites(scene, wanted / 2, true);
        const ignored = await readOwnWrites(scene, wanted / 2, false);
        return {
          reads: carried.reads + ignored.reads,
          stale: carried.stale + ignored.stale,
          failed: carried.failed + ignored.failed,
          headersCarried: carried.headers,
          instances: new Set([...carried.servedBy, ...ignored.servedBy]).size,
          'control: stale reads of a standby asked directly': carried.staleStandby + ignored.staleStandby,
        };
      },
      (measures) =>
        measures['stale'] === 0 &&
        measures['failed'] === 0 &&
        (measures['reads'] ?? 0) >= wanted &&
        (measures['headersCarried'] ?? 0) > 0 &&
        (measures['control: stale reads of a standby asked directly'] ?? 0) > 0,
    );
  } finally {
    await delayStandbys(scene.nodes, 0);
    await scene.close();
  }
}

async function delayStandbys(nodes: Nodes, ms: number): Promise<void> {
  for (const node of await nodes.standbys('booking')) {
    await nodes.ask(node, `alter system set recovery_min_apply_delay = ${ms}`);
    await nodes.ask(node, 'select pg_reload_conf()');
  }
}

type Seen = {
  reads: number;
  stale: number;
  failed: number;
  headers: number;
  staleStandby: number;
  servedBy: Set<string>;
};

async function readOwnWrites(scene: Scene, wanted: number, isCarried: boolean): Promise<Seen> {
  const seen: Seen = { reads: 0, stale: 0, failed: 0, headers: 0, staleStandby: 0, servedBy: new Set() };
  const flights = await scene.newFlights(people);
  const [standby] = await scene.nodes.standbys('booking');
  if (standby === undefined) throw new Error('there is no standby');
  const rounds = Math.ceil(wanted / people / 2);
  await Promise.all(
    scene.accounts.map((account, person) =>
      writeAndRead(scene, account, flights[person] ?? '', { rounds, isCarried, seen, standby }),
    ),
  );
  return seen;
}

/** Books, looks, cancels, looks: two reads a round, each right after the write. */
async function writeAndRead(
  { users, nodes }: Scene,
  { token, userId }: Account,
  flightId: string,
  { rounds, isCarried, seen, standby }: { rounds: number; isCarried: boolean; seen: Seen; standby: DatabaseNode },
): Promise<void> {
  let readAfter = '*';
  const carry = () => (isCarried ? { token, readAfter } : { token });
  const keep = (told: string | undefined) => {
    if (told === undefined) return;
    readAfter = told;
    seen.headers += 1;
  };
  const statusOf = async (bookingId: number) => {
    const { status, body, servedBy } = await users.send('GET', `/api/flight/bookings/${userId}`, carry());
    seen.reads += 1;
    if (status !== 200 && status !== 404) seen.failed += 1;
    if (servedBy !== undefined) seen.servedBy.add(servedBy);
    const list = (body['bookings'] ?? []) as { bookingId: number; bookingStatus: string }[];
    return list.find((one) => one.bookingId === bookingId)?.bookingStatus;
  };
  for (let round = 0; round < rounds; round += 1) {
    const body = { flightId, paymentMethod: 'miles' };
    const booked = await users.send('POST', '/api/flight/book-flight', { ...carry(), body });
    keep(booked.readAfter);
    const id = Number(booked.body['bookingId']);
    if ((await statusOf(id)) !== 'Confirmed') seen.stale += 1;
    if (round % 5 === 0) seen.staleStandby += await isMissingOn(nodes, standby, id);
    const cancelled = await users.send('DELETE', `/api/flight/cancel-booking/${id}`, carry());
    keep(cancelled.readAfter);
    if (booked.status !== 201 || cancelled.status !== 200) seen.failed += 1;
    if ((await statusOf(id)) !== 'Canceled') seen.stale += 1;
  }
}

async function isMissingOn(nodes: Nodes, standby: DatabaseNode, bookingId: number): Promise<number> {
  const rows = await nodes.ask(standby, 'select 1 from booking_service.booking where id = $1', [bookingId]);
  return rows.length === 0 ? 1 : 0;
}
