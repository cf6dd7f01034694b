import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createApi } from '../kit/api.ts';
import { follow, nowMs } from '../kit/follower.ts';
import { type Stack, until } from '../kit/stack.ts';
import { type ExperimentOptions, type Finding, percentile, progress, round } from '../report.ts';
import { openPausedReader } from './paused-reader.ts';
import { numberOf, startSpeaking } from './speakers.ts';
import { countQueued, parseTcpEnd, readTcpTable } from './tcp.ts';

/** What may wait for a reader in an instance's memory, in bytes, and one frame that takes it over the bound. */
const mostBufferedBytes = 1024 * 1024 + 4096;
/** What a stream of Node holds on its way through the gateway: both directions' high-water marks, with room to spare. */
const mostBufferedInGateway = 256 * 1024;
const closedWithinMs = 5000;
const baselineMs = 2000;
const patienceMs = 60_000;
const rooms = 6;

type Figures = Record<string, number>;

/**
 * R15, at an instance and through the gateway. An instance says in its log how much waited when it ended the socket (none
 * where the gateway was quicker); the kernel tells when the connection was given up, and how much waits there. What is
 * left is in the gateway.
 */
export async function proveSlowReader(stack: Stack, { isQuick, runs }: ExperimentOptions): Promise<Finding> {
  if (!existsSync('/proc/net/tcp')) throw new Error('this experiment needs Linux: it reads /proc/net/tcp');
  const doors = isQuick ? (['instance'] as const) : (['instance', 'gateway'] as const);
  const figures: Figures = { runs };
  let ok = true;
  for (let run = 1; run <= runs; run += 1) {
    for (const door of doors) {
      const found = await runOnce(stack, door);
      progress(`run ${run} of ${runs}, ${door}: ${JSON.stringify(found)}`);
      ok &&= holds(found, door);
      for (const [name, figure] of Object.entries(found)) {
        figures[`${door}: ${name}`] = Math.max(figures[`${door}: ${name}`] ?? 0, figure);
      }
    }
  }
  return { ok, figures };
}

function holds(found: Figures, door: 'instance' | 'gateway'): boolean {
  const of = (name: string) => found[name] ?? Number.NaN;
  return (
    of('bufferedBytes') <= mostBufferedBytes &&
    of('endedAfterBoundMs') <= closedWithinMs &&
    of('connectionClosedMs') <= closedWithinMs &&
    (door === 'instance' || of('gatewayBytes') <= mostBufferedInGateway) &&
    // Others hear as before, within what a busy machine makes of it.
    of('othersP99Ms') <= Math.max(250, 3 * of('othersP99BeforeMs'))
  );
}

async function runOnce(stack: Stack, door: 'instance' | 'gateway'): Promise<Figures> {
  const api = createApi(stack);
  const staff = await api.login(stack.admin.username, stack.admin.password);
  const flightCodes = await Promise.all(Array.from({ length: rooms }, () => api.scheduleFlight(staff.token)));
  const instances = await stack.instancesOf('notification_service');
  const [instance, other = instance] = instances;
  const direct = `ws://127.0.0.1:${instance?.port}/ws`;
  const port = door === 'instance' ? (instance?.port ?? 0) : Number(new URL(stack.gatewayUrl).port);
  const { token } = await api.newAccount();
  const neighbour = await follow({ url: direct, token, flightCodes });
  const speech = await startSpeaking({
    api,
    adminToken: staff.token,
    url: `ws://127.0.0.1:${other?.port}/ws`,
    flightCodes,
  });
  try {
    await delay(baselineMs);
    const pausedAt = nowMs();
    const reader = await openPausedReader({ url: `ws://127.0.0.1:${port}/ws`, token, flightCodes });
    const isClosed = () => parseTcpEnd(readTcpTable(), port, reader.localPort)?.isOpen !== true;
    const ended = await until(
      'the socket ended',
      () => findEnd(stack.dataDir, pausedAt) ?? (door === 'gateway' && isClosed() && { bufferedBytes: 0, at: nowMs() }),
      patienceMs,
    );
    const connectionClosedMs = await until('the connection closed', isClosed, closedWithinMs + 1000).then(
      () => nowMs() - ended.at,
      () => closedWithinMs + 1000,
    );
    await speech.stop();
    // The bytes under way: those that no kernel buffer accounts for are in the gateway.
    const table = readTcpTable();
    const hops = door === 'instance' ? [] : instances;
    const kernelBytes =
      (parseTcpEnd(table, port, reader.localPort)?.unsentBytes ?? 0) +
      (parseTcpEnd(table, reader.localPort, port)?.unreadBytes ?? 0) +
      hops.reduce((bytes, hop) => bytes + countQueued(table, hop.port), 0);
    const drainedBytes = await reader.drain();
    reader.close();
    const heard = flightCodes.flatMap((code) => neighbour.updates(code)).filter(({ update }) => /^\d+ /.test(update));
    const waitOf = ({ update, arrivedAt }: (typeof heard)[number]) =>
      arrivedAt - (speech.sentAt.get(numberOf(update)) ?? Number.NaN);
    const waits = (isWanted: (at: number) => boolean) =>
      heard.filter(({ arrivedAt }) => isWanted(arrivedAt)).map(waitOf);
    // The frame before the last one took the buffer over its bound; the last one found it there.
    const arrivals = heard.map(({ arrivedAt }) => arrivedAt).filter((at) => at <= ended.at);
    const crossedAt = arrivals.sort((one, two) => one - two).at(-2) ?? Number.NaN;
    return {
      bufferedBytes: ended.bufferedBytes,
      endedAfterBoundMs: round(ended.at - crossedAt),
      connectionClosedMs: round(connectionClosedMs),
      pausedForMs: round(ended.at - pausedAt),
      kernelBytes,
      gatewayBytes: door === 'instance' ? 0 : Math.max(0, drainedBytes - kernelBytes),
      othersP99BeforeMs: round(
        percentile(
          waits((at) => at < pausedAt),
          0.99,
        ),
      ),
      othersP99Ms: round(
        percentile(
          waits((at) => at >= pausedAt),
          0.99,
        ),
      ),
      othersHeard: heard.length,
    };
  } finally {
    neighbour.close();
    await speech.stop().catch(() => undefined);
    await api.close();
  }
}

/** The log line of an instance that ended a socket because it does not read. */
function findEnd(dataDir: string, after: number): { bufferedBytes: number; at: number } | undefined {
  for (const instance of [1, 2]) {
    const file = join(dataDir, 'logs', `notification_service_${instance}.log`);
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (!line.includes('socket does not read; ended')) continue;
      const { bufferedBytes, time } = JSON.parse(line) as { bufferedBytes: number; time: string };
      const at = Temporal.Instant.from(time).epochMilliseconds;
      if (at >= Math.floor(after)) return { bufferedBytes, at };
    }
  }
  return undefined;
}
