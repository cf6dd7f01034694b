import { createApi, follow, type Follower, gateOf, nowMs, openStack, type Stack, until } from '@airside/prove';
import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { cpuOf, type Part, pidsOf, serverParts } from '../parts.ts';
import { percentile, type Report, type Row, round } from '../report.ts';

/** When a change was asked for, when its transaction began, and when its answer came; wall clock, milliseconds. */
type Change = { flightCode: string; version: number; sentAt: number; answeredAt: number; begunAt: number };

type Size = { perSecond: number; seconds: number; flights: number; followersPerDoor: number };

/** P6: the pace of the changes is kept whatever the answers take, as passengers and towers do. */
export async function benchEvents({ quick, port }: { quick: boolean; port: number }): Promise<Report> {
  const size: Size = { perSecond: quick ? 50 : 200, seconds: quick ? 4 : 20, flights: 20, followersPerDoor: 2 };
  const stack = await openStack({ port, instances: { user: 1, booking: 3, notification: 2, operations: 1 } });
  const api = createApi(stack, 128);
  const followers = new Map<string, Follower[]>();
  try {
    const staff = await api.login(stack.admin.username, stack.admin.password);
    await switchOffWorkflows(api, staff.token);
    const flightCodes = await Promise.all(Array.from({ length: size.flights }, () => api.scheduleFlight(staff.token)));
    for (const [door, url] of await doorsOf(stack)) {
      const { token } = await api.newAccount();
      const open = Array.from({ length: size.followersPerDoor }, () => follow({ url, token, flightCodes }));
      followers.set(door, await Promise.all(open));
    }
    const change = async (number: number): Promise<Change> => {
      const flightCode = flightCodes[number % flightCodes.length] ?? '';
      const sentAt = nowMs();
      const { status, body } = await api.call('PATCH', `/flights/${flightCode}`, staff.token, { gate: gateOf(number) });
      if (status !== 200) throw new Error(`change answered ${status}: ${JSON.stringify(body)}`);
      return { flightCode, version: Number(body['version']), sentAt, answeredAt: nowMs(), begunAt: Number.NaN };
    };
    await pace(size.perSecond, 2 * size.perSecond, change);
    const parts = await partsOf(stack);
    const before = parts.map(cpuOf);
    const count = size.perSecond * size.seconds;
    const changes = await pace(size.perSecond, count, (number) => change(number + 2 * size.perSecond));
    const cpu = parts.map((part, index): Row => {
      const micros = (cpuOf(part) - (before[index] ?? 0)) / count;
      return { name: `CPU of ${part.name}`, microsPerChange: round(micros, 0) };
    });
    await readBeginnings(stack, changes);
    const all = [...followers.values()].flat();
    const expected = (size.perSecond * (size.seconds + 2)) / size.flights;
    const isThere = () => all.every((one) => flightCodes.every((code) => one.updates(code).length >= expected));
    await until('all frames', isThere, 20_000).catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
    // What comes twice comes a moment later: hubs look once a second.
    await delay(1500);
    const waits = [...followers].map(([door, list]) => waitsOf(door, list, changes));
    for (const follower of all) assertComplete(follower, flightCodes, expected);
    const worst = (of: (waits: Waits) => number[]) =>
      round(Math.max(...waits.map((one) => percentile(of(one), 0.99))), 1);
    return {
      bench: 'events',
      rows: [...waits.flatMap(rowsOf), answersRow(changes), ...cpu],
      // The commit lies between the two.
      ratios: {
        'P6 p99 ms after the answer (target 100)': worst(({ sinceAnswered }) => sinceAnswered),
        'P6 p99 ms after the begin of the transaction (target 100)': worst(({ sinceBegun }) => sinceBegun),
      },
    };
  } finally {
    for (const follower of [...followers.values()].flat()) follower.close();
    await api.close();
    await stack.close();
  }
}

/**
 * P6 is about the way from a commit to a socket. Two hundred gate changes a second would also set two hundred workflows
 * going, which is no airline's day and would have the machine measure those.
 */
async function switchOffWorkflows(api: ReturnType<typeof createApi>, token: string): Promise<void> {
  const { body } = await api.call('GET', '/api/ops/rules', token);
  const rules = body['rules'] as { id: number; targets: { kind: string }[] }[];
  for (const { id } of rules.filter(({ targets }) => targets.some(({ kind }) => kind === 'workflow'))) {
    const { status } = await api.call('PATCH', `/api/ops/rules/${id}`, token, { enabled: false });
    if (status !== 200) throw new Error(`rule ${id} answered ${status}`);
  }
  // Instances look at the rules once a second.
  await delay(1200);
}

/** Every way to a room: each instance's own port, and the gateway. */
async function doorsOf(stack: Stack): Promise<[string, string][]> {
  const instances = await stack.instancesOf('notification_service');
  return [
    ...instances.map(({ name, port }): [string, string] => [name, `ws://127.0.0.1:${port}/ws`]),
    ['gateway', `${stack.gatewayUrl.replace('http', 'ws')}/ws`],
  ];
}

/** Open loop: each is begun at its time, however long others take. */
async function pace(perSecond: number, count: number, change: (number: number) => Promise<Change>): Promise<Change[]> {
  const startedAt = performance.now();
  const under: Promise<Change>[] = [];
  for (let number = 0; number < count; number += 1) {
    const wait = startedAt + (number * 1000) / perSecond - performance.now();
    if (wait > 0) await delay(wait);
    const one = change(number);
    // Whoever fails early is heard when all are waited for.
    one.catch(() => undefined);
    under.push(one);
  }
  return Promise.all(under);
}

/** Fills in when each change's transaction began, by the database's clock, which is this machine's. */
async function readBeginnings(stack: Stack, changes: readonly Change[]): Promise<void> {
  const client = new pg.Client({ connectionString: stack.databaseUrl('booking', 'booking_service') });
  await client.connect();
  try {
    const { rows } = await client.query<{ code: string; version: number; begunAt: number }>(
      `select f.code, c.version, extract(epoch from c.changed_at)::float8 * 1000 as "begunAt"
         from flight_change c join flight f on f.id = c.flight_id where f.code = any($1)`,
      [[...new Set(changes.map(({ flightCode }) => flightCode))]],
    );
    const begun = new Map(rows.map(({ code, version, begunAt }) => [`${code} ${version}`, begunAt]));
    for (const change of changes) change.begunAt = begun.get(`${change.flightCode} ${change.version}`) ?? Number.NaN;
  } finally {
    await client.end();
  }
}

type Waits = { door: string; sinceSent: number[]; sinceBegun: number[]; sinceAnswered: number[] };

function waitsOf(door: string, followers: readonly Follower[], changes: readonly Change[]): Waits {
  const waits: Waits = { door, sinceSent: [], sinceBegun: [], sinceAnswered: [] };
  const made = new Map(changes.map((change) => [`${change.flightCode} ${change.version}`, change]));
  for (const follower of followers) {
    for (const flightCode of new Set(changes.map((change) => change.flightCode))) {
      for (const { version, arrivedAt } of follower.updates(flightCode)) {
        const change = made.get(`${flightCode} ${version}`);
        if (change === undefined) continue;
        waits.sinceSent.push(arrivedAt - change.sentAt);
        waits.sinceBegun.push(arrivedAt - change.begunAt);
        waits.sinceAnswered.push(arrivedAt - change.answeredAt);
      }
    }
  }
  return waits;
}

/** Every version that there is, once and in order: its number follows from its place; the room is not told of the first. */
function assertComplete(follower: Follower, flightCodes: readonly string[], expected: number): void {
  for (const flightCode of flightCodes) {
    const updates = follower.updates(flightCode);
    const isRight = updates.every(({ version, sequence }, index) => version === index + 2 && sequence === index + 1);
    if (!isRight || updates.length !== expected)
      throw new Error(`${flightCode}: ${updates.length} of ${expected} updates, in order: ${isRight}`);
  }
}

function rowsOf({ door, sinceSent, sinceBegun, sinceAnswered }: Waits): Row[] {
  return (
    [
      ['request sent', sinceSent],
      ['transaction begun', sinceBegun],
      ['answer received', sinceAnswered],
    ] as const
  ).map(([since, list]) => ({ name: `${since} → frame, ${door}`, ...spread(list) }));
}

function answersRow(changes: readonly Change[]): Row {
  const list = changes.map(({ sentAt, answeredAt }) => answeredAt - sentAt);
  return { name: 'request sent → answer', ...spread(list) };
}

function spread(list: readonly number[]): { p50Ms: number; p99Ms: number; maxMs: number } {
  return {
    p50Ms: round(percentile(list, 0.5), 1),
    p99Ms: round(percentile(list, 0.99), 1),
    maxMs: round(percentile(list, 1), 1),
  };
}

/** The processes behind a change. The relay runs in one of the booking instances. */
async function partsOf(stack: Stack): Promise<Part[]> {
  const { instances } = await stack.report();
  const named = (prefix: string) => instances.filter(({ name }) => name.startsWith(prefix));
  const each = [...named('booking_service'), ...named('notification_service')];
  return [
    { name: 'gateway', pids: pidsOf(named('gateway')) },
    ...each.map((one) => ({ name: one.name, pids: pidsOf([one]) })),
    ...(await serverParts(stack)),
  ];
}
