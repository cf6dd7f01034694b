import { eventSchema } from '@airside/contracts';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, type NewFlight, type Sold, startSales, type TestSales } from '../../tests/sold.ts';

let sales: TestSales;
beforeAll(async () => {
  sales = await startSales();
});
afterAll(async () => {
  await sales.close();
});
/** Every test has the cities for itself. */
beforeEach(async () => {
  await sales.query(`update flight set phase = 'arrived'`);
  await sales.query(`update rebooking_offer set state = 'released' where state = 'open'`);
});

type As = number | 'staff' | 'nobody';
type Option = { departureId: number; rank: number; reasons: string[]; arrivalDifferenceMinutes: number };
const options = (id: number, as: As) => sales.call('GET', `/bookings/${id}/rebooking-options`, { as });
const rebook = (id: number, as: As, payload: object, key?: string) =>
  sales.call('POST', `/api/bookings/${id}/rebooking`, {
    as,
    payload,
    ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
  });
const firstOf = ({ bookings: [booking] }: Sold) => booking?.id ?? 0;
const departuresIn = (body: Record<string, unknown>) =>
  (body['options'] as Option[]).map(({ departureId }) => departureId);
const family = [{}, {}, { type: 'CHD' as const }, { type: 'INF' as const, infantOf: 0 }];

/** Cancels a flight as the workflow of operations does: marks those who were on it. */
async function cancelFlight(flightId: number, { priority, eventId = `cancel/${flightId}` }: Cancelled = {}) {
  await sales.query(`update flight set phase = 'cancelled', version = version + 1 where id = $1`, [flightId]);
  const rows = await sales.query<{ reference: string }>(
    `select reference from booking where flight_id = $1 and status <> 'CANCELLED' order by id`,
    [flightId],
  );
  const payload = {
    event_id: eventId,
    booking_ids: rows.map(({ reference }) => reference),
    ...(priority === undefined ? {} : { priority }),
  };
  return sales.call('POST', `/internal/flights/${flightId}/rebooking`, { as: 'service', payload });
}
type Cancelled = { priority?: 'HIGH' | 'NORMAL' | 'LOW'; eventId?: string };

async function bookingsOf({ orderId }: Sold) {
  return sales.query<{ flightId: number; seat: string | null; status: string }>(
    `select flight_id as "flightId", seat, status from booking where order_id = $1 order by id`,
    [orderId],
  );
}

const offersOf = ({ orderId }: Sold) =>
  sales.query<{ state: string; priority: string }>(
    'select state, priority from rebooking_offer where order_id = $1 order by id',
    [orderId],
  );

describe('a cancelled flight', () => {
  test('its party is rebooked together in one call, at no charge, and the timeline tells the story', async () => {
    const flightId = await sales.newFlight({ inHours: 50 });
    const better = await sales.newFlight({ inHours: 53, priceMinor: 90_000 });
    const order = await sales.newOrder(flightId, { passengers: family });
    const [id, owner] = [firstOf(order), order.accountId];
    const marked = await cancelFlight(flightId);
    expect(marked.body).toEqual({ marked: order.bookings.map(({ reference }) => reference), already: [] });
    expect((await cancelFlight(flightId)).body).toMatchObject({ marked: [] });
    expect((await options(id, owner)).body).toMatchObject({
      bookings: order.bookings.map(({ reference }) => reference),
      cancelled: { departureId: flightId, status: 'CANCELLED' },
      options: [
        {
          departureId: better,
          rank: 1,
          arrivalDifferenceMinutes: 180,
          reasons: expect.arrayContaining(['arrives 3 h later', 'same airports', 'same airline', 'has 3 seats']),
        },
      ],
      count: 1,
    });
    const moved = await rebook(id, owner, { departureId: better }, 'key-1');
    expect([moved.status, moved.body]).toMatchObject([
      200,
      {
        message: 'Rebooked successfully',
        status: 'CONFIRMED',
        flight: { departureId: better },
        bookings: [{ seat: '1A' }, { seat: '1B' }, { seat: '1C' }, { seat: null }],
      },
    ]);
    expect((await rebook(id, owner, { departureId: better }, 'key-1')).body).toEqual(moved.body);
    expect((await rebook(id, owner, { departureId: flightId }, 'key-1')).status).toBe(422);
    expect((await rebook(id, owner, { departureId: better })).body).toEqual({
      error: 'This booking needs no rebooking',
    });
    for (const row of await bookingsOf(order)) expect(row).toMatchObject({ flightId: better, status: 'CONFIRMED' });
    const [money] = await sales.query(
      `select count(*)::int as moves, max(o.amount_minor) as amount from stand_in_movement m
         join booking_order o on o.id = m.order_id where m.order_id = $1`,
      [order.orderId],
    );
    expect(money).toEqual({ moves: 1, amount: 57_000 });
    const old = await sales.query('select from seat where flight_id = $1 and booking_id is not null', [flightId]);
    expect(old).toEqual([]);
    expect(await offersOf(order)).toEqual([{ state: 'accepted', priority: 'NORMAL' }]);
    const told = (await sales.call('GET', `/bookings/${id}/timeline`, { as: owner })).body;
    expect(told['timeline']).toMatchObject([
      {
        kind: 'flight_cancelled',
        actor: 'system',
        text: expect.stringMatching(/^The airline cancelled flight TS\d+ on/),
      },
      { kind: 'rebooking_offered', actor: 'system', detail: { options: 1 } },
      {
        kind: 'rebooked',
        actor: 'you',
        text: expect.stringMatching(/^Rebooked at no charge: TS\d+ on .*, seat 1A\.$/),
      },
    ]);
  });

  test('is told of in the timeline also where the party was quicker than the marking', async () => {
    const flightId = await sales.newFlight({ inHours: 50 });
    const better = await sales.newFlight({ inHours: 53 });
    const order = await sales.newOrder(flightId, { passengers: family });
    const [id, owner] = [firstOf(order), order.accountId];
    await sales.query(`update flight set phase = 'cancelled', version = version + 1 where id = $1`, [flightId]);
    expect((await rebook(id, owner, { departureId: better })).status).toBe(200);
    expect((await cancelFlight(flightId)).body).toMatchObject({ marked: [] });
    const { timeline } = (await sales.call('GET', `/bookings/${id}/timeline`, { as: owner })).body;
    const kinds = (timeline as { kind: string }[]).map(({ kind }) => kind).slice(-2);
    expect(kinds).toEqual(['flight_cancelled', 'rebooked']);
  });

  test('its events name the old flight and the new one, and the status', async () => {
    const [flightId, next] = [await sales.newFlight({ inHours: 50 }), await sales.newFlight({ inHours: 52 })];
    const order = await sales.newOrder(flightId);
    await cancelFlight(flightId);
    expect((await rebook(firstOf(order), 'staff', { departureId: next })).status).toBe(200);
    const rows = await sales.query<{ event: { type: 'booking.flight_changed' | 'booking.status_changed' } }>(
      `select event from outbox where event->'data'->>'booking_id' = $1 order by seq`,
      [order.bookings[0]?.reference],
    );
    const events = rows.map(({ event }) => event);
    expect(events).toMatchObject([
      { type: 'booking.status_changed', data: { new_status: 'NEEDS_REBOOKING' } },
      {
        type: 'booking.flight_changed',
        data: {
          reason: 'rebooking',
          old_flight: { departure_id: flightId, seat: '1A' },
          new_flight: { departure_id: next, seat: '1A' },
        },
      },
      { type: 'booking.status_changed', data: { old_status: 'NEEDS_REBOOKING', new_status: 'CONFIRMED' } },
    ]);
    for (const event of events) expect(Value.Errors(eventSchema(event.type), event)).toEqual([]);
  });

  test('alternatives lie between the same cities, around its time, and have seats for all', async () => {
    const flightId = await sales.newFlight({ inHours: 100, seats: 20 });
    const order = await sales.newOrder(flightId, { passengers: family });
    const flights: Record<string, NewFlight> = {
      later: { inHours: 103 },
      otherAirport: { inHours: 101, destination: 'STN' },
      tooSmall: { inHours: 100.5, seats: 2 },
      otherCity: { inHours: 100, destination: 'BER' },
      tooLate: { inHours: 175 },
      gone: { inHours: 102, phase: 'departed' },
      earlier: { inHours: 98 },
    };
    const ids = new Map<string, number>();
    for (const [name, flight] of Object.entries(flights)) ids.set(name, await sales.newFlight(flight));
    await cancelFlight(flightId);
    const { body } = await options(firstOf(order), order.accountId);
    expect(departuresIn(body)).toEqual([ids.get('otherAirport'), ids.get('earlier'), ids.get('later')]);
  });

  test('a flight that can no longer take all of them is refused with what is possible now, and nobody has moved', async () => {
    const flightId = await sales.newFlight({ inHours: 50 });
    const [small, big] = [await sales.newFlight({ inHours: 51, seats: 3 }), await sales.newFlight({ inHours: 56 })];
    const order = await sales.newOrder(flightId, { passengers: family });
    await cancelFlight(flightId);
    expect(departuresIn((await options(firstOf(order), order.accountId)).body)).toEqual([small, big]);
    await sales.newOrder(small);
    for (const key of ['once', 'once']) {
      const refused = await rebook(firstOf(order), order.accountId, { departureId: small }, key);
      expect([refused.status, refused.body['error'], departuresIn(refused.body)]).toEqual([
        409,
        'This flight can no longer take the party; choose another',
        [big],
      ]);
    }
    for (const row of await bookingsOf(order)) expect(row).toMatchObject({ flightId, status: 'NEEDS_REBOOKING' });
    // A part of the party still fits; the rest keeps its offer.
    const [one, , , infant] = order.bookings;
    const alone = { departureId: small, bookingIds: [one?.reference] };
    expect((await rebook(firstOf(order), order.accountId, alone)).body).toMatchObject({
      bookings: [{ bookingId: one?.reference }, { bookingId: infant?.reference }],
    });
    expect(await offersOf(order)).toEqual([{ state: 'open', priority: 'NORMAL' }]);
    const rest = order.bookings[1]?.id ?? 0;
    expect((await rebook(rest, order.accountId, { departureId: big })).status).toBe(200);
    expect(await offersOf(order)).toEqual([{ state: 'accepted', priority: 'NORMAL' }]);
  });

  test('scarce seats are for parties of a higher priority first; staff may decide otherwise', async () => {
    const [urgent, usual] = [await sales.newFlight({ inHours: 50 }), await sales.newFlight({ inHours: 50 })];
    const scarce = await sales.newFlight({ inHours: 52, seats: 4 });
    const [high, low] = [
      await sales.newOrder(urgent, { passengers: family }),
      await sales.newOrder(usual, { passengers: [{}, {}] }),
    ];
    await cancelFlight(urgent, { priority: 'HIGH' });
    await cancelFlight(usual, { priority: 'LOW' });
    expect((await options(firstOf(low), low.accountId)).body).toMatchObject({ count: 0 });
    expect(departuresIn((await options(firstOf(low), 'staff')).body)).toEqual([scarce]);
    expect((await rebook(firstOf(low), low.accountId, { departureId: scarce })).status).toBe(409);
    expect(departuresIn((await options(firstOf(high), high.accountId)).body)).toEqual([scarce]);
    await sales.query(`update rebooking_offer set offered_at = now() - interval '31 minutes' where order_id = $1`, [
      high.orderId,
    ]);
    expect(departuresIn((await options(firstOf(low), low.accountId)).body)).toEqual([scarce]);
  });

  test('who cancels instead gets everything back, and the offer ends', async () => {
    const flightId = await sales.newFlight({ inHours: 5 });
    const order = await sales.newOrder(flightId);
    await cancelFlight(flightId);
    const id = firstOf(order);
    const { body } = await sales.call('POST', `/bookings/${id}/cancellation-quotes`, { as: order.accountId });
    expect(body).toMatchObject({ refundAmountMinor: 20_000 });
    await sales.call('DELETE', `/api/flight/cancel-booking/${id}`, { as: order.accountId });
    expect(await offersOf(order)).toEqual([{ state: 'released', priority: 'NORMAL' }]);
    expect((await options(id, order.accountId)).status).toBe(409);
  });

  test("another person's party is not there; nobody signs in first; a traveller moves alone", async () => {
    const [flightId, next] = [await sales.newFlight({ inHours: 50 }), await sales.newFlight({ inHours: 52 })];
    const order = await sales.newOrder(flightId, { passengers: [{}, { accountId: 501 }] });
    await cancelFlight(flightId);
    const id = firstOf(order);
    for (const [as, status] of [
      ['nobody', 401],
      [1, 404],
    ] as const) {
      expect((await options(id, as)).status).toBe(status);
      expect((await rebook(id, as, { departureId: next })).status).toBe(status);
    }
    const other = { departureId: next, bookingIds: [order.bookings[0]?.reference] };
    expect((await rebook(order.bookings[1]?.id ?? 0, 501, other)).status).toBe(404);
    expect((await rebook(order.bookings[1]?.id ?? 0, 501, { departureId: next })).body['bookings']).toHaveLength(1);
    expect(await bookingsOf(order)).toMatchObject([{ flightId }, { flightId: next }]);
    expect((await options(id, 'staff')).status).toBe(200);
    expect((await rebook(id, order.accountId, { departureId: next, bookingIds: [] })).status).toBe(400);
  });
});

async function untilServed(answer: Answer, ask: () => Promise<Answer>): Promise<Answer> {
  return answer.status === 503 ? untilServed(await ask(), ask) : answer;
}

describe('many at once', () => {
  const expectSane = async (flightId: number) => {
    const doubled = await sales.query(
      `select seat from booking where flight_id = $1 and status <> 'CANCELLED' and seat is not null group by seat having count(*) > 1`,
      [flightId],
    );
    expect(doubled).toEqual([]);
    const [row] = await sales.query<{ strays: number }>(
      `select count(*)::int as strays from seat s left join booking b on b.id = s.booking_id
        where s.flight_id = $1 and s.booking_id is not null
          and (b.flight_id <> s.flight_id or b.seat is distinct from s.name or b.status = 'CANCELLED')`,
      [flightId],
    );
    expect(row).toEqual({ strays: 0 });
  };

  test('100 parties and too few seats: no seat twice, nobody twice, all seats used, the rest told what there is', async () => {
    const flightId = await sales.newFlight({ inHours: 50, seats: 200 });
    const [scarce, spare] = [
      await sales.newFlight({ inHours: 52, seats: 60 }),
      await sales.newFlight({ inHours: 60, seats: 140 }),
    ];
    const parties: Sold[] = [];
    for (let index = 0; index < 100; index += 1) parties.push(await sales.newOrder(flightId, { passengers: [{}, {}] }));
    const marked = (await cancelFlight(flightId)).body['marked'];
    expect(marked).toHaveLength(200);
    const answers = await Promise.all(
      parties.map(async (party) => {
        const ask = () => rebook(firstOf(party), party.accountId, { departureId: scarce }, 'my-key');
        const [one, two] = await Promise.all([ask(), ask()]);
        // A busy machine may be out of connections; whoever is told so asks again with the same key.
        return Promise.all([one, two].map((answer) => untilServed(answer, ask)));
      }),
    );
    await expectSane(scarce);
    const won = answers.filter((pair) => pair.some(({ status }) => status === 200));
    for (const { status } of answers.flat()) expect([200, 409]).toContain(status);
    const [taken] = await sales.query(
      `select count(*)::int as count from seat where flight_id = $1 and booking_id is not null`,
      [scarce],
    );
    expect(taken).toEqual({ count: won.length * 2 });
    // Who was told to come back, because others had the last seats in their hands, does so.
    for (const party of parties) {
      const found = await options(firstOf(party), party.accountId);
      if (found.status === 409) continue;
      const [best = 0] = departuresIn(found.body);
      expect((await rebook(firstOf(party), party.accountId, { departureId: best })).status).toBe(200);
    }
    for (const id of [scarce, spare]) await expectSane(id);
    const left = await sales.query<{ id: number; count: number }>(
      `select flight_id as id, count(*)::int as count from seat where flight_id = any($1) and booking_id is null group by flight_id`,
      [[scarce, spare]],
    );
    expect(left).toEqual([]);
    const told = await sales.query(
      `select 1 from outbox where event->>'type' = 'booking.flight_changed' and event->'data'->'old_flight'->>'departure_id' = $1`,
      [String(flightId)],
    );
    expect(told).toHaveLength(200);
  }, 120_000);

  test('cancelled while it is rebooked, a party ends as one of the two, and money comes back once', async () => {
    for (let round = 0; round < 8; round += 1) {
      const [flightId, next] = [await sales.newFlight({ inHours: 50 }), await sales.newFlight({ inHours: 52 })];
      const order = await sales.newOrder(flightId, { passengers: family });
      await cancelFlight(flightId);
      const id = firstOf(order);
      const [moved, cancelled] = await Promise.all([
        rebook(id, order.accountId, { departureId: next }),
        sales.call('DELETE', `/api/flight/cancel-booking/${id}`, { as: order.accountId }),
        rebook(id, 'staff', { departureId: next }),
      ]);
      expect([200, 409]).toContain(moved.status);
      expect(cancelled.status).toBe(200);
      const rows = await bookingsOf(order);
      expect(rows[0]?.status).toBe('CANCELLED');
      expect(rows[3]?.status).toBe('CANCELLED');
      const refunds = await sales.query(`select from stand_in_movement where order_id = $1 and kind = 'refund'`, [
        order.orderId,
      ]);
      expect(refunds).toHaveLength(1);
      for (const flight of [flightId, next]) await expectSane(flight);
      await sales.query(`update flight set phase = 'arrived' where id = $1`, [next]);
    }
  });
});
