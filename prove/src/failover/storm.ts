import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from '../kit/api.ts';
import type { Entry } from '../history/rules.ts';
import type { Users } from './users.ts';

export type StormOptions = {
  users: Users;
  accounts: readonly Account[];
  flightCodes: readonly string[];
  /** Names this storm's wishes apart from others. */
  name: string;
};

/** People who book, cancel and sign in, each one thing after the other, until told to end. */
export type Storm = {
  entries: readonly Entry[];
  /** Ends when every wish under way has its last word. */
  stop(): Promise<readonly Entry[]>;
};

const pauseMs = 10;
/** Of a person's turns every so manyth is something else than a booking. */
const cancelEvery = 4;
const loginEvery = 9;

export function startStorm({ users, accounts, flightCodes, name }: StormOptions): Storm {
  const entries: Entry[] = [];
  let isOver = false;

  async function live(account: Account, person: number): Promise<void> {
    const own: number[] = [];
    for (let turn = 1; !isOver; turn += 1) {
      const flight = flightCodes[(person + turn) % flightCodes.length] ?? '';
      const toCancel = turn % cancelEvery === 0 ? own.shift() : undefined;
      const next =
        turn % loginEvery === 0
          ? users.login(account)
          : toCancel === undefined
            ? users.book(account, `${name}-${person}-${turn}`, flight)
            : users.cancel(account, toCancel);
      const entry = await next;
      entries.push(entry);
      if (entry.kind === 'book' && entry.bookingId !== undefined) own.push(entry.bookingId);
      await delay(pauseMs);
    }
  }

  const living = Promise.all(accounts.map(live));
  return {
    entries,
    async stop() {
      isOver = true;
      await living;
      return entries;
    },
  };
}
