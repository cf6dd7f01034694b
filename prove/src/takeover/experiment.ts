import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createApi } from '../kit/api.ts';
import { type Desk, openDesk } from '../kit/desk.ts';
import { countEffects, countUncertain, type Effects, isAllOnce, type SeenExecution } from '../kit/effects.ts';
import { nowMs } from '../kit/follower.ts';
import { listExecutions, listNotices } from '../kit/look.ts';
import { countRebooking, type FullFlight, insertFullFlight, type RebookingFaults } from '../kit/queries.ts';
import { type Stack, until } from '../kit/stack.ts';
import { bringBack } from '../kit/victims.ts';
import { type ExperimentOptions, type Finding, progress, round } from '../report.ts';
import { findBusiest, readCpu } from './busiest.ts';

/** Ten batches, or six: more than are in hand at once. */
const sizes = { full: 2000, quick: 1200 };
/** From the kill to the end of the execution, in seconds (R17). */
const mostSeconds = 10;
/** Longest wait for anything, in milliseconds. */
const longestMs = 60_000;
/** Time in which something that was done twice would still come, in milliseconds. */
const afterglowMs = 1500;
const service = 'operations_service';
/** Steps over the travellers, batch by batch: the long ones. */
const killedIn = ['MarkBookingsForRebooking', 'ProcessNotifications'];

type Attempted = { status: string; attempts: number; error: string | null; finishedAt: string | null };
type Details = SeenExecution & { steps: (Attempted & { name: string; batches?: Attempted[] })[] };

type Trial = {
  seconds: number;
  /** Pieces of work that the killed one had begun and another one did again. */
  takenOver: number;
  /** From the kill until the last of them was done. */
  takenOverSeconds: number;
  faults: Effects & RebookingFaults;
  uncertain: number;
};

/**
 * R17: the instance that works a cancellation through is killed in the middle, while another one lives. A trial counts
 * where something was taken over; else the one that was killed had nothing in hand, and there is another trial.
 */
export async function proveTakeover(stack: Stack, { isQuick, runs }: ExperimentOptions): Promise<Finding> {
  const travellers = isQuick ? sizes.quick : sizes.full;
  const api = createApi(stack);
  const desk = await openDesk(api, stack);
  const trials: Trial[] = [];
  const hits = () => trials.filter(({ takenOver }) => takenOver > 0);
  while (hits().length < runs && trials.length < 3 * runs) {
    await bringBack(stack, [service]);
    const trial = await runOnce(stack, desk, travellers);
    trials.push(trial);
    progress(`trial ${trials.length}: ${trial.takenOver} pieces taken over, ${round(trial.seconds)} s`);
  }
  await bringBack(stack, [service]);
  await api.close();
  const faults = sumOf(trials.map((trial) => trial.faults));
  const seconds = hits().map((trial) => trial.seconds);
  const slowest = Math.max(...trials.map((trial) => trial.seconds));
  // The small size runs on machines that do other things too: there it is enough that it comes to its end.
  const isInTime = slowest <= (isQuick ? longestMs / 1000 : mostSeconds);
  return {
    ok: hits().length >= runs && isInTime && Object.values(faults).every((count) => count === 0),
    figures: {
      takeovers: seconds.length,
      trialsWithNothingInHand: trials.length - seconds.length,
      travellers,
      piecesTakenOver: trials.reduce((total, { takenOver }) => total + takenOver, 0),
      killToSucceededSeconds: seconds.map((each) => round(each)).join(', '),
      killToTakenOverSeconds: hits()
        .map((trial) => round(trial.takenOverSeconds))
        .join(', '),
      slowestSeconds: round(slowest),
      ...faults,
      noticesUncertain: trials.reduce((total, { uncertain }) => total + uncertain, 0),
    },
  };
}

async function runOnce(stack: Stack, desk: Desk, travellers: number): Promise<Trial> {
  const booking = stack.databaseUrl('booking', 'booking_service');
  const code = `QT${randomInt(10_000, 99_999)}`;
  const flight = await insertFullFlight(booking, { code, travellers, hasAccounts: false });
  const eventId = randomUUID();
  const cpuBefore = await readCpu(stack, service);
  await desk.report(cancellationOf(flight, eventId));
  const id = await until(
    'the execution to begin',
    async () => (await listExecutions(desk, code)).find((one) => one.eventId === eventId)?.id,
    longestMs,
  );
  await untilInTheMiddle(desk, id);
  const victim = findBusiest(cpuBefore, await readCpu(stack, service));
  const killedAt = nowMs();
  if (victim === undefined || !(await stack.kill(victim))) throw new Error(`${victim} was not there to be killed`);
  const ended = await until(
    'the execution to end',
    async () => {
      const found = (await listExecutions(desk, code)).find((one) => one.eventId === eventId);
      return found?.finishedAt === null ? undefined : found;
    },
    longestMs,
  ).catch(() => undefined);
  const takenOver = listTakenOver(await read(desk, id));
  return {
    seconds: secondsBetween(killedAt, ended?.finishedAt),
    takenOver: takenOver.length,
    takenOverSeconds: Math.max(0, ...takenOver.map(({ finishedAt }) => secondsBetween(killedAt, finishedAt))),
    ...(await check(stack, desk, { flight, eventId })),
  };
}

/** What has not ended has taken too long in any case. */
function secondsBetween(sinceMs: number, at: string | null | undefined): number {
  return (at === null || at === undefined ? longestMs : Date.parse(at) - sinceMs) / 1000;
}

function cancellationOf({ code }: FullFlight, eventId: string) {
  return {
    event_id: eventId,
    event_type: 'FLIGHT_CANCELLED',
    timestamp: Temporal.Now.instant().toString(),
    source: 'proof',
    payload: { flight_id: code, reason: 'WEATHER' },
  };
}

async function read(desk: Desk, id: number): Promise<Details> {
  return (await desk.read(`/api/ops/executions/${id}`)) as Details;
}

/** Waits until a step has done some of its batches, and not all; how many is drawn. */
async function untilInTheMiddle(desk: Desk, id: number): Promise<void> {
  const stepName = killedIn[randomInt(killedIn.length)];
  const least = 1 + randomInt(3);
  await until(
    `${stepName} to be in the middle`,
    async () => {
      const { status, steps } = await read(desk, id);
      const { batches = [] } = steps.find(({ name }) => name === stepName) ?? {};
      return status !== 'RUNNING' || batches.filter((batch) => batch.status === 'SUCCEEDED').length >= least;
    },
    longestMs,
  );
}

/** What was begun more than once without having failed. */
function listTakenOver({ steps }: Details): Attempted[] {
  const isTakenOver = ({ attempts, error }: Attempted) => attempts > 1 && error === null;
  return steps.flatMap(({ batches = [], ...step }) => (batches.length > 0 ? batches : [step])).filter(isTakenOver);
}

/** Looks until everything is there once; what is not after the longest wait is what was lost. */
async function check(
  stack: Stack,
  desk: Desk,
  { flight, eventId }: { flight: FullFlight; eventId: string },
): Promise<Pick<Trial, 'faults' | 'uncertain'>> {
  const { code, passengers } = flight;
  const reported = [{ eventId, workflow: 'cancellation', passengers }];
  const look = async () => ({
    executions: await listExecutions(desk, code),
    notices: await listNotices(desk, code),
  });
  await until(
    'everything once',
    async () => isAllOnce(countEffects(reported, await look())) || delay(500, false),
    longestMs,
  ).catch(() => undefined);
  await delay(afterglowMs);
  const seen = await look();
  const urls = {
    booking: stack.databaseUrl('booking', 'booking_service'),
    operations: stack.databaseUrl('booking', 'operations_service'),
  };
  const rebooking = await countRebooking(urls, flight, eventId);
  return { faults: { ...countEffects(reported, seen), ...rebooking }, uncertain: countUncertain(seen.notices) };
}

function sumOf<Counts extends Record<string, number>>(list: readonly Counts[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [name, count] of list.flatMap((each) => Object.entries(each))) total[name] = (total[name] ?? 0) + count;
  return total;
}
