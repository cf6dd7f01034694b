import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { stepsOf } from '@airside/simulator';
import { createApi } from '../kit/api.ts';
import { type Desk, openDesk } from '../kit/desk.ts';
import { countEffects, countUncertain, isAllOnce, type Reported } from '../kit/effects.ts';
import { listExecutions, listNotices, listPassengers } from '../kit/look.ts';
import { countDoubled, findOutbox } from '../kit/outbox.ts';
import { countDeadLetters } from '../kit/queries.ts';
import { type Stack, until } from '../kit/stack.ts';
import { bringBack } from '../kit/victims.ts';
import { type ExperimentOptions, type Finding, progress, round } from '../report.ts';
import { hurtServices, killEachKind, type Victim, victimKinds } from './faults.ts';

/** Longest that the events of a round may take, in milliseconds. */
const roundMs = 60_000;
/** Time in which something that was done twice would still come, in milliseconds. */
const afterglowMs = 1500;
/** Kinds of victims killed in a round of the small size. */
const quickKills = 3;
/** Between two kills; events are reported while they go on. */
const mostPauseMs = 1000;

type Told = Reported & { flightCode: string };

/** R16: scenario 5 on repeat while those who carry it are killed at random moments: nothing lost, doubled or stuck. */
export async function proveScenarioChaos(stack: Stack, { isQuick, runs }: ExperimentOptions): Promise<Finding> {
  const api = createApi(stack);
  const desk = await openDesk(api, stack);
  await desk.load();
  const word = randomUUID().slice(0, 8);
  const told: Told[] = [];
  const seconds: number[] = [];
  let kills = 0;
  let roundsStuck = 0;
  for (let number = 1; number <= runs; number += 1) {
    await bringBack(stack, hurtServices);
    const kinds = isQuick ? pick(victimKinds, quickKills) : victimKinds;
    const breaking = killEachKind(stack, kinds, mostPauseMs);
    const startedAt = performance.now();
    const { reported, isEnded } = await playRound(desk, `${word}-${number}`, (kinds.length * mostPauseMs) / 3);
    seconds.push((performance.now() - startedAt) / 1000);
    told.push(...reported);
    if (!isEnded) roundsStuck += 1;
    const killed = await breaking;
    kills += killed.length;
    progress(`round ${number} of ${runs}: ${round(seconds.at(-1) ?? 0)} s, killed ${killed.join(', ')}`);
  }
  await bringBack(stack, hurtServices);
  const finding = await check(stack, desk, told);
  await api.close();
  return {
    ok: finding.ok && roundsStuck === 0,
    figures: {
      rounds: runs,
      events: told.length,
      kills,
      ...finding.figures,
      roundsStuck,
      requestsRepeated: desk.repeats(),
      longestRoundSeconds: round(Math.max(...seconds)),
    },
  };
}

/** Reports the three events at a random moment and waits for the end of what they set going. */
async function playRound(
  desk: Desk,
  run: string,
  mostDelayMs: number,
): Promise<{ reported: Told[]; isEnded: boolean }> {
  await delay(randomInt(Math.ceil(mostDelayMs)));
  const steps = stepsOf(5, run, Temporal.Now.instant());
  const reported = await Promise.all(
    steps.map(async ({ event, expectation: { eventId, flightId, workflow } }) => {
      const passengers = await listPassengers(desk, flightId);
      await desk.report(event);
      return { eventId, workflow, passengers, flightCode: flightId };
    }),
  );
  const isEnded = await until(
    'the executions to end',
    async () => {
      await delay(200);
      const found = await Promise.all(reported.map(({ flightCode }) => listExecutions(desk, flightCode)));
      return reported.every(({ eventId }, index) =>
        found[index]?.some((execution) => execution.eventId === eventId && execution.status !== 'RUNNING'),
      );
    },
    roundMs,
  ).catch(() => false);
  return { reported, isEnded };
}

/** Looks until everything is there once; what is not after the longest wait is what was lost. */
async function check(stack: Stack, desk: Desk, told: readonly Told[]): Promise<Finding> {
  const flightCodes = [...new Set(told.map(({ flightCode }) => flightCode))];
  const look = async () => ({
    executions: (await Promise.all(flightCodes.map((code) => listExecutions(desk, code)))).flat(),
    notices: (await Promise.all(flightCodes.map((code) => listNotices(desk, code)))).flat(),
  });
  const count = async () => {
    const seen = await look();
    return { effects: countEffects(told, seen), seen };
  };
  await until('everything once', async () => isAllOnce((await count()).effects), roundMs).catch(() => undefined);
  await delay(afterglowMs);
  const { effects, seen } = await count();
  const heldEvents = await countHeld(stack);
  const outbox = await findOutbox(stack);
  const messagesDoubled = outbox === undefined ? undefined : countDoubled(await outbox.messages());
  const ids = new Set(told.map(({ eventId }) => eventId));
  const notices = seen.notices.filter(({ eventId }) => ids.has(eventId));
  return {
    ok: isAllOnce(effects) && heldEvents === 0 && (messagesDoubled ?? 0) === 0,
    figures: {
      ...effects,
      heldEvents,
      ...(messagesDoubled === undefined ? {} : { messagesDoubled }),
      notices: notices.length,
      noticesUncertain: countUncertain(notices),
    },
  };
}

/** Events that consumers gave up or still hold back. */
async function countHeld(stack: Stack): Promise<number> {
  const counts = await Promise.all([
    countDeadLetters(stack.databaseUrl('users', 'notification_service')),
    countDeadLetters(stack.databaseUrl('booking', 'operations_service')),
    countDeadLetters(stack.databaseUrl('booking', 'booking_service')),
  ]);
  return counts.reduce((total, each) => total + each, 0);
}

function pick(kinds: readonly Victim[], count: number): Victim[] {
  const left = [...kinds];
  return Array.from({ length: count }, () => left.splice(randomInt(left.length), 1)).flat();
}
