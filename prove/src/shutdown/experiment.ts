import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApi } from '../kit/api.ts';
import { openStack, type Stack, until } from '../kit/stack.ts';
import { bringBack } from '../kit/victims.ts';
import type { OpenedExperiment } from '../opened-experiment.ts';
import { type Finding, percentile, progress, round } from '../report.ts';
import { openCollector } from './collector.ts';

const instances = { user: 1, booking: 1, notification: 1, operations: 1 };
/** Names in figures: nobody to send to, one that takes everything, one that never answers. */
const endings = { without: undefined, answering: 'answers', hanging: 'hangs' } as const;
type Ending = keyof typeof endings;

/** What tracing may add to the end of a process or of the whole stack, in milliseconds: its last flush has 200, and the machine its moods. */
const mostAddedMs = 400;
const stops = { full: 9, quick: 3 };
const stopped = ['booking_service_1', 'operations_service_1', 'gateway_1'];

type Measured = { instanceMs: number[]; stackMs: number; batches: number; clean: boolean };

/** The first stack is opened here, the others by the experiment: how they end is what is looked at. */
export async function openShutdown(port: number): Promise<OpenedExperiment> {
  const first = await openTraced(port, undefined);
  return { stack: first, prove: ({ isQuick }) => proveShutdown(first, port, isQuick ? stops.quick : stops.full) };
}

/** A process and the whole stack end as quickly with tracing as without, also where nobody takes the traces. */
async function proveShutdown(first: Stack, port: number, count: number): Promise<Finding> {
  const figures: Record<string, number> = {};
  let ok = true;
  const medians: Partial<Record<Ending, { instanceMs: number; stackMs: number }>> = {};
  for (const ending of Object.keys(endings) as Ending[]) {
    const mode = endings[ending];
    const collector = mode === undefined ? undefined : await openCollector(mode);
    const stack = ending === 'without' ? first : await openTraced(port, collector?.url);
    const measured = await measure(stack, count, () => collector?.batches() ?? 0);
    await collector?.close();
    const instanceMs = percentile(measured.instanceMs, 0.5);
    medians[ending] = { instanceMs, stackMs: measured.stackMs };
    figures[`${ending}InstanceStopMs`] = round(instanceMs, 0);
    figures[`${ending}StackStopMs`] = round(measured.stackMs, 0);
    figures[`${ending}BatchesSent`] = measured.batches;
    ok &&= measured.clean && measured.batches > 0 === (collector !== undefined);
    progress(`${ending}: ${JSON.stringify(figures)}`);
  }
  for (const ending of ['answering', 'hanging'] as const)
    for (const what of ['instanceMs', 'stackMs'] as const) {
      const added = (medians[ending]?.[what] ?? Infinity) - (medians.without?.[what] ?? 0);
      figures[`${ending}Added${what === 'instanceMs' ? 'Instance' : 'Stack'}Ms`] = round(added, 0);
      ok &&= added <= mostAddedMs;
    }
  return { ok, figures };
}

function openTraced(port: number, endpoint: string | undefined): Promise<Stack> {
  const env = { LOG_LEVEL: 'info', ...(endpoint === undefined ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }) };
  return openStack({ port, instances, env });
}

/** Stops instances one after the other, each with spans that wait to be sent, and then the stack. */
async function measure(stack: Stack, count: number, batches: () => number): Promise<Measured> {
  const api = createApi(stack);
  const instanceMs: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const name = stopped[turn % stopped.length] ?? '';
    await bringBack(stack, ['user_service', 'booking_service', 'notification_service', 'operations_service']);
    await until('the gateway answers', () => answers(stack), 30_000);
    await makeSpans(api);
    instanceMs.push(await stopOne(stack, name));
  }
  await until('the gateway answers', () => answers(stack), 30_000);
  await makeSpans(api);
  await api.close();
  const begun = performance.now();
  const logs = join(stack.dataDir, 'logs');
  const clean = stopped.every((name) => !readFileSync(join(logs, `${name}.log`), 'utf8').includes('shutdown took too'));
  await stack.close();
  return { instanceMs, stackMs: performance.now() - begun, batches: batches(), clean };
}

async function makeSpans(api: ReturnType<typeof createApi>): Promise<void> {
  for (let number = 0; number < 50; number += 1)
    await api.call('GET', '/api/flight/search-flights?from=Chisinau&to=London').catch(() => undefined);
}

async function answers({ gatewayUrl }: Stack): Promise<boolean> {
  return fetch(`${gatewayUrl}/flights/FL001`).then(
    ({ status }) => status < 500,
    () => false,
  );
}

/** Milliseconds from SIGTERM until the process is gone; the launcher starts it again. */
async function stopOne(stack: Stack, name: string): Promise<number> {
  const pid = (await stack.report()).instances.find((one) => one.name === name)?.pid;
  if (pid === undefined) throw new Error(`${name} does not run`);
  const begun = performance.now();
  process.kill(pid, 'SIGTERM');
  await until(`${name} is gone`, () => !isThere(pid), 10_000);
  return performance.now() - begun;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
