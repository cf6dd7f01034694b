import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from '../kit/api.ts';
import type { Reply } from '../failover/users.ts';
import type { Scene } from '../failover/scene.ts';
import { keepOnSale } from './queries.ts';
import type { Told } from './rules.ts';

/** A request to buy: one key, however often it is sent. */
export type Wish = { account: Account; path: string; key: string; body: object };

const pauseMs = 200;
/** Longest time until a payment has its outcome on a busy machine, in milliseconds. */
const patienceMs = 60_000;
const inUse = 'A request with this Idempotency-Key is still in progress';

/** Anything else says that nothing was done, or that nobody knows yet. */
function isLastWord({ status, body }: Reply): boolean {
  const isOpen = status === 0 || status === 202 || status === 429 || status >= 500;
  return !isOpen && body['error'] !== inUse && body['message'] !== inUse;
}

/** Asks with the same key until there is a last word. Throws where none comes. */
export async function insist({ users }: Pick<Scene, 'users'>, wish: Wish): Promise<Reply> {
  const { account, path, key, body } = wish;
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const reply = await users.send('POST', path, { token: account.token, key, body });
    if (isLastWord(reply)) return reply;
    if (performance.now() > deadline) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    await delay(pauseMs);
  }
}

/** What a reply says of a wish, from whichever of the two ways to buy. */
export function toldBy(key: string, { status, body }: Reply): Told {
  if (status !== 201) return { key, status, bookings: [] };
  const { bookings, bookingId, seat } = body as {
    bookings?: { bookingId: string; seat: string | null }[];
    bookingId?: number;
    seat?: string | null;
  };
  if (bookingId !== undefined) return { key, status, bookings: [{ id: bookingId, seat: seat ?? null }] };
  const seated = (bookings ?? []).map((each) => ({ id: Number(each.bookingId.slice(1)), seat: each.seat }));
  return { key, status, bookings: seated };
}

/** `POST /bookings` for somebody of that name. */
export function orderFor(account: Account, key: string, order: object): Wish {
  const passengers = [{ firstName: 'Pat', lastName: key }];
  return { account, key, path: '/bookings', body: { passengers, paymentMethod: 'credit_card', ...order } };
}

/** A flight with so many seats on sale, and their names. */
export async function shortFlight(scene: Scene, count: number): Promise<{ code: string; seats: string[] }> {
  const [code = ''] = await scene.newFlights(1);
  await scene.openSeats(code);
  const primary = await scene.nodes.primary('booking');
  const seats = await keepOnSale((text, values) => scene.nodes.ask(primary, text, values), code, count);
  if (seats.length !== count) throw new Error(`${code} has ${seats.length} seats on sale`);
  return { code, seats };
}
