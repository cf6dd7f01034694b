import type { OrderAnswer, SeatMapAnswer } from '@airside/contracts';
import { randomUUID } from 'node:crypto';
import type { Answer, Client } from './client.ts';

export type Traveller = Awaited<ReturnType<Client['newTraveller']>>;
export type Shop = Awaited<ReturnType<typeof openShop>>;

/** What travellers buy with, and what the desk does for them; everything at the gateway. */
export async function openShop(client: Client) {
  const { token: staff } = await client.loginAdmin();
  let lastFlight = 0;
  const call = (token: string, method: string, path: string, body?: object) =>
    client.call(method, path, { token, ...(body === undefined ? {} : { body }) });

  /** Puts an A320 on sale, from Chisinau to Vienna unless said otherwise, at a local hour of a day so many days ahead; answers its code. */
  async function newFlight({
    inDays = 30,
    hour = 7,
    priceMinor = 20_000,
    from = 'RMO',
    to = 'VIE',
  } = {}): Promise<string> {
    lastFlight += 1;
    const flight_id = `QE${100 + lastFlight}`;
    const day = Temporal.Now.plainDateISO().add({ days: inDays }).toString();
    const at = (time: number) => `${day}T${String(time).padStart(2, '0')}:15`;
    const { status, body } = await call(staff, 'POST', '/flights', {
      flight_id,
      airline: 'Austrian',
      origin: from,
      destination: to,
      scheduled_departure: at(hour),
      scheduled_arrival: at(hour + 1),
      aircraft_type: 'A320',
      price_minor: priceMinor,
      currency: 'EUR',
    });
    if (status !== 201) throw new Error(`flight: ${status} ${JSON.stringify(body)}`);
    return flight_id;
  }

  async function seatMap(flightId: string): Promise<SeatMapAnswer> {
    return (await client.call('GET', `/flights/${flightId}/seats`)).body as unknown as SeatMapAnswer;
  }

  const departureOf = async (code: string) =>
    Number((await client.call('GET', `/flights/${code}`)).body['departure_id']);

  return {
    staff,
    call,
    newFlight,
    /** The integer id of a code's next departure. */
    departureOf,
    /** What the airline reports of a flight, as its own systems would. */
    async report(type: string, flightId: string, payload: object): Promise<void> {
      const event = {
        event_id: randomUUID(),
        event_type: type,
        timestamp: Temporal.Now.instant().toString(),
        source: 'test',
        payload: { flight_id: flightId, ...payload },
      };
      const { status, text } = await call(staff, 'POST', '/api/ops/events', event);
      if (status !== 202) throw new Error(`${type}: ${status} ${text}`);
    },
    seatMap,
    async stateOf(flightId: string, name: string): Promise<string | undefined> {
      const { cabins } = await seatMap(flightId);
      return cabins.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats)).find((seat) => seat.name === name)?.state;
    },
    /** `POST /bookings` of one adult, or of `passengers`. */
    buy: ({ token }: Traveller, flightId: string, more: object = {}, key?: string) =>
      client.call('POST', '/bookings', {
        token,
        body: { flightId, passengers: [{}], paymentMethod: 'credit_card', ...more },
        ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
      }),
    read: async (path: string) => (await call(staff, 'GET', path)).body,
    /** The accounts, in minor units; as a standby has them. */
    ledger: async () => ledgerOf(await call(staff, 'GET', '/api/payments/balances')),
  };
}

export type Ledger = { provider_clearing: number; revenue_unflown: number; refunds_payable: number };

function ledgerOf({ body }: Answer): Ledger {
  const ledger: Ledger = { provider_clearing: 0, revenue_unflown: 0, refunds_payable: 0 };
  for (const each of body['balances'] as { account: keyof Ledger; amountMinor: number }[])
    ledger[each.account] += each.amountMinor;
  return ledger;
}

export const orderIn = ({ body }: Answer) => body as unknown as OrderAnswer;

/** The booking of the first passenger. */
export function firstIn(answer: Answer): string {
  const [first] = orderIn(answer).bookings ?? [];
  if (first === undefined) throw new Error(`no booking: ${answer.status} ${answer.text}`);
  return first.bookingId;
}
