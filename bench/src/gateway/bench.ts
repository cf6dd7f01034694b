import { pickPorts, startRedis } from '@airside/local-stack';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, stopChildren, whenAnswering } from '../children.ts';
import { cpuMicroseconds, processTree } from '../cpu.ts';
import { type LoadOptions, sendLoad } from '../load.ts';
import { median, type Report, type Row, round } from '../report.ts';
import { startAirside, startSurroundings } from './airside.ts';
import { type Contender, installProxies, startHaproxy, startNginx, startNodeProxy } from './proxies.ts';

type Workload = { key: string; requests: number; load: Pick<LoadOptions, 'path' | 'method' | 'body'> };

/** Turns over all contenders; the figure is the median over turns, so that a noisy neighbour hurts one turn, not one contender. */
const turns = 5;

export async function benchGateway({ quick, install }: { quick: boolean; install: boolean }): Promise<Report> {
  if (install) installProxies();
  const folder = mkdtempSync(join(tmpdir(), 'airside-bench-'));
  const ports = await pickPorts(Array.from({ length: 14 }, (_, index) => 22_000 + index));
  const port = (index: number) => ports[index] ?? 0;
  const upstreamPorts = [port(0), port(1), port(2)];
  const redis = await startRedis({ dir: join(folder, 'redis'), ports: [port(3)] });
  try {
    for (const upstream of upstreamPorts) {
      startChild(
        process.execPath,
        [join(import.meta.dirname, 'upstream.ts'), String(upstream)],
        {},
        join(folder, 'upstream.out'),
      );
    }
    for (const upstream of upstreamPorts) await whenAnswering(`http://127.0.0.1:${upstream}/api/flight/small`);
    const surroundings = await startSurroundings(port(4), upstreamPorts);
    const at = (index: number) => ({ folder, upstreamPorts, port: port(index) });
    const airside = await startAirside(at(5), surroundings, redis.urls);
    const contenders = [
      startNginx(at(6)),
      startHaproxy(at(7)),
      airside.plain,
      airside.everything,
      startNodeProxy('reply-from', at(8), undefined),
      startNodeProxy('reply-from', at(9), surroundings),
      startNodeProxy('http-proxy', at(10), undefined),
      startNodeProxy('http-proxy', at(11), surroundings),
    ].filter((contender) => contender !== undefined);
    for (const contender of contenders) await whenAnswering(`${contender.origin}/api/flight/small`, contender.headers);
    const rows = await measure(contenders, workloads(quick ? 0.1 : 1));
    return { bench: 'gateway', rows, ratios: ratiosOf(rows) };
  } finally {
    stopChildren();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function workloads(scale: number): Workload[] {
  return [
    { key: 'smallGetUs', requests: Math.round(8000 * scale), load: { path: '/api/flight/small' } },
    {
      key: 'post2kUs',
      requests: Math.round(4000 * scale),
      load: { path: '/api/flight/echo', method: 'POST', body: JSON.stringify({ text: 'x'.repeat(2000) }) },
    },
    { key: 'get1mUs', requests: Math.round(300 * scale), load: { path: '/api/flight/large' } },
  ];
}

async function measure(contenders: Contender[], kinds: Workload[]): Promise<Row[]> {
  const samples = new Map<string, number[]>();
  for (let turn = 0; turn <= turns; turn += 1) {
    for (const { key, requests, load } of kinds) {
      for (const contender of contenders) {
        const headers = {
          ...contender.headers,
          ...(load.body === undefined ? {} : { 'content-type': 'application/json' }),
        };
        const pids = processTree(contender.pid);
        const before = cpuMicroseconds(pids);
        await sendLoad({ ...load, origin: contender.origin, headers, requests, concurrency: 32 });
        const perRequest = (cpuMicroseconds(pids) - before) / requests;
        // The first turn warms everything up and does not count.
        if (turn > 0)
          (samples.get(`${contender.name} ${key}`) ?? setDefault(samples, `${contender.name} ${key}`)).push(perRequest);
      }
    }
    process.stderr.write(turn === 0 ? 'warmed up\n' : `turn ${turn} of ${turns}\n`);
  }
  return contenders.map(({ name }) => ({
    name,
    ...Object.fromEntries(kinds.map(({ key }) => [key, round(median(samples.get(`${name} ${key}`) ?? []), 1)])),
  }));
}

function setDefault(samples: Map<string, number[]>, key: string): number[] {
  const list: number[] = [];
  samples.set(key, list);
  return list;
}

function ratiosOf(rows: Row[]): Record<string, number> {
  const of = (name: string, key: string) => Number(rows.find((row) => row.name === name)?.[key] ?? Number.NaN);
  const ratio = (a: string, b: string, key: string) => round(of(a, key) / of(b, key));
  return {
    'P1 airside / nginx, small GET (target 2.5)': ratio('airside', 'nginx', 'smallGetUs'),
    'P2 everything on / nginx (target 3.5)': ratio('airside, everything on', 'nginx', 'smallGetUs'),
    'P2 everything on / reply-from (target 0.5)': ratio(
      'airside, everything on',
      'reply-from, everything on',
      'smallGetUs',
    ),
    'P2 everything on / http-proxy (target 0.4)': ratio(
      'airside, everything on',
      'http-proxy, everything on',
      'smallGetUs',
    ),
    'P3 1 MB / nginx (target 2)': ratio('airside', 'nginx', 'get1mUs'),
    'P3 2 KB POST / nginx (target 3)': ratio('airside', 'nginx', 'post2kUs'),
  };
}
