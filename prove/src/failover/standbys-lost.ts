import { setTimeout as delay } from 'node:timers/promises';
import type { Stack } from '../kit/stack.ts';
import { isFaultless } from '../history/rules.ts';
import type { ExperimentOptions, Finding } from '../report.ts';
import { type Measures, measuresOf, repeatRuns, seconds } from './gather.ts';
import { freeze, processTree } from './nodes.ts';
import { firstAfter, type Scene, setScene } from './scene.ts';
import type { Users } from './users.ts';

const outageMs = { full: 12_000, quick: 4000 };
/** R3: longest wait for the answer to a write, and for the first booking when a standby is back. */
const limits = { answer: 3, recovery: 2 };

/** Both standbys are frozen: writes are refused in time, reads go on, and bookings when one standby is back. */
export async function proveStandbysLost(stack: Stack, options: ExperimentOptions): Promise<Finding> {
  const scene = await setScene(stack, { writers: 8 });
  const forMs = options.isQuick ? outageMs.quick : outageMs.full;
  try {
    return await repeatRuns(
      options,
      (run) => runOnce(scene, `standbys-${run}`, forMs),
      (measures) =>
        (measures['slowestAnswerSeconds'] ?? Infinity) <= limits.answer &&
        (measures['recoverySeconds'] ?? Infinity) <= limits.recovery &&
        measures['acknowledgedMeanwhile'] === 0 &&
        measures['otherAnswersToWrites'] === 0 &&
        measures['failedReads'] === 0 &&
        isFaultless(measures as never),
    );
  } finally {
    await scene.close();
  }
}

async function runOnce(scene: Scene, name: string, forMs: number): Promise<Measures> {
  const { nodes, users } = scene;
  await nodes.whenWhole('booking');
  const standbys = await nodes.standbys('booking');
  const [flight = ''] = await scene.newFlights(1);
  const [thawFirst = never, ...thawOthers] = standbys.map(({ pid }) => freeze(processTree(pid ?? 0)));
  const endsMs = performance.now() + forMs;
  const [writes, reads] = await Promise.all([
    Promise.all(
      scene.accounts.map((account, person) => tryToBook(scene, account.token, `${name}-${person}`, flight, endsMs)),
    ),
    readOn(users, flight, endsMs),
  ]).finally(thawFirst);
  const recovery = await firstBooking(scene, name, flight);
  for (const thaw of thawOthers) thaw();
  await nodes.whenWhole('booking');
  const answers = writes.flat();
  return {
    slowestAnswerSeconds: seconds(Math.max(...answers.map(({ tookMs }) => tookMs))),
    recoverySeconds: seconds(recovery),
    writesRefused: answers.filter(({ status }) => status === 503).length,
    acknowledgedMeanwhile: answers.filter(({ status }) => status < 300 && status > 0).length,
    otherAnswersToWrites: answers.filter(({ status }) => status !== 503).length,
    reads: reads.length,
    failedReads: reads.filter(({ status }) => status !== 200).length,
    slowestReadSeconds: seconds(Math.max(...reads.map(({ tookMs }) => tookMs))),
    ...measuresOf(await scene.judge()),
  };
}

const never = () => undefined;

type Timed = { status: number; tookMs: number };

/** Tries again and again, each time with the same key, as one does who is refused. */
async function tryToBook(scene: Scene, token: string, key: string, flightId: string, endsMs: number): Promise<Timed[]> {
  const answers: Timed[] = [];
  while (performance.now() < endsMs) {
    const sentMs = performance.now();
    const body = { flightId, paymentMethod: 'credit_card' };
    const { status } = await scene.users.send('POST', '/api/flight/book-flight', { token, key, body });
    answers.push({ status, tookMs: performance.now() - sentMs });
    await delay(100);
  }
  return answers;
}

async function readOn(users: Users, flight: string, endsMs: number): Promise<Timed[]> {
  const answers: Timed[] = [];
  while (performance.now() < endsMs) {
    for (const path of [`/flights/${flight}`, '/flights?status=SCHEDULED']) {
      const sentMs = performance.now();
      const { status } = await users.send('GET', path);
      answers.push({ status, tookMs: performance.now() - sentMs });
    }
    await delay(50);
  }
  return answers;
}

/** The wishes of the outage, asked once more until they have their last word. Milliseconds until the first is granted. */
async function firstBooking(scene: Scene, name: string, flight: string): Promise<number> {
  const backMs = performance.now();
  const entries = await Promise.all(
    scene.accounts.map((account, person) => scene.users.book(account, `${name}-${person}`, flight)),
  );
  scene.note(entries);
  return firstAfter(entries, backMs) ?? Number.POSITIVE_INFINITY;
}
