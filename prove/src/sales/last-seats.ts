import { randomInt } from 'node:crypto';
import { type Measures, repeatRuns, seconds } from '../failover/gather.ts';
import { type Scene, setScene } from '../failover/scene.ts';
import type { Reply } from '../failover/users.ts';
import type { Account } from '../kit/api.ts';
import type { Stack } from '../kit/stack.ts';
import type { ExperimentOptions, Finding } from '../report.ts';
import { insist, orderFor, shortFlight, toldBy, type Wish } from './buyers.ts';
import { listSold } from './queries.ts';
import { judgeKeys, judgeSale, type Told } from './rules.ts';

type Size = { accounts: number; buyers: number; seats: number; keys: number; requestsPerKey: number };
const full: Size = { accounts: 25, buyers: 500, seats: 50, keys: 10, requestsPerKey: 50 };
const quick: Size = { accounts: 6, buyers: 120, seats: 12, keys: 2, requestsPerKey: 50 };

/**
 * R7: many buyers, some for a certain seat and some for any, by both ways to buy, want the last seats at once: all are sold, each
 * to one passenger, and everybody else is told 409. R9: one key in many requests at once is one booking, paid once.
 */
export async function proveLastSeats(stack: Stack, options: ExperimentOptions): Promise<Finding> {
  const size = options.isQuick ? quick : full;
  const scene = await setScene(stack, { writers: size.accounts });
  const instances = (await stack.instancesOf('booking_service')).length;
  try {
    return await repeatRuns(
      options,
      async (run) => ({ ...(await sellOut(scene, size, run)), ...(await repeatKeys(scene, size, run)) }),
      (measures) =>
        measures['sold'] === size.seats &&
        measures['refused'] === size.buyers - size.seats &&
        measures['instances'] === instances &&
        faults.every((fault) => measures[fault] === 0),
    );
  } finally {
    await scene.close();
  }
}

const faults = [
  'seatsSoldTwice',
  'lost',
  'soldUnasked',
  'withoutSeat',
  'notPaidOnce',
  'otherAnswers',
  'seatsLeft',
  'bookingsBeyondOneOfAKey',
  'keysWithoutBooking',
  'answersThatDiffer',
];

const accountOf = ({ accounts }: Scene, number: number) => accounts[number % accounts.length] as Account;

async function soldOf({ nodes }: Scene, code: string) {
  const primary = await nodes.primary('booking');
  return listSold((text, values) => nodes.ask(primary, text, values), code);
}

async function sellOut(scene: Scene, size: Size, run: number): Promise<Measures> {
  const { code, seats } = await shortFlight(scene, size.seats);
  const startedMs = performance.now();
  const bought = await Promise.all(
    Array.from({ length: size.buyers }, (_, buyer) => buyOne(scene, { code, seats, buyer, name: `R${run}N${buyer}` })),
  );
  const tookMs = performance.now() - startedMs;
  const sold = await soldOf(scene, code);
  const map = (await scene.users.send('GET', `/flights/${code}/seats`)).body['cabins'] as { seatsLeft: number }[];
  const replies = bought.flatMap((each) => each.replies);
  return {
    buyers: size.buyers,
    seats: size.seats,
    sold: sold.length,
    refused: bought.filter(({ told }) => told.at(-1)?.status === 409).length,
    requests: replies.length,
    instances: new Set(replies.flatMap(({ servedBy }) => servedBy ?? [])).size,
    soldOutSeconds: seconds(tookMs),
    seatsLeft: map.reduce((sum, { seatsLeft }) => sum + seatsLeft, 0),
    ...judgeSale(
      bought.flatMap(({ told }) => told),
      sold,
    ),
  };
}

type Buyer = { code: string; seats: readonly string[]; buyer: number; name: string };

/** Wants one seat: a third of the buyers a certain one, and when that is gone one of those that are offered instead. */
async function buyOne(
  scene: Scene,
  { code: flightId, seats, buyer, name }: Buyer,
): Promise<{ told: Told[]; replies: Reply[] }> {
  const account = accountOf(scene, buyer);
  const [told, replies]: [Told[], Reply[]] = [[], []];
  let wanted = buyer % 3 === 0 ? seats[randomInt(seats.length)] : undefined;
  for (;;) {
    const key = `${name}T${told.length}`;
    const wish: Wish =
      buyer % 3 === 1
        ? { account, key, path: '/api/flight/book-flight', body: { flightId, paymentMethod: 'credit_card' } }
        : orderFor(account, key, { flightId, ...(wanted === undefined ? {} : { seats: [wanted] }) });
    const reply = await insist(scene, wish);
    replies.push(reply);
    told.push(toldBy(key, reply));
    const alternatives = (reply.body['alternatives'] ?? []) as string[];
    if (reply.status !== 409 || alternatives.length === 0) return { told, replies };
    wanted = alternatives[randomInt(alternatives.length)];
  }
}

/** Several keys on one flight; all requests of a key leave together. */
async function repeatKeys(scene: Scene, size: Size, run: number): Promise<Measures> {
  const { code } = await shortFlight(scene, size.keys * 6);
  const told = await Promise.all(
    Array.from({ length: size.keys }, (_, number) => {
      const wish = orderFor(accountOf(scene, number), `R${run}K${number}`, { flightId: code });
      return Promise.all(
        Array.from({ length: size.requestsPerKey }, async () => toldBy(wish.key, await insist(scene, wish))),
      );
    }),
  );
  const sold = await soldOf(scene, code);
  const paid = sold.filter(({ captured }) => captured === 1).length;
  return {
    keys: size.keys,
    requestsPerKey: size.requestsPerKey,
    bookingsOfKeys: sold.length,
    bookingsOfKeysPaidOnce: paid,
    ...judgeKeys(told.flat(), sold),
  };
}
