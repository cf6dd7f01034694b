import { setTimeout as delay } from 'node:timers/promises';
import { formatTable } from '@airside/local-stack';
import pc from 'picocolors';
import { Failure } from '../failure.ts';
import type { Sender } from '../senders/sender.ts';
import { bodyOf, type Client } from '../target/client.ts';
import type { Terminal } from '../terminal.ts';
import { lookAt } from './look.ts';
import { type Finding, judge } from './rules.ts';
import { type ScenarioNumber, scenarioTitles, type Step, stepsOf } from './scenarios.ts';

export type ScenarioDeps = {
  client: Client;
  sender: Sender;
  terminal: Terminal;
  now(): Temporal.Instant;
  /** A word that no other run has. */
  run: string;
  /** Longest wait for what must be seen, in milliseconds. */
  waitMs: number;
};

const lookEveryMs = 500;

/** Sends the events of a scenario at once; waits, if asked, until all that must be seen is there. False where it is not. */
export async function runScenario(number: ScenarioNumber, isWaiting: boolean, deps: ScenarioDeps): Promise<boolean> {
  const { client, sender, terminal } = deps;
  const steps = stepsOf(number, deps.run, deps.now());
  await ensureLoaded(client, steps);
  terminal.say(`Scenario ${number}: ${scenarioTitles[number]}`);
  await Promise.all(steps.map(({ event }) => sender.send(event, terminal.signal)));
  for (const { event } of steps)
    terminal.say(`  sent ${event.event_type} ${event.payload.flight_id}, ${event.event_id}`);
  if (!isWaiting) return true;
  const findings = await waitFor(steps, deps);
  terminal.say(formatFindings(findings));
  return findings.every(({ isMet }) => isMet);
}

async function ensureLoaded(client: Client, steps: readonly Step[]): Promise<void> {
  for (const { expectation } of steps) {
    const answer = await client.callPatiently({ method: 'GET', path: `/flights/${expectation.flightId}` });
    if (answer.status === 404) {
      throw new Failure(`There is no ${expectation.flightId}: load the sample data with npm run simulate -- load`);
    }
    bodyOf(answer, `${expectation.flightId} is not to be seen`);
  }
}

async function waitFor(steps: readonly Step[], { client, terminal, waitMs }: ScenarioDeps): Promise<Finding[]> {
  const deadline = AbortSignal.any([terminal.signal, AbortSignal.timeout(waitMs)]);
  for (;;) {
    const findings = (
      await Promise.all(
        steps.map(async ({ expectation }) => judge(expectation, await lookAt(client, expectation.flightId))),
      )
    ).flat();
    if (deadline.aborted || findings.every(({ isMet }) => isMet)) return findings;
    await delay(lookEveryMs, undefined, { signal: deadline }).catch(() => undefined);
  }
}

function formatFindings(findings: readonly Finding[]): string {
  const head = ['', 'flight', 'what', 'must be seen', 'is seen'].map(pc.bold);
  const rows = findings.map(({ flightId, what, expected, seen, isMet }) => [
    isMet ? pc.green('✓') : pc.red('✗'),
    flightId,
    what,
    expected,
    seen,
  ]);
  return formatTable([head, ...rows]);
}
