import { openStack, type ProcessReport, type Stack, until } from '@airside/prove';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { request } from 'undici';
import { stopChildren } from '../children.ts';
import { type Report, type Row, round } from '../report.ts';
import { compareCached } from './cached.ts';
import { ask, createQuestions } from './itineraries.ts';

const simulator = join(import.meta.dirname, '../../../simulator/src/main.ts');

/** P5, and itineraries on the world timetable: their time, and what it costs one instance in memory. */
export async function benchSearch({ quick }: { quick: boolean }): Promise<Report> {
  const days = quick ? 4 : 60;
  const stack = await openStack({ port: 4700, instances: { user: 1, booking: 1, notification: 1, operations: 1 } });
  const logDir = mkdtempSync(join(tmpdir(), 'airside-bench-'));
  try {
    await request(`${stack.gatewayUrl}/seed`).then(({ body }) => body.dump());
    const instance = await bookingOf(stack);
    const cached = await compareCached(instance, { requests: quick ? 2000 : 20_000, logDir });
    const idleMb = memoryMb(instance.pid);
    const loaded = await loadWorld(stack, days);
    const readSeconds = await whenRead(instance.port, loaded.flights);
    const questions = createQuestions(Temporal.Now.plainDateISO('UTC'), Math.min(days - 3, 50));
    const count = quick ? 200 : 3000;
    await ask(instance, questions, { name: 'warm-up', count: count / 4, concurrency: 1 });
    const alone = await ask(instance, questions, { name: 'itineraries, one at a time', count, concurrency: 1 });
    const together = await ask(instance, questions, { name: 'itineraries, eight at once', count, concurrency: 8 });
    const worldMb = memoryMb(instance.pid);
    const rows: Row[] = [
      ...cached,
      { name: 'world timetable', ...loaded, readSeconds },
      alone,
      together,
      { name: 'memory of the instance', idleMb, worldMb, addedMb: worldMb - idleMb },
    ];
    const micros = (name: string) => Number(rows.find((row) => row.name === name)?.['cpuMicrosPerRequest']);
    return {
      bench: 'search',
      rows,
      ratios: {
        'P5 search from cache / empty route (target 2)': round(
          micros('search from cache') / micros('empty Fastify route'),
        ),
        'itineraries p99 in ms / 20': round(Number(alone['p99Ms']) / 20),
        'memory added by the world in MB / 300': round((worldMb - idleMb) / 300),
      },
    };
  } finally {
    stopChildren();
    await stack.close();
    rmSync(logDir, { recursive: true, force: true });
  }
}

async function bookingOf(stack: Stack): Promise<{ port: number; pid: number }> {
  const [instance] = await stack.instancesOf('booking_service');
  const { port, pid } = instance ?? ({} as Partial<ProcessReport>);
  if (port === undefined || pid === undefined) throw new Error('there is no booking instance');
  return { port, pid };
}

/** As anybody does it. */
async function loadWorld(stack: Stack, days: number): Promise<{ days: number; flights: number; loadSeconds: number }> {
  const began = performance.now();
  const words = ['demo', '--world', String(days), '--no-day', '--data', stack.dataDir];
  const { stdout } = await promisify(execFile)(process.execPath, [simulator, ...words]);
  const flights = Number(/World timetable: ([\d ]+) flights on/.exec(stdout)?.[1]?.replaceAll(' ', ''));
  if (Number.isNaN(flights)) throw new Error(`the world was not loaded:\n${stdout}`);
  return { days, flights, loadSeconds: round((performance.now() - began) / 1000, 1) };
}

/** Seconds until the instance has the flights in its timetable, asked for by one itinerary. */
async function whenRead(port: number, flights: number): Promise<number> {
  const began = performance.now();
  const date = Temporal.Now.plainDateISO('UTC').add({ days: 2 }).toString();
  await request(`http://127.0.0.1:${port}/itineraries?from=ATL&to=LHR&date=${date}`).then(({ body }) => body.dump());
  await until(
    'the timetable',
    async () => {
      const answer = await request(`http://127.0.0.1:${port}/metrics`);
      const known = /^timetable_flights\{[^}]*\} (\d+)/m.exec(await answer.body.text())?.[1];
      // Some of today's have left.
      return Number(known) > flights * 0.7;
    },
    120_000,
  );
  return round((performance.now() - began) / 1000, 1);
}

/** Memory that is the process's own, and its share of what it shares, in MB. */
function memoryMb(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Math.round(Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]) / 1024);
}
