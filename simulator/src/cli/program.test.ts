import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import type { Terminal } from '../terminal.ts';
import { type Actions, buildProgram } from './program.ts';

type Run = { action: string; first: unknown; options: unknown };

const terminal: Terminal = {
  say: () => undefined,
  showProgress: () => undefined,
  signal: new AbortController().signal,
};

/** What a command line comes to, or what commander says is wrong with it. */
async function run(...words: string[]): Promise<Run | string> {
  const runs: Run[] = [];
  const note = (action: string) => (first: unknown, options: unknown) => {
    runs.push({ action, first, options });
    return Promise.resolve(true);
  };
  const actions = Object.fromEntries(
    ['sendEvent', 'playScenario', 'load', 'flyDay', 'runDemo', 'watch'].map((name) => [name, note(name)]),
  ) as unknown as Actions;
  const program = buildProgram({ terminal, env: {} }, () => undefined, actions);
  for (const command of [program, ...program.commands]) command.configureOutput({ writeErr: () => undefined });
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.message;
    throw error;
  }
  const [only] = runs;
  if (only === undefined) throw new Error('nothing was run');
  return only;
}

describe('the command line', () => {
  test('an event: members of its payload apart from the rest', async () => {
    const line =
      'event --event-type FLIGHT_DELAY --flight-id SW1234 --delay-minutes 45 --reason MECHANICAL --via kafka --event-id e1';
    expect(await run(...line.split(' '))).toMatchObject({
      action: 'sendEvent',
      first: {
        eventType: 'FLIGHT_DELAY',
        eventId: 'e1',
        via: 'kafka',
        source: 'simulator',
        isUnchecked: false,
        payload: { flight_id: 'SW1234', delay_minutes: '45', reason: 'MECHANICAL' },
      },
    });
  });

  test('a gate change, its terminal change with and without a word', async () => {
    const line = 'event --event-type GATE_CHANGE --flight-id SW3456 --old-gate A5 --new-gate D15 --terminal-change';
    const payload = { flight_id: 'SW3456', old_gate: 'A5', new_gate: 'D15' };
    expect(await run(...line.split(' '))).toMatchObject({ first: { payload: { ...payload, terminal_change: true } } });
    expect(await run(...line.split(' '), 'false')).toMatchObject({
      first: { payload: { ...payload, terminal_change: 'false' } },
    });
  });

  test('scenarios 1 to 5', async () => {
    expect(await run('scenario', '4', '--wait', '--data', 'd')).toMatchObject({
      action: 'playScenario',
      first: 4,
      options: { wait: true, via: 'http', data: 'd' },
    });
    expect(await run('scenario', '6')).toMatch(/'6' is invalid.*1, 2, 3, 4, 5/);
    expect(await run('scenario')).toMatch(/missing required argument 'number'/);
  });

  test('a day, with what it is when nothing is said', async () => {
    expect(await run('day')).toMatchObject({ action: 'flyDay', first: { speed: 60, flights: 120, via: 'http' } });
    const given = await run('day', '--speed', '600', '--seed', '3', '--flights', '20', '--date', '2026-12-01');
    expect(given).toMatchObject({
      first: { speed: 600, seed: 3, flights: 20, date: Temporal.PlainDate.from('2026-12-01') },
    });
  });

  test('the demo, with and without its day; and a watched flight in upper case', async () => {
    expect(await run('demo')).toMatchObject({ action: 'runDemo', first: { day: true, speed: 60 } });
    expect(await run('demo', '--no-day')).toMatchObject({ first: { day: false } });
    expect(await run('demo', '--world')).toMatchObject({ first: { day: true, world: 60 } });
    expect(await run('demo', '--world', '5')).toMatchObject({ first: { world: 5 } });
    expect(await run('watch', 'fl001', '--login', 'ana:secret')).toMatchObject({
      action: 'watch',
      first: 'FL001',
      options: { login: 'ana:secret' },
    });
  });

  test.each([
    [['demo', '--world', '61'], /whole number from 1 to 60/],
    [['day', '--speed', '0'], /whole number from 1 to 600/],
    [['day', '--speed', '60x'], /whole number from 1 to 600/],
    [['day', '--seed', '91'], /whole number from 1 to 90/],
    [['day', '--flights', '1001'], /whole number from 1 to 1000/],
    [['day', '--date', '2026-02-30'], /a date such as/],
    [['event', '--flight-id', 'SW1'], /'--event-type <type>' not specified/],
    [['event', '--event-type', 'STORM'], /'STORM' is invalid.*FLIGHT_DELAY/],
    [['event', '--event-type', 'FLIGHT_DELAY', '--via', 'mail'], /'mail' is invalid.*http, kafka, rabbitmq/],
    [['watch', 'Flight-1'], /a flight code such as FL001/],
    [['load', 'more'], /too many arguments/],
    [['fly'], /unknown command 'fly'/],
    [['load', '--fast'], /unknown option '--fast'/],
  ])('%j is refused with the reason', async (words, reason) => {
    expect(await run(...words)).toMatch(reason);
  });

  test.each(['event', 'scenario', 'load', 'day', 'demo', 'watch'])('%s explains itself', async (name) => {
    const program = buildProgram({ terminal, env: {} }, () => undefined);
    const command = program.commands.find((one) => one.name() === name);
    expect(command?.helpInformation()).toMatch(/Usage: simulate .*--data <dir>/s);
  });
});
