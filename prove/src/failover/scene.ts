import { type Account, type Api, createApi } from '../kit/api.ts';
import { type Stack, until } from '../kit/stack.ts';
import { readFinalTables } from '../history/final-tables.ts';
import { type Entry, judge, type Verdict } from '../history/rules.ts';
import { type Nodes, reachNodes } from './nodes.ts';
import { startStorm, type Storm } from './storm.ts';
import { createUsers, type Users } from './users.ts';

/** People, flights and the way to the databases: what every experiment on them needs. */
export type Scene = {
  stack: Stack;
  nodes: Nodes;
  users: Users;
  accounts: readonly Account[];
  staff: Account;
  hasKeys: boolean;
  /** Flights that nobody has booked yet. */
  newFlights(count: number): Promise<string[]>;
  /** Makes the rows of a flight's seats, as its first buyer would: by a hold, given back at once. */
  openSeats(flightCode: string): Promise<void>;
  /** Starts people booking, and answers when some have. */
  storm(name: string): Promise<Storm>;
  /** Holds all that people of this scene were told against the tables. */
  judge(): Promise<Verdict>;
  /** Notes what was told outside a storm. */
  note(entries: readonly Entry[]): void;
  close(): Promise<void>;
};

const warmUpMs = 30_000;
/** A token lives 15 minutes. */
const tokenMs = 8 * 60_000;

export async function setScene(
  stack: Stack,
  { writers, hasKeys = true, nodes = reachNodes(stack) }: { writers: number; hasKeys?: boolean; nodes?: Nodes },
): Promise<Scene> {
  const api: Api = createApi(stack);
  const users = createUsers({ gatewayUrl: stack.gatewayUrl, hasKeys, now: () => performance.now() });
  const staff = await api.login(stack.admin.username, stack.admin.password);
  const accounts: Account[] = [];
  let signedInMs = performance.now();
  // A few at a time: each costs two hashes of a password.
  while (accounts.length < writers) {
    const some = Math.min(4, writers - accounts.length);
    accounts.push(...(await Promise.all(Array.from({ length: some }, () => api.newAccount()))));
  }
  const told: (readonly Entry[])[] = [];
  // Codes are drawn by lot: one that is taken is drawn again.
  const newFlight = (tries = 5): Promise<string> =>
    api.scheduleFlight(staff.token).catch((error: unknown) => {
      if (tries > 1 && String(error).includes('schedule: 409')) return newFlight(tries - 1);
      throw error;
    });
  const newFlights = (count: number) => Promise.all(Array.from({ length: count }, () => newFlight()));

  return {
    stack,
    nodes,
    users,
    accounts,
    staff,
    hasKeys,
    newFlights,
    async openSeats(flightId) {
      const [{ token } = staff] = accounts;
      const held = await users.send('POST', '/holds', { token, body: { flightId, count: 1 } });
      const given = await users.send('DELETE', `/holds/${String(held.body['holdId'])}`, { token });
      if (given.status !== 204) throw new Error(`hold on ${flightId}: ${held.status}, given back: ${given.status}`);
    },
    async storm(name) {
      if (performance.now() - signedInMs > tokenMs) {
        for (const account of [staff, ...accounts])
          account.token = (await api.login(account.username, account.password)).token;
        signedInMs = performance.now();
      }
      const flightCodes = await newFlights(12);
      const storm = startStorm({ users, accounts, flightCodes, name });
      told.push(storm.entries);
      const enough = accounts.length * 3;
      await until('the first bookings', () => storm.entries.filter(isAcknowledged).length >= enough, warmUpMs);
      return storm;
    },
    async judge() {
      const primary = await nodes.primary('booking');
      const ask = <Row extends object>(text: string, values: unknown[]) => nodes.ask<Row>(primary, text, values);
      const userIds = accounts.map(({ userId }) => userId);
      return judge(told.flat(), await readFinalTables(ask, userIds));
    },
    note: (entries) => told.push(entries),
    async close() {
      await Promise.all([users.close(), api.close()]);
    },
  };
}

export const isAcknowledged = ({ kind, outcome }: Entry) => kind === 'book' && outcome === 'ok';

/** The first booking that was sent after a moment and acknowledged: how long after it, in milliseconds. */
export function firstAfter(entries: readonly Entry[], atMs: number): number | undefined {
  const later = entries.filter((entry) => isAcknowledged(entry) && entry.sentMs >= atMs).map((one) => one.answeredMs);
  return later.length === 0 ? undefined : Math.min(...later) - atMs;
}
