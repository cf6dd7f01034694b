import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openStack, type Stack, until } from '../kit/stack.ts';
import type { OpenedExperiment } from '../opened-experiment.ts';
import { type ExperimentOptions, type Finding, progress } from '../report.ts';
import { millisecondsOf, type Shortening, shortenConfiguration, shortenRules } from './durations.ts';
import type { Fault } from './fault.ts';
import { faults, faultsBefore, slowFaults, warehouseFaults } from './faults/all.ts';
import { loadOnce } from './faults/warehouse.ts';
import { type Kafka, startKafka } from './kafka.ts';
import { connectPrometheus, type Prometheus, type RuleFacts } from './prometheus.ts';
import { nameOf, tableOf } from './rules.ts';
import { type AlertScene, pidsOf, setAlertScene } from './scene.ts';
import { causeFault, type Findings, type Patience, watchFault } from './watch.ts';
import { openWebhook, type Webhook } from './webhook.ts';

/** In full size durations are as they are, but for those that nobody would wait for. */
const shortenings = {
  full: { factor: 1, longestForMs: 180_000 },
  quick: { factor: 60, longestForMs: 60_000 },
} satisfies Record<string, Shortening>;
const instances = { user: 2, booking: 2, notification: 1, operations: 1 };

/** Windows after which an alert has forgotten what was; those of hours are not waited for where they are as they are. */
const memory: Readonly<Record<string, string>> = {
  OperationEventRefused: '5m',
  WorkflowFailed: '10m',
  NoticesLost: '10m',
  EtlFailed: '1h',
  SloBurnsFast: '5m',
  SloBurnsSteadily: '30m',
  SloBurnsSlowly: '6h',
};
const longestMemoryMs = 15 * 60_000;
/**
 * Longest time, beside its memory, that an alert takes to be quiet, in milliseconds. A later fault may renew it: nobody knows what
 * became of mails that were on their way when all senders hung.
 */
const settleMs = 420_000;
/** Time without a fault in which nothing may fire, in milliseconds, beside what rules wait by themselves. */
const restMs = 20_000;

/** A stack of its own, with Prometheus beside it, a broker that can be hung, and somebody who is told of alerts. */
type AlertStack = Stack & { kafka: Kafka | undefined; webhook: Webhook };

async function openAlertStack(port: number): Promise<AlertStack> {
  const webhook = await openWebhook();
  const kafka = await startKafka();
  const stack = await openStack({
    port,
    instances,
    withPrometheus: true,
    alertUrls: webhook.urls,
    env: { LOG_LEVEL: 'info', ...(kafka === undefined ? {} : { KAFKA_BROKERS: kafka.brokers.join(',') }) },
  });
  return {
    ...stack,
    kafka,
    webhook,
    async close() {
      await stack.close();
      kafka?.stop();
      await webhook.close();
    },
  };
}

/** The experiment starts its stack itself: others have no Prometheus. */
export async function openAlerts(port: number): Promise<OpenedExperiment> {
  const stack = await openAlertStack(port);
  return { stack, prove: (options) => proveAlerts(stack, options) };
}

/** Every alert is seen firing for real, told, and quiet again. */
async function proveAlerts(stack: AlertStack, { isQuick }: ExperimentOptions): Promise<Finding> {
  const shortening = isQuick ? shortenings.quick : shortenings.full;
  const { ports } = JSON.parse(readFileSync(join(stack.dataDir, 'stack.json'), 'utf8')) as {
    ports: Record<string, number>;
  };
  const prometheus = connectPrometheus(`http://127.0.0.1:${ports['prometheus']}`);
  await shortenAll(stack, prometheus, shortening);
  const scene = await setAlertScene(stack, { prometheus, kafka: stack.kafka });
  try {
    await loadOnce(scene);
    const rules = await prometheus.alerts();
    const restless = await watchRest(scene, rules);
    const findings = await watchAll(scene, patienceOf(rules, shortening.factor, stack.webhook));
    return await conclude(stack, { scene, findings, rules, restless });
  } finally {
    await scene.close();
  }
}

/** The rules that run are the checkout's, with durations that an experiment can wait for. */
async function shortenAll(stack: Stack, prometheus: Prometheus, shortening: Shortening): Promise<void> {
  const dir = join(stack.dataDir, 'prometheus');
  const rewrite = (file: string, edit: (text: string, shortening: Shortening) => string) =>
    writeFileSync(file, edit(readFileSync(file, 'utf8'), shortening));
  for (const file of readdirSync(join(dir, 'rules'))) rewrite(join(dir, 'rules', file), shortenRules);
  for (const name of ['prometheus.yml', 'alertmanager.yml']) rewrite(join(dir, name), shortenConfiguration);
  const pids = pidsOf(stack);
  for (const name of ['prometheus', 'alertmanager']) process.kill(pids.get(name) ?? 0, 'SIGHUP');
  await prometheus.whenNothingWaits(shortening.longestForMs);
}

function patienceOf(rules: readonly RuleFacts[], factor: number, webhook: Webhook): Patience {
  return {
    rules,
    quietMs(alert) {
      const memoryMs = millisecondsOf(memory[alert] ?? '1m') / factor;
      return memoryMs > longestMemoryMs ? 0 : memoryMs + settleMs;
    },
    isTold: (alert) => webhook.told('page').has(alert) || webhook.told('ticket').has(alert),
  };
}

/** Lets the stack come to rest, and gives the alerts that fire although nothing is wrong. */
async function watchRest({ api, prometheus, stack }: AlertScene, rules: readonly RuleFacts[]): Promise<string[]> {
  await api.call('GET', '/seed');
  const names = (await stack.report()).instances.map(({ name }) => name).filter((name) => /_service_/.test(name));
  const isWatched = async () => {
    const up = await prometheus.up();
    return names.every((name) => up.includes(name));
  };
  await until('Prometheus sees every instance', isWatched, 60_000);
  const longestForMs = 1000 * Math.max(...rules.map(({ forSeconds }) => forSeconds));
  await delay(restMs + longestForMs);
  const firing = (await prometheus.firing()).map(nameOf);
  progress(firing.length === 0 ? 'nothing fires at rest' : `fires at rest: ${firing.join(', ')}`);
  return firing;
}

async function watchAll(scene: AlertScene, patience: Patience): Promise<Findings> {
  const findings: Findings = { seen: [], missed: [] };
  const settling: Promise<void>[] = [];
  const around = { scene, patience, findings };
  const seeThrough = async (fault: Fault) => {
    settling.push((await watchFault(await causeFault(fault, around), around)).settled);
  };
  for (const fault of faultsBefore) await seeThrough(fault);
  // Each is there before the next is made, which might be in its way.
  const standing = [];
  for (const fault of slowFaults) standing.push(await causeFault(fault, around));
  const slow = standing.map(async (one) => (await watchFault(one, around)).settled);
  const oneByOne = async (list: readonly Fault[]) => {
    for (const fault of list) await seeThrough(fault);
  };
  await Promise.all([oneByOne(faults), oneByOne(warehouseFaults)]);
  await Promise.all([...settling, ...slow]);
  return findings;
}

async function conclude(
  stack: AlertStack,
  found: { scene: AlertScene; findings: Findings; rules: readonly RuleFacts[]; restless: readonly string[] },
): Promise<Finding> {
  const { scene, findings, rules, restless } = found;
  const names = [...new Set(rules.map(({ alert }) => alert))];
  const told = new Set([...stack.webhook.told('page'), ...stack.webhook.told('ticket')]);
  const seen = new Set(findings.seen.map(({ alert }) => alert));
  const unseen = names.filter((name) => !seen.has(name));
  const untold = [...seen].filter((name) => !told.has(name));
  console.table(tableOf(names, { ...findings, told }));
  const leftOver = (await scene.prometheus.firing()).filter(({ alert }) => !(alert in memory)).map(nameOf);
  return {
    ok: [unseen, findings.missed, untold, restless, leftOver].every((list) => list.length === 0),
    figures: {
      alerts: names.length,
      seenFiring: seen.size,
      seriesSeenFiring: findings.seen.length,
      quietAgain: findings.seen.filter(({ quietAfterSeconds }) => quietAfterSeconds !== undefined).length,
      told: told.size,
      toldAsPages: stack.webhook.told('page').size,
      missed: findings.missed.length,
      firingWithoutFault: restless.length,
      firingAtTheEnd: leftOver.length,
      unseen: unseen.join(', '),
      untold: untold.join(', '),
    },
  };
}
