import { pickPorts } from '@airside/local-stack';
import { openStack, type Stack } from '@airside/prove';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startChild, stopChildren, whenAnswering } from '../children.ts';
import { cpuMicroseconds } from '../cpu.ts';
import { sendLoad } from '../load.ts';
import { median, type Report, round } from '../report.ts';

/** The figure is the median over turns; the contenders take turns, so that a noisy neighbour hurts one turn of all. */
const turns = 5;
const target = 0.8;

type Contender = { name: string; origin: string; pid: number };

/**
 * CPU that tracing adds to a request of the booking service with one statement (a flight by its id) and to one answered from
 * Redis (a search): three processes on the same databases, without traces, with ours, and with auto-instrumentation.
 */
export async function benchTracing({ quick, port }: { quick: boolean; port: number }): Promise<Report> {
  const requests = quick ? 300 : 3000;
  const sink = await startSink();
  const stack = await openStack({ port, instances: { user: 1, booking: 1, notification: 1, operations: 1 } });
  try {
    await fetch(`${stack.gatewayUrl}/seed`);
    const contenders = await startContenders(stack, sink.url);
    const paths = { oneStatementUs: '/flights/1', fromRedisUs: '/api/flight/search-flights?from=Chisinau&to=London' };
    const samples = new Map<string, number[]>();
    for (let turn = 0; turn <= turns; turn += 1) {
      for (const [key, path] of Object.entries(paths)) {
        for (const { name, origin, pid } of contenders) {
          const before = cpuMicroseconds([pid]);
          await sendLoad({ origin, path, requests, concurrency: 16 });
          const used = (cpuMicroseconds([pid]) - before) / requests;
          // The first turn warms everything up and does not count.
          if (turn > 0) samples.set(`${name} ${key}`, [...(samples.get(`${name} ${key}`) ?? []), used]);
        }
      }
      process.stderr.write(turn === 0 ? 'warmed up\n' : `turn ${turn} of ${turns}\n`);
    }
    const of = (name: string, key: string) => round(median(samples.get(`${name} ${key}`) ?? []), 1);
    const added = (name: string, key: string) => of(name, key) - of('none', key);
    const ratio = (key: string) => round(added('ours', key) / added('auto', key));
    return {
      bench: 'tracing',
      rows: contenders.map(({ name }) => ({
        name,
        ...Object.fromEntries(Object.keys(paths).map((key) => [key, of(name, key)])),
      })),
      ratios: {
        [`added by ours / added by auto-instrumentation, one statement (target ${target})`]: ratio('oneStatementUs'),
        [`added by ours / added by auto-instrumentation, from Redis (target ${target})`]: ratio('fromRedisUs'),
        'spans received': sink.spans(),
      },
    };
  } finally {
    stopChildren();
    await stack.close();
    sink.server.close();
  }
}

async function startContenders(stack: Stack, endpoint: string): Promise<Contender[]> {
  const [instance] = await stack.instancesOf('booking_service');
  const environment = readFileSync(`/proc/${instance?.pid}/environ`, 'utf8')
    .split('\0')
    .flatMap((entry): [string, string][] => (entry === '' ? [] : [entry.split(/=(.*)/s, 2) as [string, string]]));
  const variants: Record<string, Record<string, string>> = {
    none: {},
    ours: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
    auto: {
      AUTO_OTLP_ENDPOINT: endpoint,
      NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, 'auto.ts')).href}`,
    },
  };
  const ports = await pickPorts(Object.keys(variants).map((_name, index) => 22_400 + index));
  const main = join(import.meta.dirname, '../../../services/booking/src/main.ts');
  const contenders = Object.entries(variants).map(([name, own], index): Contender => {
    const env = {
      ...Object.fromEntries(environment),
      ...own,
      INSTANCE_NAME: `booking_service_${name}`,
      PORT: String(ports[index]),
      LOG_LEVEL: 'warn',
    };
    const { pid } = startChild(process.execPath, [main], env, join(stack.dataDir, 'logs', `bench-${name}.log`));
    return { name, origin: `http://127.0.0.1:${ports[index]}`, pid };
  });
  for (const { origin } of contenders) await whenAnswering(`${origin}/health/ready`, {}, 60_000);
  return contenders;
}

/** Takes what exporters send, and counts. */
async function startSink(): Promise<{ url: string; server: Server; spans(): number }> {
  let spans = 0;
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      spans += Buffer.concat(pieces).toString().split('"spanId"').length - 1;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, spans: () => spans };
}
