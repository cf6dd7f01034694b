import { setTimeout as delay } from 'node:timers/promises';
import { progress, round } from '../report.ts';
import type { Fault, Stage } from './fault.ts';
import type { RuleFacts } from './prometheus.ts';
import { type Expected, isFiring, type Missed, nameOf, type Seen } from './rules.ts';
import type { AlertScene } from './scene.ts';

/** What came of faults. */
export type Findings = { seen: Seen[]; missed: Missed[] };

/** How the experiment waits. */
export type Patience = {
  /** What rules wait by themselves (`for:`). */
  rules: readonly RuleFacts[];
  /** Longest wait after the mending until an alert is quiet, in milliseconds; 0 where nobody waits. */
  quietMs(alert: string): number;
  /** Whether somebody was told of an alert of this name. */
  isTold(alert: string): boolean;
};

const lookEveryMs = 500;
/** Longest wait until somebody is told of what fires, in milliseconds: what a worse alert inhibits is told later or not at all. */
const tellWithinMs = 20_000;

function note(findings: Findings, missed: Missed): void {
  findings.missed.push(missed);
  const what = missed.expected === undefined ? '' : `${nameOf(missed.expected)}: `;
  progress(`  ${what}${missed.reason} (${missed.fault})`);
}

/** A fault that has been made, where it could be. */
export type Standing = { words: string; stage: Stage | undefined };

export async function causeFault({ words, cause }: Fault, { scene, findings }: Around): Promise<Standing> {
  try {
    return { words, stage: await cause(scene) };
  } catch (error) {
    note(findings, { fault: words, reason: `it could not be made: ${String(error)}` });
    return { words, stage: undefined };
  }
}

/**
 * Waits until Prometheus says that the alerts of a fault fire and Alertmanager has told somebody, mends it, and so on with what follows from the mending.
 * Answers once it is mended; `settled` once its alerts are quiet, which others need not wait for.
 */
export async function watchFault(
  { words, stage: first }: Standing,
  { scene, patience, findings }: Around,
): Promise<{ settled: Promise<void> }> {
  const fired: Seen[] = [];
  let mendedMs = performance.now();
  let stage = first;
  try {
    while (stage !== undefined) {
      const { expects, withinMs } = stage;
      fired.push(...(await watchStage({ fault: words, expects, withinMs }, { scene, patience, findings })));
      stage = await stage.mend();
      mendedMs = performance.now();
    }
  } catch (error) {
    note(findings, { fault: words, reason: `it could not be mended: ${String(error)}` });
  }
  findings.seen.push(...fired);
  const settled = Promise.all(fired.map((one) => waitUntilQuiet(one, mendedMs, { scene, patience, findings })));
  return { settled: settled.then(() => undefined) };
}

type Around = { scene: AlertScene; patience: Patience; findings: Findings };

async function watchStage(
  { fault, expects, withinMs }: { fault: string; expects: readonly Expected[]; withinMs: number },
  { scene, patience, findings }: Around,
): Promise<Seen[]> {
  progress(`${fault}: ${expects.map(nameOf).join(', ')} …`);
  const causedMs = performance.now();
  const longestFor = Math.max(...expects.map(({ alert }) => forMsOf(alert, patience)));
  const missing = new Set(expects);
  const seen: Seen[] = [];
  const clock = createPatience(withinMs + longestFor);
  while (missing.size > 0 && !clock.isOver()) {
    const firing = (await look(scene)) ?? [];
    for (const expected of [...missing].filter((one) => isFiring(one, firing))) {
      missing.delete(expected);
      const firedAfterSeconds = secondsSince(causedMs);
      seen.push({ ...expected, fault, firedAfterSeconds });
      progress(`  ${nameOf(expected)} fires after ${firedAfterSeconds} s`);
    }
    await delay(lookEveryMs);
  }
  const telling = createPatience(tellWithinMs);
  while (!seen.every(({ alert }) => patience.isTold(alert)) && !telling.isOver()) await delay(lookEveryMs);
  for (const expected of missing) {
    note(findings, { fault, expected, reason: `not within ${secondsSince(causedMs)} s` });
  }
  return seen;
}

async function waitUntilQuiet(one: Seen, mendedMs: number, { scene, patience, findings }: Around): Promise<void> {
  const longestMs = patience.quietMs(one.alert);
  if (longestMs === 0) return;
  const clock = createPatience(longestMs);
  while (!clock.isOver()) {
    const firing = await look(scene);
    if (firing !== undefined && !isFiring(one, firing)) {
      one.quietAfterSeconds = secondsSince(mendedMs);
      return;
    }
    await delay(lookEveryMs);
  }
  const reason = `still fires ${secondsSince(mendedMs)} s after it was mended`;
  note(findings, { fault: one.fault, reason, expected: { alert: one.alert, labels: one.labels } });
}

/** Undefined where Prometheus does not answer in time: then the next look tells. */
const look = ({ prometheus }: AlertScene) => prometheus.firing().catch(() => undefined);

/** Counts only time in which this process ran: on a machine that stands still for minutes nothing can be seen. */
function createPatience(longestMs: number): { isOver(): boolean } {
  const longestStepMs = 5000;
  let waitedMs = 0;
  let lastMs = performance.now();
  return {
    isOver() {
      const nowMs = performance.now();
      waitedMs += Math.min(nowMs - lastMs, longestStepMs);
      lastMs = nowMs;
      return waitedMs >= longestMs;
    },
  };
}

const forMsOf = (alert: string, { rules }: Patience) =>
  1000 * (rules.find((rule) => rule.alert === alert)?.forSeconds ?? 0);

const secondsSince = (ms: number) => round((performance.now() - ms) / 1000);
