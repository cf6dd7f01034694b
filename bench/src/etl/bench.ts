import pg from 'pg';
import { type Report, round } from '../report.ts';
import { checksum, generate } from './generate.ts';
import { upsertByKnex } from './knex-batches.ts';
import { type Load, runLoad } from './load.ts';
import { startServers } from './servers.ts';

const seed = 9;

/** P9: the first load of a million bookings, one more without a change, one after a day's changes, and one of everything anew. */
export async function benchEtl({ quick, port }: { quick: boolean; port: number }): Promise<Report> {
  const bookings = quick ? 20_000 : 1_000_000;
  const servers = await startServers(port);
  const source = new pg.Client({ connectionString: servers.bookingUrl });
  try {
    await source.connect();
    const say = (text: string) => process.stderr.write(`${text}\n`);
    await generate(source, { bookings, seed });
    say(`generated ${bookings} bookings, seed ${seed}, checksum ${await checksum(source)}`);
    const load = async (name: string, ...args: string[]) => {
      const before = servers.cpuSeconds();
      const done = await runLoad(servers.environment, args);
      say(`${name}\n${done.steps}`);
      return { name, ...done, cpuSeconds: done.cpuSeconds + servers.cpuSeconds() - before };
    };
    const first = await load('first load');
    const unchanged = await load('again, nothing changed');
    await source.query(
      `update booking_service.booking set amount_minor = amount_minor + 1, updated_at = now() where id % 100 = 0`,
    );
    const changed = await load('again, 1 % of the bookings changed');
    const full = await load('everything read again', '--full');
    const cpuBefore = servers.cpuSeconds() + ownCpuSeconds();
    const knexPerSecond = await upsertByKnex(servers.replicaUrl, servers.warehouseUrl);
    const knexCpuSeconds = servers.cpuSeconds() + ownCpuSeconds() - cpuBefore;
    return reportOf({ bookings, loads: [first, unchanged, changed, full], knexPerSecond, knexCpuSeconds });
  } finally {
    await source.end();
    await servers.stop();
  }
}

function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

type Measured = { bookings: number; loads: (Load & { name: string })[]; knexPerSecond: number; knexCpuSeconds: number };

function reportOf({ bookings, loads, knexPerSecond, knexCpuSeconds }: Measured): Report {
  const [first, unchanged] = loads;
  const perSecond = bookings / (first?.seconds ?? Number.NaN);
  return {
    bench: 'etl',
    rows: [
      ...loads.map(({ name, seconds, cpuSeconds, rowsRead, rowsChanged, peakMegabytes }) => ({
        name,
        seconds: round(seconds),
        cpuSeconds: round(cpuSeconds),
        rowsRead,
        rowsChanged,
        peakMegabytes: round(peakMegabytes, 0),
      })),
      {
        name: 'knex batches, bookings alone',
        seconds: round(bookings / knexPerSecond),
        cpuSeconds: round(knexCpuSeconds),
      },
    ],
    ratios: {
      'P9 first load, seconds (target 10 for 1 M)': round(first?.seconds ?? Number.NaN),
      'P9 no change, seconds (target 3)': round(unchanged?.seconds ?? Number.NaN),
      'P9 bookings/s of the whole load / knex batches of bookings alone (target 3)': round(perSecond / knexPerSecond),
      'CPU of knex batches of bookings alone / CPU of the whole load': round(
        knexCpuSeconds / (first?.cpuSeconds ?? Number.NaN),
      ),
    },
  };
}
