import { setTimeout as delay } from 'node:timers/promises';
import { bringBack } from '../../kit/victims.ts';
import { type Fault, lastStage } from '../fault.ts';
import { insist } from '../insist.ts';
import type { Expected } from '../rules.ts';
import type { AlertScene } from '../scene.ts';
import { lockInRhythm, lockTable } from '../transaction.ts';

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
const rhythm = { busyMs: 700, freeMs: 200 };

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

export const bookingsFail: Fault = {
  words: 'somebody holds a lock on the orders while people book',
  async cause(scene) {
    const release = await lockTable(scene, 'booking_order');
    const stopBooking = await keepBooking(scene);
    return lastStage(burnsOf('booking-availability', 'booking-latency'), 90_000, async () => {
      await release();
      await stopBooking();
      await insist(() => scene.nodes.whenWhole('booking'));
    });
  },
};

/** Milliseconds; short enough for nobody to be refused, which would close the breakers' doors and empty the queue. */
const lockRhythm = { heldMs: 1500, freeMs: 300 };

export const bookingsWait: Fault = {
  words: 'somebody holds a lock on the orders, with pauses, while people book',
  async cause(scene) {
    const stopLocking = lockInRhythm(scene, 'booking_order', lockRhythm);
    const stopBooking = await keepBooking(scene);
    const labels = { cluster: 'booking', service: 'booking_service' };
    return lastStage([{ alert: 'PoolExhausted', labels }], 120_000, async () => {
      await Promise.all([stopLocking(), stopBooking()]);
    });
  },
};

async function keepBooking({ api, newFlights }: AlertScene): Promise<() => Promise<void>> {
  const [flightId = ''] = await newFlights(1);
  const { token } = await insist(() => api.newAccount());
  const body = { flightId, paymentMethod: 'credit_card' };
  return keepAsking(someRequests * 2, () => api.call('POST', '/api/flight/book-flight', token, body));
}

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
