import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Measures, repeatRuns, seconds } from '../failover/gather.ts';
import { type Scene, setScene } from '../failover/scene.ts';
import type { Ask } from '../history/final-tables.ts';
import type { Account } from '../kit/api.ts';
import type { Stack } from '../kit/stack.ts';
import type { ExperimentOptions, Finding } from '../report.ts';
import { insist, orderFor, shortFlight, toldBy } from './buyers.ts';
import { listSold, shortenHolds } from './queries.ts';
import { isOversold, judgeSale, type SoldSeat, type Told } from './rules.ts';
import { type Watch, watchFlight } from './watch.ts';

type Size = { accounts: number; holders: number; buyers: number };
const full: Size = { accounts: 20, holders: 4, buyers: 60 };
const quick: Size = { accounts: 6, holders: 2, buyers: 24 };
const seatsPerHold = 9;
/** Time between the shortening of the holds and their end, in milliseconds: buyers are refused meanwhile. */
const shortenedMs = 700;
/** R8: from the end of a hold to the first sale of what it kept, in seconds. */
const mostSeconds = 1;
const pauseMs = 20;
/** Looks at the seats while all of them are held. */
const looksBefore = 20;

/**
 * R8: all seats of a flight are held, buyers ask for them all the time, and the holds end by the database's clock. Half of the
 * holders try to buy what they hold at that very moment. Nothing may be sold early or twice, and everything is sold.
 */
export async function proveHolds(stack: Stack, options: ExperimentOptions): Promise<Finding> {
  const size = options.isQuick ? quick : full;
  const scene = await setScene(stack, { writers: size.accounts });
  try {
    return await repeatRuns(
      options,
      (run) => runOnce(scene, size, run),
      (measures) =>
        faults.every((fault) => measures[fault] === 0) &&
        (measures['refused'] ?? 0) > 0 &&
        // The small size runs on machines that do other things too: there it is enough that all is sold.
        (options.isQuick || (measures['expiryToFirstSaleSeconds'] ?? Infinity) <= mostSeconds),
    );
  } finally {
    await scene.close();
  }
}

const faults = [
  'unsold',
  'soldTooEarly',
  'holdsUsedTooLate',
  'momentsOversold',
  'seatsSoldTwice',
  'lost',
  'soldUnasked',
  'withoutSeat',
  'notPaidOnce',
  'otherAnswers',
];

async function runOnce(scene: Scene, size: Size, run: number): Promise<Measures> {
  const { code, seats } = await shortFlight(scene, size.holders * seatsPerHold);
  const holders = scene.accounts.slice(0, size.holders);
  const parts = holders.map((_, number) => seats.slice(number * seatsPerHold, (number + 1) * seatsPerHold));
  const holdIds = await Promise.all(holders.map((holder, number) => hold(scene, holder, code, parts[number] ?? [])));
  const watch = await watchFlight(scene, code);
  const buying = Promise.all(
    Array.from({ length: size.buyers }, (_, number) => keepTrying(scene, watch, { code, seats, number, run })),
  );
  await watch.whenSeen(looksBefore);
  const primary = await scene.nodes.primary('booking');
  const ask: Ask = (text, values) => scene.nodes.ask(primary, text, values);
  const expiresAtMs = await shortenHolds(ask, holdIds, shortenedMs);
  const lastMoment = Promise.all(
    holders
      .filter((_, number) => number % 2 === 0)
      .map((holder, number) =>
        buyHeld(scene, holder, { code, holdId: holdIds[number * 2] ?? '', key: `R${run}H${number}` }),
      ),
  );
  const bought = (await buying).flat();
  const used = await lastMoment;
  const moments = await watch.stop();
  const sold = await listSold(ask, code);
  return {
    seats: seats.length,
    buyers: size.buyers,
    refused: bought.filter(({ status }) => status === 409).length,
    ...timesOf(sold, used, expiresAtMs),
    holdsTriedAtTheLastMoment: used.length,
    holdsUsed: used.filter(({ status }) => status === 201).length,
    moments: moments.length,
    momentsOversold: moments.filter(isOversold).length,
    unsold: seats.length - sold.length,
    ...judgeSale([...bought, ...used], sold),
  };
}

/** By the clock of the database. */
function timesOf(sold: readonly SoldSeat[], used: readonly Told[], expiresAtMs: number): Measures {
  const heldKeys = new Set<string | null>(used.map(({ key }) => key));
  const waited = sold.filter(({ key }) => !heldKeys.has(key)).map(({ soldAtMs }) => soldAtMs - expiresAtMs);
  const held = sold.filter(({ key }) => heldKeys.has(key));
  return {
    expiryToFirstSaleSeconds: seconds(Math.min(...waited)),
    expiryToLastSaleSeconds: seconds(Math.max(...waited)),
    soldTooEarly: waited.filter((ms) => ms < 0).length,
    holdsUsedTooLate: held.filter(({ soldAtMs }) => soldAtMs >= expiresAtMs).length,
  };
}

async function hold({ users }: Scene, { token }: Account, flightId: string, seats: readonly string[]): Promise<string> {
  const { status, body } = await users.send('POST', '/holds', { token, body: { flightId, seats } });
  if (status !== 201) throw new Error(`hold: ${status} ${JSON.stringify(body)}`);
  return String(body['holdId']);
}

/** A holder who makes up his mind around the end of his hold. */
async function buyHeld(
  scene: Scene,
  holder: Account,
  { code, holdId, key }: { code: string; holdId: string; key: string },
): Promise<Told> {
  await delay(randomInt(shortenedMs / 2, shortenedMs));
  const passengers = Array.from({ length: seatsPerHold }, (_, number) => ({ firstName: `P${number}`, lastName: key }));
  return toldBy(key, await insist(scene, orderFor(holder, key, { flightId: code, holdId, passengers })));
}

type Buyer = { code: string; seats: readonly string[]; number: number; run: number };

/** Asks again whenever it is refused: every other buyer for a certain seat, another one each time. */
async function keepTrying(scene: Scene, watch: Watch, { code, seats, number, run }: Buyer): Promise<Told[]> {
  const account = scene.accounts[number % scene.accounts.length] as Account;
  const told: Told[] = [];
  while (told.at(-1)?.status !== 201 && !watch.isSoldOut()) {
    const key = `R${run}N${number}T${told.length}`;
    const wanted = number % 2 === 0 ? {} : { seats: [seats[randomInt(seats.length)]] };
    told.push(toldBy(key, await insist(scene, orderFor(account, key, { flightId: code, ...wanted }))));
    await delay(pauseMs);
  }
  return told;
}
