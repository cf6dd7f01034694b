import type { Stack } from '../kit/stack.ts';
import { type ExperimentOptions, type Finding, progress } from '../report.ts';
import { type Check, figureOf, isMet, type Outcome } from './check.ts';
import { access } from './s01-access.ts';
import { generated } from './s02-generated.ts';
import { tokens } from './s03-tokens.ts';
import { logins } from './s04-logins.ts';
import { headers } from './s05-headers.ts';
import { hostileHttp } from './s06-hostile-http.ts';
import { sockets } from './s07-sockets.ts';
import { insideOnly } from './s08-inside.ts';
import { databasesAndLogs } from './s09-databases.ts';
import { hostileText } from './s10-hostile-text.ts';
import { production } from './s11-production.ts';
import { outgoing } from './s12-outgoing.ts';
import { type SecurityScene, setSecurityScene } from './scene.ts';

/** Those of a list one after the other, the lists beside each other: some mostly wait. */
const beside: readonly (readonly Check[])[] = [
  [tokens],
  [sockets],
  [production],
  [access, generated, hostileText, insideOnly, outgoing, hostileHttp],
];
/** The first measures times and ends logins from here for a minute, the second builds on that, the last reads all logs. */
const afterwards: readonly Check[] = [logins, headers, databasesAndLogs];
const mostExamples = 5;

/** Every requirement on security, asked of a running stack from outside, as an attacker and as an operator would (S1–S12). */
export async function proveSecurity(stack: Stack, { isQuick }: ExperimentOptions): Promise<Finding> {
  const scene = await setSecurityScene(stack);
  const outcomes = new Map<string, Outcome>();
  const runAll = async (checks: readonly Check[]) => {
    for (const check of checks) outcomes.set(check.id, await runOne(check, scene, isQuick));
  };
  try {
    await Promise.all(beside.map(runAll));
    await runAll(afterwards);
  } finally {
    scene.close();
  }
  const inOrder = [...outcomes].toSorted(([one], [other]) => Number(one.slice(1)) - Number(other.slice(1)));
  return {
    ok: inOrder.every(([, outcome]) => isMet(outcome)),
    figures: Object.fromEntries(inOrder.map(([id, outcome]) => [id, figureOf(outcome)])),
    parts: Object.fromEntries(inOrder.map(([id, outcome]) => [id, { ok: isMet(outcome), figure: figureOf(outcome) }])),
  };
}

/** What cannot be looked at to its end is a fault too, and no reason to leave out the rest. */
async function runOne({ id, run }: Check, scene: SecurityScene, isQuick: boolean): Promise<Outcome> {
  const startedMs = performance.now();
  const outcome = await run(scene, isQuick).catch((error: unknown): Outcome => {
    const says = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { faults: { 'not looked at to the end': 1 }, says: says.split('\n', 1)[0] ?? '', examples: [says] };
  });
  progress(`${id}: ${figureOf(outcome)} (${((performance.now() - startedMs) / 1000).toFixed(0)} s)`);
  for (const example of (outcome.examples ?? []).slice(0, mostExamples)) progress(`  ${example}`);
  return outcome;
}
