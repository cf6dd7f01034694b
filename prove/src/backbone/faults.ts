import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type Stack, until } from '../kit/stack.ts';
import { progress } from '../report.ts';

const kinds = ['relay', 'consumer', 'Redis with its data', 'Redis empty'] as const;
export type Fault = (typeof kinds)[number];

/** Kills parts of the stack at random moments until told to end; each kind as often as any other. Answers how often. */
export async function breakAtRandom(stack: Stack, pauseMs: number, isOver: () => boolean): Promise<Map<Fault, number>> {
  const counts = new Map<Fault, number>(kinds.map((kind) => [kind, 0]));
  let left: Fault[] = [];
  for (;;) {
    await delay(pauseMs / 2 + randomInt(Math.ceil(pauseMs)));
    if (isOver()) return counts;
    if (left.length === 0) left = [...kinds];
    const [kind = 'relay'] = left.splice(randomInt(left.length), 1);
    const victim = await breakOne(stack, kind);
    progress(`${kind}: ${victim} killed`);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
}

async function breakOne(stack: Stack, kind: Fault): Promise<string> {
  switch (kind) {
    case 'relay':
      return kill(stack, async () => instanceOf(await findRelay(stack)));
    case 'consumer':
      return kill(stack, async () => anyOf(await findConsumers(stack)));
    case 'Redis with its data':
    case 'Redis empty':
      return killRedis(stack, kind === 'Redis empty');
  }
}

/** Kills whom `find` names, once somebody runs under that name. */
function kill(stack: Stack, find: () => Promise<string | undefined>): Promise<string> {
  return until(
    'somebody to kill',
    async () => {
      const name = await find();
      return name !== undefined && (await stack.kill(name)) ? name : undefined;
    },
    20_000,
  );
}

/** A node without its append-only file comes back empty: removed after the kill and before the launcher's restart. */
async function killRedis(stack: Stack, isEmptied: boolean): Promise<string> {
  const { name, pid } = await until('a Redis node that runs', () => anyNode(stack), 20_000);
  await kill(stack, async () => name);
  if (isEmptied) {
    await until('the node is gone', () => !isAlive(pid), 5000);
    rmSync(join(stack.dataDir, 'redis', name, 'appendonlydir'), { recursive: true, force: true });
  }
  return name;
}

async function anyNode(stack: Stack): Promise<{ name: string; pid: number } | undefined> {
  const { nodes } = (await stack.report()).redis;
  return anyOf(nodes.flatMap(({ name, pid }) => (pid === undefined ? [] : [{ name, pid }])));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Who carries booking's outbox now; holders are called `instance/start`. */
async function findRelay(stack: Stack): Promise<string | undefined> {
  const [row] = await query<{ holder: string | null }>(
    stack.databaseUrl('booking', 'booking_service'),
    'select holder from outbox_relay where lease_until > clock_timestamp()',
  );
  return row?.holder ?? undefined;
}

/** Who reads partitions of the flights for the rooms now. */
async function findConsumers(stack: Stack): Promise<string[]> {
  const rows = await query<{ holder: string }>(
    stack.databaseUrl('users', 'notification_service'),
    `select distinct holder from consumer_lease
      where consumer = 'notification/rooms' and holder is not null and lease_until > clock_timestamp()`,
  );
  return rows.flatMap(({ holder }) => instanceOf(holder) ?? []);
}

/** Events that are held back or given up, of any consumer of the notification service. */
export async function countHeldEvents(stack: Stack): Promise<number> {
  const url = stack.databaseUrl('users', 'notification_service');
  const [row] = await query<{ count: number }>(url, 'select count(*)::int as count from event_dead_letter');
  return row?.count ?? 0;
}

async function query<Row extends pg.QueryResultRow>(connectionString: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000, statement_timeout: 2000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

function instanceOf(holder: string | undefined): string | undefined {
  return holder?.split('/', 1)[0];
}

function anyOf<T>(list: readonly T[]): T | undefined {
  return list.length === 0 ? undefined : list[randomInt(list.length)];
}
