import type { FlightResource } from '@airside/contracts';
import { Failure } from '../failure.ts';
import type { Sender } from '../senders/sender.ts';
import type { Client } from '../target/client.ts';
import type { Terminal } from '../terminal.ts';
import { airline, type DayPlan, homeZone, largestSeed, planDay } from './plan.ts';
import { playDay, type Progress } from './play.ts';
import { eventsLeft, isFlown, resumeAt } from './resume.ts';
import { findFlights, OtherFlight, scheduleFlights } from './schedule-flights.ts';
import { readWorld, type World } from './world.ts';

export type DayChoice = {
  /** The first one whose day has not been flown when absent. */
  seed: number | undefined;
  /** The latest day that may be told in full when absent. */
  date: Temporal.PlainDate | undefined;
  flights: number;
  /** 1 to 600. */
  speed: number;
};

export type DayDeps = {
  client: Client;
  sender: Sender;
  terminal: Terminal;
  now(): Temporal.Instant;
  nowMs(): number;
};

const mostPerSecond = 60;
/** An event may be at most a day ahead of the clock of those who take it; a little is left for clocks that differ. */
const mostAheadHours = 23;
/** By which the end of one seed's day may differ from that of another, in hours. */
const seedsDifferHours = 3;

/** Flies a day of the invented airline. False where it was stopped, or not all of it was taken. */
export async function runDay(choice: DayChoice, deps: DayDeps): Promise<boolean> {
  const { sender, terminal } = deps;
  const { signal, say } = terminal;
  const { plan, seed, date, found } = await prepare(choice, deps);
  const missing = plan.flights.filter(({ code }) => !found.has(code));
  await scheduleFlights(deps.client, missing, signal);
  if (signal.aborted) return false;
  const from = resumeAt(plan, found);
  say(
    `${airline.name}, ${date}: ${plan.flights.length} flights${found.size > 0 ? `, ${found.size} of them there already` : ''}`,
  );
  say(
    `From ${timeOf(from)} at ${choice.speed}×; again exactly so with --seed ${seed} --date ${date}. Ctrl-C stops it.`,
  );
  const progress = await playDay(
    {
      ...choice,
      ...deps,
      signal,
      events: eventsLeft(plan, from),
      from,
      mostPerSecond,
      send: (event) => sender.send(event, signal),
      onRefused: (_event, error) => say(error instanceof Error ? error.message : String(error)),
    },
    (now) => terminal.showProgress(describe(now)),
  );
  say(`${progress.isOver ? 'The day is over' : 'Stopped'}: ${describe(progress)}`);
  if (!progress.isOver) say('The same command goes on from there.');
  return progress.isOver && progress.refused === 0;
}

function describe({ at, sent, dropped, refused }: Progress): string {
  const rest = [dropped > 0 ? `${dropped} late positions left out` : '', refused > 0 ? `${refused} refused` : ''];
  return [timeOf(at), `${sent} events`, ...rest.filter((part) => part !== '')].join(', ');
}

function timeOf(at: Temporal.Instant): string {
  return `${at.toZonedDateTimeISO(homeZone).toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ')} in New York`;
}

type Prepared = { plan: DayPlan; seed: number; date: string; found: Map<string, FlightResource> };

/** Plans the day and looks for its flights; without a seed it is the first day that is not over yet. */
async function prepare(choice: DayChoice, { client, terminal, now }: DayDeps): Promise<Prepared> {
  const world = readWorld();
  const date = choice.date ?? latestDate(choice, world, now());
  const planOf = (seed: number) => {
    const planned = plan(choice, seed, date, world);
    if (isTellable(planned, choice.speed, now())) return planned;
    throw new Failure(
      `The day of ${date.toString()} ends too late: an operation event may be at most a day ahead of the clock. Choose an earlier --date or a lower --speed.`,
    );
  };
  const { signal } = terminal;
  if (choice.seed !== undefined) {
    const planned = planOf(choice.seed);
    const found = await findFlights(client, planned.flights, signal);
    if (isFlown(planned, found)) {
      throw new Failure(
        `The day of seed ${choice.seed} on ${date.toString()} is over; choose another --seed or --date.`,
      );
    }
    return { plan: planned, seed: choice.seed, date: date.toString(), found };
  }
  for (let seed = 1; seed <= largestSeed && !signal.aborted; seed++) {
    const planned = planOf(seed);
    const found = await findFlights(client, planned.flights, signal).catch(passOver);
    if (found === undefined || isFlown(planned, found)) continue;
    return { plan: planned, seed, date: date.toString(), found };
  }
  throw new Failure(`All ${largestSeed} days of ${date.toString()} are taken; choose another --date.`);
}

/** A day that was flown with other options is not ours to go on with. */
function passOver(error: unknown): undefined {
  if (!(error instanceof OtherFlight)) throw error;
}

function plan({ flights, speed }: DayChoice, seed: number, date: Temporal.PlainDate, world: World): DayPlan {
  // About one position of a flight every two seconds of ours.
  const positionEveryMinutes = Math.min(Math.max(Math.round(speed / 30), 1), 15);
  return planDay({ seed, date, flights, world, positionEveryMinutes });
}

/** Today at the airline's home; yesterday, where today's last events would come too early. */
function latestDate(choice: DayChoice, world: World, now: Temporal.Instant): Temporal.PlainDate {
  const today = now.toZonedDateTimeISO(homeZone).toPlainDate();
  // Whichever seed it will be, its day ends at about the same time.
  const planned = plan(choice, choice.seed ?? 1, today, world);
  const margin = choice.seed === undefined ? { hours: seedsDifferHours } : { hours: 0 };
  return isTellable(planned, choice.speed, now.subtract(margin)) ? today : today.subtract({ days: 1 });
}

/** Whether all its events will be taken: none of them comes more than a day ahead of the clock. */
function isTellable({ events }: DayPlan, speed: number, now: Temporal.Instant): boolean {
  const [first, last] = [events[0]?.at ?? now, events.at(-1)?.at ?? now];
  const sentAt = now.add({ seconds: Math.round(last.since(first).total('seconds') / speed) });
  return last.since(sentAt).total('hours') <= mostAheadHours;
}
