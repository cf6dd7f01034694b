import type { Account } from '../kit/api.ts';
import { type Stack, until } from '../kit/stack.ts';
import { type Entry, isFaultless } from '../history/rules.ts';
import type { ExperimentOptions, Finding } from '../report.ts';
import { type Measures, measuresOf, repeatRuns } from './gather.ts';
import { type DatabaseNode, freeze, type Nodes } from './nodes.ts';
import { type Scene, setScene } from './scene.ts';

const drops = { full: 100, quick: 20 };
const buyers = 10;
const arriveMs = 2000;

/**
 * Commits take effect and their replies are lost, a hundred times (R5): with a key nobody gets a second booking. Without one
 * some must, or else nothing was lost, and the checker sees nothing.
 */
export async function proveLostReplies(stack: Stack, options: ExperimentOptions): Promise<Finding> {
  const wanted = options.isQuick ? drops.quick : drops.full;
  const withKeys = await setScene(stack, { writers: buyers });
  const without = await setScene(stack, { writers: buyers, hasKeys: false });
  try {
    return await repeatRuns(
      options,
      async (run): Promise<Measures> => {
        const dropped = await loseReplies(withKeys, `keyed-${run}`, wanted);
        const droppedWithout = await loseReplies(without, `unkeyed-${run}`, Math.ceil(wanted / 5));
        const control = await without.judge();
        return {
          repliesLost: dropped,
          ...measuresOf(await withKeys.judge()),
          'control without keys: replies lost': droppedWithout,
          'control without keys: doubled': control.doubled,
          'control without keys: lost': control.lost,
        };
      },
      (measures) =>
        isFaultless(measures as never) &&
        (measures['repliesLost'] ?? 0) >= wanted &&
        (measures['control without keys: doubled'] ?? 0) > 0 &&
        measures['control without keys: lost'] === 0,
    );
  } finally {
    await Promise.all([withKeys.close(), without.close()]);
  }
}

/** Rounds of bookings whose commits are held back, and whose connections end, until so many replies are lost. */
async function loseReplies(scene: Scene, name: string, wanted: number): Promise<number> {
  const primary = await scene.nodes.whenWhole('booking');
  let lost = 0;
  for (let round = 1; lost < wanted; round += 1) {
    const [flight = ''] = await scene.newFlights(1);
    // Its first buyer makes the rows of its seats: that is not what is to be cut.
    await scene.openSeats(flight);
    const standbys = await scene.nodes.standbys('booking');
    const receivers = await Promise.all(standbys.map((node) => receiverOf(scene.nodes, node)));
    const thaw = freeze(receivers);
    let booking: Promise<Entry[]>;
    try {
      booking = Promise.all(
        scene.accounts.map((account: Account, person) =>
          scene.users.book(account, `${name}-${round}-${person}`, flight),
        ),
      );
      const cut = await cutWaitingCommits(scene.nodes, primary);
      if (cut === 0) throw new Error('no sale came to wait for a standby');
      lost += cut;
    } finally {
      thaw();
    }
    const entries = await booking;
    scene.note(entries);
    // And whoever heard nothing asks again, as if the line of his own had broken.
    scene.note(await askAgain(scene, entries, flight));
  }
  return lost;
}

/** Where keys are used, the same wish once more must come to the same booking. */
async function askAgain(scene: Scene, entries: readonly Entry[], flight: string): Promise<Entry[]> {
  if (!scene.hasKeys) return [];
  const again = await Promise.all(
    scene.accounts.map((account, person) => scene.users.book(account, entries[person]?.wish ?? '', flight)),
  );
  const differing = again.filter((entry, person) => entry.bookingId !== entries[person]?.bookingId);
  // The same wish is one entry of the history; another answer to it makes it a second one.
  return differing;
}

async function receiverOf(nodes: Nodes, node: DatabaseNode): Promise<number> {
  const [row] = await nodes.ask<{ pid: number }>(node, 'select pid from pg_stat_wal_receiver');
  if (row === undefined) throw new Error(`${node.name} does not stream`);
  return row.pid;
}

/** Ends the connections of sales that have committed here and wait for a standby to confirm it. Answers how many. */
async function cutWaitingCommits(nodes: Nodes, primary: DatabaseNode): Promise<number> {
  // A sale is what has written to both tables; its locks last until a standby has confirmed it.
  const cut = `select pg_terminate_backend(pid) as done from pg_stat_activity a
                where wait_event = 'SyncRep' and usename = 'booking_service'
                  and (select count(distinct relation) from pg_locks l
                        where l.pid = a.pid and l.mode = 'RowExclusiveLock'
                          and l.relation in ('booking_service.booking'::regclass, 'booking_service.seat'::regclass)) = 2`;
  const started = performance.now();
  let count = 0;
  await until(
    'sales that wait for a standby',
    async () => {
      count += (await nodes.ask(primary, cut)).length;
      return count >= buyers || performance.now() - started > arriveMs;
    },
    arriveMs * 2,
  );
  return count;
}
