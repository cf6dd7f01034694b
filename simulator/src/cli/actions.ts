import { randomUUID } from 'node:crypto';
import { type DayChoice, runDay } from '../day/run.ts';
import { demoAccounts, demoLogin, ensureAccount } from '../demo/logins.ts';
import { loadSampleData, prepareDemo } from '../demo/run.ts';
import { buildEvent, type GivenEvent } from '../events/build.ts';
import { Failure } from '../failure.ts';
import { runScenario } from '../scenarios/run.ts';
import type { ScenarioNumber } from '../scenarios/scenarios.ts';
import { openSender } from '../senders/open.ts';
import type { Sender, Way } from '../senders/sender.ts';
import { type Client, createClient } from '../target/client.ts';
import { findTarget, readLogin, staffOf, type Target, type TargetOptions } from '../target/find.ts';
import type { Terminal } from '../terminal.ts';
import { watchFlight } from '../watch/watch.ts';
import { loadWorld } from '../world/load.ts';

/** What the process gives to its commands. */
export type Surroundings = {
  terminal: Terminal;
  env: { KAFKA_BROKERS?: string | undefined; RABBITMQ_URL?: string | undefined };
};

export type SendingOptions = TargetOptions & { via: Way; kafka?: string; rabbitmq?: string };
export type DayCliOptions = { seed?: number; date?: Temporal.PlainDate; flights: number; speed: number };

const clocks = { now: () => Temporal.Now.instant(), nowMs: () => performance.now() };
const scenarioWaitMs = 60_000;

async function withStaff<Result>(
  options: TargetOptions,
  work: (client: Client, target: Target) => Promise<Result>,
): Promise<Result> {
  const target = await findTarget(options);
  return work(createClient(target.baseUrl, staffOf(target)), target);
}

/** Over a broker, the system itself need not be found for an event to be handed in. */
async function withSender<Result>(
  options: SendingOptions,
  client: Client,
  { env }: Surroundings,
  work: (sender: Sender) => Promise<Result>,
): Promise<Result> {
  const sender = await openSender({
    via: options.via,
    client,
    kafkaBrokers: options.kafka ?? env.KAFKA_BROKERS,
    rabbitMqUrl: options.rabbitmq ?? env.RABBITMQ_URL,
  });
  try {
    return await work(sender);
  } finally {
    await sender.close();
  }
}

export type EventOptions = SendingOptions &
  Partial<Omit<GivenEvent, 'payload'>> &
  Pick<GivenEvent, 'eventType' | 'payload'>;

export async function sendEvent(options: EventOptions, around: Surroundings): Promise<boolean> {
  const event = buildEvent({
    eventType: options.eventType,
    eventId: options.eventId ?? randomUUID(),
    timestamp: options.timestamp ?? clocks.now().toString({ smallestUnit: 'millisecond' }),
    source: options.source ?? 'simulator',
    payload: options.payload,
    isUnchecked: options.isUnchecked ?? false,
  });
  const send = (client: Client) => withSender(options, client, around, (sender) => sender.send(event));
  // A broker is reached without the system being found.
  if (options.via === 'http') await withStaff(options, send);
  else await send(createClient('', undefined));
  around.terminal.say(JSON.stringify(event, undefined, 2));
  return true;
}

export function playScenario(
  number: ScenarioNumber,
  options: SendingOptions & { wait: boolean },
  around: Surroundings,
): Promise<boolean> {
  const run = randomUUID().slice(0, 8);
  return withStaff(options, (client) =>
    withSender(options, client, around, (sender) =>
      runScenario(number, options.wait, { client, sender, run, waitMs: scenarioWaitMs, ...around, ...clocks }),
    ),
  );
}

export async function load(options: TargetOptions, { terminal }: Surroundings): Promise<boolean> {
  await withStaff(options, (client) => loadSampleData(client, terminal));
  return true;
}

export function flyDay(options: SendingOptions & DayCliOptions, around: Surroundings): Promise<boolean> {
  return withStaff(options, (client) =>
    withSender(options, client, around, (sender) =>
      runDay(choiceOf(options), { client, sender, ...around, ...clocks }),
    ),
  );
}

function choiceOf({ seed, date, flights, speed }: DayCliOptions): DayChoice {
  return { seed, date, flights, speed };
}

/** What a demo has beside its flights and logins; `world` are days of the world timetable. */
export type DemoParts = { day: boolean; world?: number };

export function runDemo(options: TargetOptions & DayCliOptions & DemoParts, around: Surroundings): Promise<boolean> {
  return withStaff(options, async (client, target) => {
    await prepareDemo(target, client, around.terminal);
    const { world: days } = options;
    if (days !== undefined) await loadWorld({ client, ...around, days, now: clocks.now() });
    if (!options.day) return true;
    return withSender({ ...options, via: 'http' }, client, around, (sender) =>
      runDay(choiceOf(options), { client, sender, ...around, ...clocks }),
    );
  });
}

export async function watch(
  flightCode: string,
  options: TargetOptions & { login?: string },
  { terminal }: Surroundings,
): Promise<boolean> {
  const target = await findTarget(options);
  const client = await watcher(target, options.login);
  const zone = Temporal.Now.timeZoneId();
  await watchFlight({ baseUrl: target.baseUrl, client, flightCode, terminal, zone });
  return true;
}

/** Who watches: the given login, else the demo's traveller. */
async function watcher({ baseUrl, clusterSecret }: Target, login: string | undefined): Promise<Client> {
  if (login !== undefined) return createClient(baseUrl, readLogin(login));
  if (clusterSecret === undefined) throw new Failure('With --base, say who watches: --login NAME:PASSWORD.');
  return ensureAccount(baseUrl, demoLogin(demoAccounts[0].username, clusterSecret));
}
