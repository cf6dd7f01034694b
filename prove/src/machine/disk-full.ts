import { setTimeout as delay } from 'node:timers/promises';
import { isFaultless } from '../history/rules.ts';
import { firstAfter, type Scene, setScene } from '../failover/scene.ts';
import { type Measures, measuresOf, repeatRuns, seconds } from '../failover/gather.ts';
import { createBallast, folderOfDisk, type SmallDisk } from '../kit/small-disk.ts';
import { type Stack, until } from '../kit/stack.ts';
import { type ExperimentOptions, type Finding, progress } from '../report.ts';

/** Three nodes, and room to copy one anew. */
export const bookingDisk: SmallDisk = { cluster: 'booking', megabytes: 700 };

/** How long the disk stays full once somebody has been refused, in milliseconds. */
const fullMs = { full: 30_000, quick: 6000 };
/** Within these people must book again when there is space, in seconds: servers that crashed read their logs first. */
const longestRecovery = 30;
const refillMs = 200;
const readEveryMs = 50;

/** The disk of the booking databases fills up while people book: writes are refused clearly, reads go on, nothing is lost (R20). */
export async function proveDiskFull(stack: Stack, options: ExperimentOptions): Promise<Finding> {
  const scene = await setScene(stack, { writers: 6 });
  try {
    return await repeatRuns(
      options,
      (run) => runOnce(scene, `full-${run}`, fullMs[options.isQuick ? 'quick' : 'full']),
      (measures) =>
        (measures['refusedWrites'] ?? 0) > 0 &&
        measures['unclearWrites'] === 0 &&
        (measures['reads'] ?? 0) > 0 &&
        measures['failedReads'] === 0 &&
        (measures['recoverySeconds'] ?? Infinity) <= longestRecovery &&
        (measures['lost'] ?? 1) + (measures['doubled'] ?? 1) + (measures['refusedButDone'] ?? 1) === 0,
    );
  } finally {
    await scene.close();
  }
}

async function runOnce(scene: Scene, name: string, forMs: number): Promise<Measures> {
  const ballast = createBallast(folderOfDisk(scene.stack.dataDir, bookingDisk));
  const [flight = ''] = await scene.newFlights(1);
  const storm = await scene.storm(name);
  const reader = readOn(scene, flight);
  const failedBefore = scene.users.failedTries();
  const filling = fillOn(ballast.fill);
  let freedMs: number;
  try {
    // Logs written before give space for a while.
    await until('somebody is refused', () => scene.users.failedTries() > failedBefore, 120_000);
    progress('the disk is full, and people are refused');
    await delay(forMs);
  } finally {
    await filling.stop();
    ballast.free();
    freedMs = performance.now();
  }
  await until('people book again', () => firstAfter(storm.entries, freedMs) !== undefined, 180_000);
  const entries = await storm.stop();
  const reads = await reader.stop();
  await scene.nodes.whenWhole('booking');
  const verdict = await scene.judge();
  if (!isFaultless(verdict)) progress(JSON.stringify(verdict));
  const failures = entries.flatMap((entry) => entry.failures);
  return {
    refusedWrites: failures.length,
    unclearWrites: failures.filter((status) => status !== 503).length,
    reads: reads.length,
    failedReads: reads.filter((status) => status !== 200).length,
    recoverySeconds: seconds(firstAfter(entries, freedMs) ?? Infinity),
    ...measuresOf(verdict),
  };
}

/** Keeps a disk full: databases give back a little now and then. */
function fillOn(fill: () => void): { stop(): Promise<void> } {
  let isOver = false;
  const filling = (async () => {
    while (!isOver) {
      fill();
      await delay(refillMs);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await filling;
    },
  };
}

/** Somebody looks at a flight and at the market all the time; the statuses. */
function readOn({ users }: Scene, flight: string): { stop(): Promise<readonly number[]> } {
  const paths = [`/flights/${flight}`, '/api/flight/search-flights?from=RMO&to=VIE'];
  const statuses: number[] = [];
  let isOver = false;
  const reading = (async () => {
    for (let turn = 0; !isOver; turn += 1) {
      statuses.push((await users.send('GET', paths[turn % paths.length] ?? '')).status);
      await delay(readEveryMs);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await reading;
      return statuses;
    },
  };
}
