import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { startChild, whenAnswering } from '../children.ts';
import { cpuMicroseconds } from '../cpu.ts';
import { sendLoad } from '../load.ts';
import { median, type Row, round } from '../report.ts';

const emptyPort = 4990;
const turns = 5;
const concurrency = 20;
const idleMs = 3000;
/** The default flights from Chisinau to London: three of them. */
const path = '/api/flight/search-flights?from=Chisinau&to=London';

/** P5: CPU of a search that the cache answers, beside an empty route with the same bytes, in turns of one run. What the instance does anyway is taken off. */
export async function compareCached(
  instance: { port: number; pid: number },
  { requests, logDir }: { requests: number; logDir: string },
): Promise<Row[]> {
  const origin = `http://127.0.0.1:${instance.port}`;
  const file = join(logDir, 'answer.json');
  const answer = await request(origin + path);
  writeFileSync(file, await answer.body.text());
  const script = join(import.meta.dirname, 'empty-route.ts');
  const empty = startChild(process.execPath, [script, String(emptyPort), file], {}, join(logDir, 'empty.log'));
  await whenAnswering(`http://127.0.0.1:${emptyPort}/`);
  const sides = [
    { name: 'empty Fastify route', pid: empty.pid, origin: `http://127.0.0.1:${emptyPort}`, path: '/' },
    { name: 'search from cache', pid: instance.pid, origin, path },
  ];
  const micros = new Map(sides.map(({ name }): [string, number[]] => [name, []]));
  for (let turn = 0; turn <= turns; turn += 1) {
    for (const { name, pid, ...target } of sides) {
      const idle = await idleShare(pid);
      const [before, began] = [cpuMicroseconds([pid]), performance.now()];
      await sendLoad({ ...target, requests, concurrency });
      const own = (performance.now() - began) * 1000 * idle;
      if (turn > 0) micros.get(name)?.push((cpuMicroseconds([pid]) - before - own) / requests);
    }
    process.stderr.write(turn === 0 ? 'warmed up\n' : `turn ${turn} of ${turns}\n`);
  }
  return [...micros].map(([name, list]) => ({ name, cpuMicrosPerRequest: round(median(list), 1) }));
}

/** How much of a core the process uses when nobody asks it anything. */
async function idleShare(pid: number): Promise<number> {
  const before = cpuMicroseconds([pid]);
  await delay(idleMs);
  return (cpuMicroseconds([pid]) - before) / (idleMs * 1000);
}
