import { setTimeout as delay } from 'node:timers/promises';
import type { Scene } from '../failover/scene.ts';
import { progress } from '../report.ts';
import type { Call } from './rules.ts';

/** People who ask all the time, each one thing after the other, until told to end. */
export type Traffic = {
  calls: readonly Call[];
  /** Ends when every call under way has its answer. */
  stop(): Promise<readonly Call[]>;
};

type Ask = { isSafe: boolean; send: () => ReturnType<Scene['users']['send']> };

const people = 10;
/** Between two calls of one person, in milliseconds: together they ask some 200 times a second. */
const pauseMs = 40;
/** Of a person's turns every so manyth books, without a key: nobody may repeat it for him. */
const bookEvery = 8;

/** Searches, flights, profiles and bookings through the gateway. */
export async function startTraffic({ users, accounts, newFlights }: Scene): Promise<Traffic> {
  const calls: Call[] = [];
  const flights = await newFlights(people);
  let isOver = false;

  function next(person: number, turn: number): Ask {
    const { token = '' } = accounts[person % accounts.length] ?? {};
    const flightId = flights[(person + turn) % flights.length] ?? '';
    if (turn % bookEvery === 0) {
      const body = { flightId, paymentMethod: 'miles' };
      return { isSafe: false, send: () => users.send('POST', '/api/flight/book-flight', { token, body }) };
    }
    const paths = [`/flights/${flightId}`, '/api/flight/search-flights?from=RMO&to=VIE', '/api/auth/me'];
    const path = paths[turn % paths.length] ?? '';
    return { isSafe: true, send: () => users.send('GET', path, { token }) };
  }

  async function live(person: number): Promise<void> {
    for (let turn = 1; !isOver; turn += 1) {
      const { isSafe, send } = next(person, turn);
      const sentMs = performance.now();
      const { status, servedBy } = await send();
      calls.push({ isSafe, status, sentMs, tookMs: performance.now() - sentMs, servedBy });
      await delay(pauseMs);
    }
  }

  const living = Promise.all(Array.from({ length: people }, (_, person) => live(person)));
  return {
    calls,
    async stop() {
      isOver = true;
      await living;
      return calls;
    },
  };
}

/** Lets people ask until everything is warm, and then for so long undisturbed; the window of the latter. */
export async function undisturbed(forMs: number): Promise<{ fromMs: number; toMs: number }> {
  await delay(warmUpMs);
  const fromMs = performance.now();
  await delay(forMs);
  progress('undisturbed traffic measured');
  return { fromMs, toMs: performance.now() };
}

const warmUpMs = 2000;
