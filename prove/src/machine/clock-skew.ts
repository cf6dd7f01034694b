import { setTimeout as delay } from 'node:timers/promises';
import { type Measures, measuresOf, repeatRuns } from '../failover/gather.ts';
import { type Scene, setScene } from '../failover/scene.ts';
import { query } from '../kit/database.ts';
import { createApi } from '../kit/api.ts';
import { type Stack, until } from '../kit/stack.ts';
import { type ExperimentOptions, type Finding, progress } from '../report.ts';
import { whenOneIn } from '../traffic/rotation.ts';
import { isFailed } from '../traffic/rules.ts';
import { startTraffic } from '../traffic/traffic.ts';
import { findFaketime, type Skewed, startSkewed } from './skewed.ts';

/** Five minutes, some services ahead and some behind; then the other way round. */
const rounds = [
  { user_service: 300, booking_service: -300, notification_service: 300, operations_service: -300 },
  { user_service: -300, booking_service: 300, notification_service: -300, operations_service: 300 },
];
const forMs = { full: 20_000, quick: 6000 };
/** A hold lasts ten minutes by whatever clock; how far its end may lie from that, in seconds. */
const mostHoldDrift = 10;
const holdSeconds = 600;

/** One instance of each service has a clock that is five minutes off: nobody notices (R20). */
export async function proveClockSkew(stack: Stack, options: ExperimentOptions): Promise<Finding> {
  const library = await findFaketime();
  const scene = await setScene(stack, { writers: 4 });
  // Whose bookings nobody counts.
  const crowd = await setScene(stack, { writers: 4 });
  try {
    return await repeatRuns(
      options,
      async (run) => {
        const all: Measures = {};
        for (const [index, offsets] of rounds.entries()) {
          const found = await runOnce(scene, crowd, { name: `skew-${run}-${index}`, offsets, library, options });
          for (const [key, value] of Object.entries(found)) all[key] = Math.max(all[key] ?? 0, value);
        }
        return all;
      },
      (measures) =>
        (measures['callsOnSkewed'] ?? 0) > 0 &&
        ['failedCalls', 'refusedSessions', 'failedWishes', 'eventsHeldBack', 'lost', 'doubled', 'refusedButDone'].every(
          (name) => measures[name] === 0,
        ) &&
        (measures['holdDriftSeconds, at most'] ?? Infinity) <= mostHoldDrift,
    );
  } finally {
    await Promise.all([scene.close(), crowd.close()]);
  }
}

type Round = { name: string; offsets: Record<string, number>; library: string; options: ExperimentOptions };

async function runOnce(scene: Scene, crowd: Scene, { name, offsets, library, options }: Round): Promise<Measures> {
  const { stack } = scene;
  const skewed: Skewed[] = [];
  try {
    for (const [service, seconds] of Object.entries(offsets))
      skewed.push(await startSkewed(stack, { service, seconds, library }));
    for (const one of skewed) await whenOneIn(scene, one.name);
    progress(`in rotation: ${skewed.map((one) => `${one.name} (${offsets[one.service]} s)`).join(', ')}`);
    const storm = await scene.storm(name);
    const traffic = await startTraffic(crowd);
    const endMs = performance.now() + forMs[options.isQuick ? 'quick' : 'full'];
    const sessions = { refused: 0, driftSeconds: 0 };
    while (performance.now() < endMs) await liveOnce(scene, sessions);
    const calls = await traffic.stop();
    const entries = await storm.stop();
    const names = new Set(skewed.map((one) => one.name));
    return {
      callsOnSkewed: calls.filter(({ servedBy }) => servedBy !== undefined && names.has(servedBy)).length,
      calls: calls.length,
      failedCalls: calls.filter((call) => isFailed(call) || call.status === 401).length,
      failedWishes: entries.filter(({ failures }) => failures.length > 0).length,
      refusedSessions: sessions.refused,
      'holdDriftSeconds, at most': sessions.driftSeconds,
      eventsHeldBack: await countHeldBack(stack),
      ...measuresOf(await scene.judge()),
    };
  } finally {
    await Promise.all(skewed.map((one) => one.stop()));
  }
}

/** Somebody signs in, is known to every service at once, holds a seat for ten minutes and gives it back. */
async function liveOnce(scene: Scene, sessions: { refused: number; driftSeconds: number }): Promise<void> {
  const { users, stack } = scene;
  const api = createApi(stack);
  try {
    const [flightId = ''] = await scene.newFlights(1);
    const { token } = await api.newAccount();
    for (const path of ['/api/auth/me', '/bookings', '/api/notifications/preferences']) {
      if ((await users.send('GET', path, { token })).status === 401) sessions.refused += 1;
    }
    const { status, body } = await users.send('POST', '/holds', { token, body: { flightId, count: 1 } });
    if (status !== 201) throw new Error(`hold: ${status} ${JSON.stringify(body)}`);
    const left = Temporal.Now.instant()
      .until(Temporal.Instant.from(String(body['expiresAt'])))
      .total('seconds');
    sessions.driftSeconds = Math.max(sessions.driftSeconds, Math.round(Math.abs(left - holdSeconds)));
    await users.send('DELETE', `/holds/${String(body['holdId'])}`, { token });
  } finally {
    await api.close();
  }
}

/** Events of the booking service that are not on the bus some seconds after the last was written. */
async function countHeldBack(stack: Stack): Promise<number> {
  const url = stack.databaseUrl('booking', 'booking_service');
  const count = async () => {
    const [row] = await query<{ count: number }>(
      url,
      `select count(*)::int as count from outbox o, outbox_relay r where (o.xid, o.seq) > (r.xid, r.seq)`,
    );
    return row?.count ?? 0;
  };
  await until('all events are on the bus', async () => (await count()) === 0, 15_000).catch(() => delay(0));
  return count();
}
