import { setTimeout as delay } from 'node:timers/promises';
import { bringBack } from '../../kit/victims.ts';
import { type Expected, type Fault, lastStage } from '../fault.ts';
import { insist } from '../insist.ts';
import type { AlertScene } from '../scene.ts';

const burns = ['SloBurnsFast', 'SloBurnsSteadily', 'SloBurnsSlowly'];
export const burnsOf = (...objectives: string[]): Expected[] =>
  objectives.flatMap((slo) => burns.map((alert) => ({ alert, labels: { slo } })));

const search = '/api/flight/search-flights?from=Chisinau&to=London';

/** More than the fewest that say anything (20 in an hour). */
const someRequests = 60;

export const searchesFail: Fault = {
  words: 'all instances of booking hang while people search',
  async cause(scene) {
    const { stack, api } = scene;
    const names = (await stack.instancesOf('booking_service')).map(({ name }) => name);
    const thaw = await scene.freeze(...names);
    const stopSearching = keepAsking(someRequests, () => api.call('GET', search));
    const expects = [
      { alert: 'ServiceAbsent', labels: { service: 'booking_service' } },
      ...burnsOf('search-availability'),
    ];
    return lastStage(expects, 60_000, async () => {
      thaw();
      await stopSearching();
      await insist(() => bringBack(stack, ['booking_service']));
    });
  },
};

/** Milliseconds in which a thread does nothing, and then works. */
const rhythm = { busyMs: 700, freeMs: 400 };

export const threadsBusy: Fault = {
  words: 'the threads of all instances of booking stand still most of the time while people search',
  async cause(scene) {
    const names = (await scene.stack.instancesOf('booking_service')).map(({ name }) => name);
    const stopSearching = keepAsking(someRequests, () => scene.api.call('GET', search));
    let isOver = false;
    const beating = (async () => {
      while (!isOver) {
        const thaw = await scene.freeze(...names);
        await delay(rhythm.busyMs);
        thaw();
        await delay(rhythm.freeMs);
      }
    })();
    const expects = [
      ...names.map((instance) => ({ alert: 'EventLoopLag', labels: { instance } })),
      ...burnsOf('search-latency'),
    ];
    return lastStage(expects, 90_000, async () => {
      isOver = true;
      await Promise.all([beating, stopSearching()]);
      await insist(() => bringBack(scene.stack, ['booking_service']));
    });
  },
};

export const bookingsWait: Fault = {
  words: 'somebody holds a lock on the bookings while people book',
  async cause(scene) {
    const { api, nodes } = scene;
    const [flightId = ''] = await scene.newFlights(1);
    const { token } = await api.newAccount();
    const lock = await insist(() => lockTable(scene, 'booking_order'));
    const stopBooking = keepAsking(someRequests * 2, () =>
      api.call('POST', '/api/flight/book-flight', token, {
        flightId,
        paymentMethod: 'credit_card',
      }),
    );
    const expects = [
      { alert: 'PoolExhausted', labels: { cluster: 'booking', service: 'booking_service' } },
      ...burnsOf('booking-availability', 'booking-latency'),
    ];
    return lastStage(expects, 90_000, async () => {
      await lock.release();
      await stopBooking();
      await insist(() => nodes.whenWhole('booking'));
    });
  },
};

/** What is refused at once is not asked again at once. */
const pauseMs = 200;

/** Keeps so many requests under way, whatever they are answered, until the end of what it gives back. */
function keepAsking(count: number, ask: () => Promise<unknown>): () => Promise<void> {
  let isOver = false;
  const asking = Array.from({ length: count }, async () => {
    while (!isOver) {
      await ask().catch(() => undefined);
      await delay(pauseMs);
    }
  });
  return async () => {
    isOver = true;
    await Promise.all(asking);
  };
}

/** Holds a lock that lets others read and nobody write, on the primary of the booking cluster. */
async function lockTable({ nodes }: AlertScene, table: string): Promise<{ release(): Promise<void> }> {
  const { promise: isOver, resolve: release } = Promise.withResolvers<void>();
  const { promise: isLocked, resolve: locked, reject } = Promise.withResolvers<void>();
  const holding = nodes.onConnection(await nodes.primary('booking'), async (query) => {
    await query('begin');
    await query(`lock table booking_service.${table} in share row exclusive mode`);
    locked();
    await isOver;
    await query('rollback');
  });
  holding.catch(reject);
  await isLocked;
  return {
    async release() {
      release();
      await holding;
    },
  };
}
