import { type OperationEventType, operationEventTypes } from '@airside/contracts';
import { Argument, Command, Option } from 'commander';
import { largestSeed, mostFlights } from '../day/plan.ts';
import { payloadOptions } from '../events/options.ts';
import { type ScenarioNumber, scenarioNumbers, scenarioTitles } from '../scenarios/scenarios.ts';
import { ways } from '../senders/sender.ts';
import type { TargetOptions } from '../target/find.ts';
import { worldDays } from '../world/load.ts';
import {
  type DayCliOptions,
  type DemoParts,
  flyDay,
  load,
  playScenario,
  runDemo,
  sendEvent,
  type SendingOptions,
  type Surroundings,
  watch,
} from './actions.ts';
import { dateOption, flightCode, wholeNumber } from './options.ts';

/** What each command runs; a test may give others. */
const ownActions = { sendEvent, playScenario, load, flyDay, runDemo, watch };
export type Actions = typeof ownActions;

type Settle = (isDone: boolean) => void;

/** The whole command line. `settle` gets what a command comes to: false where it did not do all that was asked. */
export function buildProgram(around: Surroundings, settle: Settle, run: Actions = ownActions): Command {
  const program = new Command('simulate').description(
    'Produces what an airline would: events, scenarios, a day of flights',
  );
  const command = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .option('--data <dir>', 'data folder of the stack (default: AIRSIDE_DATA, else .airside in the checkout)')
      .option('--base <url>', 'a system elsewhere, by the URL of its gateway')
      .option('--user <name:password>', 'staff login (default: that of the data folder)');
  const sending = (name: string, description: string) =>
    command(name, description)
      .addOption(new Option('--via <way>', 'how events are handed in').choices(ways).default('http'))
      .option('--kafka <brokers>', 'HOST:PORT,… (default: KAFKA_BROKERS)')
      .option('--rabbitmq <url>', 'amqp://… (default: RABBITMQ_URL)');

  addEvent(sending('event', 'hand in one operation event'), around, settle, run);
  sending('scenario', 'play one of five scenarios on the sample data')
    .addArgument(new Argument('<number>', 'which').choices(scenarioNumbers.map(String)))
    .option('--wait', 'follow it until its effects are there, and show them', false)
    .addHelpText(
      'after',
      () => `\n${scenarioNumbers.map((number) => `  ${number}  ${scenarioTitles[number]}`).join('\n')}`,
    )
    .action(async (number: string, options: SendingOptions & { wait: boolean }) =>
      settle(await run.playScenario(Number(number) as ScenarioNumber, options, around)),
    );
  command('load', 'load the sample data, or put it back as it was').action(async (options: TargetOptions) =>
    settle(await run.load(options, around)),
  );
  dayOptions(sending('day', 'fly a day of an invented airline')).action(
    async (options: SendingOptions & DayCliOptions) => settle(await run.flyDay(options, around)),
  );
  dayOptions(command('demo', 'default flights, sample data, demo logins, and a day'))
    .option('--no-day', 'without the day')
    .addOption(
      new Option('--world [days]', 'with the world timetable: over 20 000 flights a day from today on, 1 to 60 days')
        .preset(worldDays)
        .argParser(wholeNumber(1, worldDays)),
    )
    .action(async (options: TargetOptions & DayCliOptions & DemoParts) => settle(await run.runDemo(options, around)));
  command('watch', "print what is said in a flight's room, live")
    .addArgument(new Argument('<flight>', 'such as FL001').argParser(flightCode))
    .option('--login <name:password>', "who watches (default: the demo's traveller)")
    .action(async (flight: string, options: TargetOptions & { login?: string }) =>
      settle(await run.watch(flight, options, around)),
    );
  for (const each of program.commands) each.exitOverride().allowExcessArguments(false).showHelpAfterError(false);
  return program.exitOverride();
}

function addEvent(command: Command, around: Surroundings, settle: Settle, run: Actions): void {
  const members = payloadOptions();
  command
    .addOption(new Option('--event-type <type>', 'what happened').choices(operationEventTypes).makeOptionMandatory())
    .option('--event-id <id>', 'the same id again is the same event (default: a new one)')
    .option('--timestamp <time>', 'when it happened, RFC 3339 (default: now)')
    .option('--source <name>', 'who says so', 'simulator')
    .option('--unchecked', 'send it even where it is not valid', false);
  for (const { flag, kind, choices, types } of members) {
    const about = types.length === operationEventTypes.length ? '' : `of ${types.join(', ')}`;
    const value = kind === 'boolean' ? '[true|false]' : kind === 'number' ? '<number>' : '<text>';
    const listed = choices.length > 0 ? `${about}: ${choices.join(', ')}` : about;
    command.addOption(new Option(`${flag} ${value}`, listed));
  }
  type Options = SendingOptions & {
    eventType: OperationEventType;
    eventId?: string;
    timestamp?: string;
    source: string;
    unchecked: boolean;
  };
  command.action(async ({ unchecked, ...options }: Options) => {
    const given = command.opts<Record<string, string | boolean | undefined>>();
    const payload: Record<string, string | boolean> = {};
    for (const { member } of members) {
      const value = given[member.replaceAll(/_(\w)/g, (_all, letter: string) => letter.toUpperCase())];
      if (value !== undefined) payload[member] = value;
    }
    settle(await run.sendEvent({ ...options, payload, isUnchecked: unchecked }, around));
  });
}

function dayOptions(command: Command): Command {
  return command
    .option('--speed <factor>', 'minutes of the day in a minute, 1 to 600', wholeNumber(1, 600), 60)
    .option(
      '--seed <number>',
      `which day; the same one is the same again, 1 to ${largestSeed} (default: the first that is not over)`,
      wholeNumber(1, largestSeed),
    )
    .option('--flights <number>', `how many, 1 to ${mostFlights}`, wholeNumber(1, mostFlights), 120)
    .option('--date <date>', 'of the flights (default: the latest that can be told to its end)', dateOption);
}
