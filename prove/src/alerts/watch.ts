import { setTimeout as delay } from 'node:timers/promises';
import { progress, round } from '../report.ts';
import type { Expected, Fault, Stage } from './fault.ts';
import type { RuleFacts } from './prometheus.ts';
import { isFiring, type Missed, nameOf, type Seen } from './rules.ts';
import type { AlertScene } from './scene.ts';

/** What came of faults. */
export type Findings = { seen: Seen[]; missed: Missed[] };

/** How the experiment waits. */
export type Patience = {
  /** What rules wait by themselves (`for:`). */
  rules: readonly RuleFacts[];
  /** Longest wait after the mending until an alert is quiet, in milliseconds; 0 where nobody waits. */
  quietMs(alert: string): number;
};

const lookEveryMs = 500;

/**
 * Causes a fault, waits until Prometheus says that its alerts fire, mends it, and so on with what follows from the mending.
 * Answers once it is mended; `settled` once its alerts are quiet, which others need not wait for.
 */
export async function watchFault(
  fault: Fault,
  { scene, patience, findings }: { scene: AlertScene; patience: Patience; findings: Findings },
): Promise<{ settled: Promise<void> }> {
  const fired: Seen[] = [];
  let mendedMs = performance.now();
  try {
    let stage: Stage | undefined = await fault.cause(scene);
    while (stage !== undefined) {
      const { expects, withinMs } = stage;
      const mend: Stage['mend'] = stage.mend;
      const found = await watchStage({ fault: fault.words, expects, withinMs }, { scene, patience, findings }).catch(
        async (error: unknown) => {
          await mend();
          throw error;
        },
      );
      fired.push(...found);
      stage = await mend();
      mendedMs = performance.now();
    }
  } catch (error) {
    findings.missed.push({ fault: fault.words, reason: `the fault could not be made or mended: ${String(error)}` });
    progress(`${fault.words}: ${String(error)}`);
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
  while (missing.size > 0 && performance.now() - causedMs < withinMs + longestFor) {
    const firing = (await look(scene)) ?? [];
    for (const expected of [...missing].filter((one) => isFiring(one, firing))) {
      missing.delete(expected);
      const firedAfterSeconds = secondsSince(causedMs);
      seen.push({ ...expected, fault, firedAfterSeconds });
      progress(`  ${nameOf(expected)} fires after ${firedAfterSeconds} s`);
    }
    await delay(lookEveryMs);
  }
  for (const expected of missing) {
    const reason = `not within ${secondsSince(causedMs)} s`;
    findings.missed.push({ fault, expected, reason });
    progress(`  ${nameOf(expected)} does not fire: ${reason}`);
  }
  return seen;
}

async function waitUntilQuiet(one: Seen, mendedMs: number, { scene, patience, findings }: Around): Promise<void> {
  const longestMs = patience.quietMs(one.alert);
  if (longestMs === 0) return;
  while (performance.now() - mendedMs < longestMs) {
    const firing = await look(scene);
    if (firing !== undefined && !isFiring(one, firing)) {
      one.quietAfterSeconds = secondsSince(mendedMs);
      return;
    }
    await delay(lookEveryMs);
  }
  const reason = `still fires ${secondsSince(mendedMs)} s after it was mended`;
  findings.missed.push({ fault: one.fault, reason, expected: { alert: one.alert, labels: one.labels } });
  progress(`  ${nameOf(one)} ${reason}`);
}

/** Undefined where Prometheus does not answer in time: then the next look tells. */
const look = ({ prometheus }: AlertScene) => prometheus.firing().catch(() => undefined);

const forMsOf = (alert: string, { rules }: Patience) =>
  1000 * (rules.find((rule) => rule.alert === alert)?.forSeconds ?? 0);

const secondsSince = (ms: number) => round((performance.now() - ms) / 1000);
