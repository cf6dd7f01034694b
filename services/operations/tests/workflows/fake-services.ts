import {
  headers,
  NoticeComposition,
  NoticeDispatch,
  type NoticeFlight,
  PassengerQuery,
  RebookingMark,
  type Travellers,
  WebhookCall,
} from '@airside/contracts';
import { createInternalClient, type DirectoryWatch, type InternalClient } from '@airside/service';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { noticeFlight } from './flight.ts';

const clusterSecret = 'a-secret-of-the-test';

type Traveller = Travellers['travellers'][number];
/** What the next calls of a path meet instead of an answer. */
type Trouble = { path: RegExp; status: number | 'hang'; times: number };

export type FakeServices = {
  url: string;
  flight: NoticeFlight;
  travellers: Traveller[];
  /** Passengers that booking has forgotten. */
  forgotten: Set<string>;
  /** Bookings that were cancelled between the look-up and the marking. */
  cancelled: Set<string>;
  calls: { path: string; body: unknown; requestId: string | undefined }[];
  /** Notices by `event|passenger|channel`, and how often each was really sent: a repeat is known by its key. */
  sent: Map<string, number>;
  /** Events that those who follow the flight were told of, and how often they were really told. */
  followers: Map<string, number>;
  webhookCalls: WebhookCall[];
  marked: Set<string>;
  trouble(path: RegExp, status: number | 'hang', times?: number): void;
  close(): Promise<void>;
};

/** How another process or this one reaches the fake. */
export function clientOf(url: string): InternalClient {
  const directory = { find: () => [{ url }] } as unknown as DirectoryWatch;
  return createInternalClient({ directory, clusterSecret });
}

/** Booking and notification behind one address, as packages/contracts/src/internal.ts says; each call is held against it. */
export async function startFakeServices(travellerCount = 3): Promise<FakeServices> {
  const troubles: Trouble[] = [];
  const composed = new Set<string>();
  const hanging = new Set<ServerResponse>();

  const server = createServer((request, response) => {
    void handle(request).then(
      ({ status, body }) => {
        if (status === 'hang') hanging.add(response);
        else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      },
      (error: unknown) => response.writeHead(500).end(JSON.stringify({ message: String(error) })),
    );
  });

  async function handle(request: IncomingMessage): Promise<{ status: number | 'hang'; body?: unknown }> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const url = new URL(request.url ?? '/', 'http://fake');
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    if (request.headers[headers.clusterSecret] !== clusterSecret) return { status: 404 };
    const requestId = request.headers[headers.requestId];
    fake.calls.push({ path: url.pathname, body, requestId: typeof requestId === 'string' ? requestId : undefined });
    const trouble = troubles.find(({ path, times }) => times > 0 && path.test(url.pathname));
    if (trouble === undefined) return answer(url, body);
    trouble.times -= 1;
    // What hangs has done its work: only the answer is missing.
    if (trouble.status === 'hang') await answer(url, body);
    return { status: trouble.status, body: { message: 'in trouble' } };
  }

  async function answer(url: URL, body: unknown): Promise<{ status: number; body?: unknown }> {
    const { departure_id: id, flight_id: code } = fake.flight;
    switch (url.pathname) {
      case `/flights/${code}`:
        return { status: 200, body: resourceOf(fake.flight) };
      case `/internal/flights/${id}`:
        return { status: 200, body: fake.flight };
      case `/internal/flights/${id}/travellers`:
        return { status: 200, body: pageOf(fake.travellers, url.searchParams) };
      case '/internal/passengers/query': {
        const { passenger_ids: ids } = checked(PassengerQuery, body);
        return { status: 200, body: { passengers: ids.filter((one) => !fake.forgotten.has(one)).map(detailsOf) } };
      }
      case `/internal/flights/${id}/rebooking`: {
        const { booking_ids: ids } = checked(RebookingMark, body);
        const living = ids.filter((one) => !fake.cancelled.has(one));
        const already = living.filter((one) => fake.marked.has(one));
        for (const one of living) fake.marked.add(one);
        return { status: 200, body: { marked: living.filter((one) => !already.includes(one)), already } };
      }
      case '/internal/notices/compose':
        return { status: 200, body: { counts: compose(checked(NoticeComposition, body)) } };
      case '/internal/notices/send':
        return { status: 200, body: { counts: { queued: send(checked(NoticeDispatch, body)) } } };
      case '/internal/webhook-calls':
        fake.webhookCalls.push(checked(WebhookCall, body));
        return { status: 202, body: {} };
      default:
        return { status: 404, body: { message: `nothing at ${url.pathname}` } };
    }
  }

  function compose({ event_id, recipients, is_current, include_subscribers }: NoticeComposition) {
    if (include_subscribers === true) {
      if (recipients.length > 0) throw new Error('not the last page');
      fake.followers.set(event_id, fake.followers.get(event_id) ?? 1);
      return { planned: 1 };
    }
    if (!is_current) return { skipped: recipients.length };
    for (const { passenger_id } of recipients) {
      for (const channel of ['email', 'sms']) composed.add(`${event_id}|${passenger_id}|${channel}`);
    }
    return { planned: recipients.length * 2 };
  }

  function send({ event_id, passenger_ids }: NoticeDispatch): number {
    const keys = passenger_ids.flatMap((id) => ['email', 'sms'].map((channel) => `${event_id}|${id}|${channel}`));
    const due = keys.filter((key) => composed.has(key) && !fake.sent.has(key));
    for (const key of due) fake.sent.set(key, (fake.sent.get(key) ?? 0) + 1);
    return due.length;
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeServices = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    flight: noticeFlight(),
    travellers: travellersOf(travellerCount),
    forgotten: new Set(),
    cancelled: new Set(),
    calls: [],
    sent: new Map(),
    followers: new Map(),
    webhookCalls: [],
    marked: new Set(),
    trouble: (path, status, times = 1) => void troubles.push({ path, status, times }),
    async close() {
      for (const response of hanging) response.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

export function travellersOf(count: number): Traveller[] {
  return Array.from({ length: count }, (_none, index) => {
    const number = String(index + 1).padStart(3, '0');
    return {
      booking_id: `B${number}`,
      passenger_id: `P${number}`,
      booking_status: 'CONFIRMED',
      seat: `${Math.floor(index / 6) + 1}${'ABCDEF'[index % 6] ?? 'A'}`,
    };
  });
}

/** The flight as `GET /flights/{flightId}` shows it. */
function resourceOf(flight: NoticeFlight) {
  return {
    flight_id: flight.flight_id,
    departure_id: flight.departure_id,
    departure_date: '2026-12-01',
    airline: flight.airline,
    origin: flight.origin,
    destination: flight.destination,
    scheduled_departure: flight.scheduled_departure,
    scheduled_arrival: flight.scheduled_arrival,
    estimated_departure: flight.estimated_departure,
    estimated_arrival: flight.estimated_arrival,
    actual_departure: null,
    actual_arrival: null,
    status: flight.status,
    gate: flight.gate,
    terminal: flight.terminal,
    delay_minutes: 45,
    delay_reason: 'WEATHER',
    diverted_to: null,
    aircraft_type: 'B738',
    price_minor: 12_000,
    currency: 'USD',
    version: flight.version,
  };
}

function detailsOf(passenger_id: string) {
  return {
    passenger_id,
    account_id: null,
    first_name: 'Ana',
    last_name: 'Rusu',
    tier: 'MEMBER',
    special_requests: null,
    email: 'ana@example.org',
    phone: null,
  };
}

/** By the integer key of the booking, after the one given. */
function pageOf(travellers: readonly Traveller[], query: URLSearchParams): Travellers {
  const after = Number(query.get('after') ?? 0);
  const limit = Number(query.get('limit'));
  if (!(limit >= 1 && limit <= 500)) throw new Error(`limit ${limit}`);
  const page = travellers.slice(after, after + limit);
  const end = after + page.length;
  return { travellers: page, ...(end < travellers.length ? { next: end } : {}) };
}

function checked<Schema extends TSchema>(schema: Schema, body: unknown) {
  if (Value.Check(schema, body)) return body;
  const [fault] = Value.Errors(schema, body);
  throw new Error(`${fault?.instancePath ?? ''} ${fault?.message ?? ''}`);
}
