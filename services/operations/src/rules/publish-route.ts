import {
  type AirsideEvent,
  FlightCode,
  type FlightResource,
  invalidField,
  invalidFields,
  Problem,
  Publication,
  Published,
} from '@airside/contracts';
import { createEvent, publish } from '@airside/events';
import type { Cluster } from '@airside/postgres';
import { type App, access, accountOf } from '@airside/service';
import { randomUUID } from 'node:crypto';
import { Compile } from 'typebox/compile';
import type { BookingClient } from '../workflows/booking.ts';
import {
  dataFaults,
  fillIn,
  type Given,
  isPublishable,
  type Known,
  type PublishableType,
  publishableTypes,
  type PublishedData,
  subjectOf,
} from './fill-in.ts';

export type PublishDeps = {
  cluster: Pick<Cluster, 'transaction'>;
  booking: BookingClient;
  now: () => Temporal.Instant;
};

const isFlightCode = Compile(FlightCode);

/** `POST /api/ops/publish`: one internal event on the bus by hand. It changes no flight; whoever listens hears of it. */
export function publishRoute(app: App, { cluster, booking, now }: PublishDeps): void {
  app.post(
    '/api/ops/publish',
    {
      config: { access: access.admin },
      schema: {
        summary: 'Put one internal event on the bus by hand; members that the system knows are filled in',
        tags: ['operations'],
        body: Publication,
        response: { 202: Published },
      },
    },
    async (request, reply) => {
      const { type, data: given } = request.body;
      if (!isPublishable(type)) throw invalidField('type', `must be one of ${publishableTypes.join(', ')}`);
      const eventId = randomUUID();
      const data = fillIn(type, given, { eventId, now: now(), ...(await askBooking(booking, type, given)) });
      const faults = dataFaults(type, data);
      if (faults.length > 0) throw invalidFields(faults);
      const event = composeEvent(type, data, eventId, now());
      await cluster.transaction((tx) => publish(tx, [event]));
      request.log.warn({ eventId, type, by: accountOf(request).userId }, 'event published by hand');
      return reply.code(202).send({ eventId, event: { ...event } });
    },
  );
}

function composeEvent(type: PublishableType, data: Given, id: string, time: Temporal.Instant): AirsideEvent {
  const subject = subjectOf(data);
  return createEvent<PublishableType>(
    {
      type,
      source: '/operations_service',
      ...(subject === undefined ? {} : { subject }),
      // Checked against the schema of its type by the caller.
      data: data as PublishedData,
    },
    { id, time },
  ) as AirsideEvent;
}

/** What booking knows of the flight that an event names. */
async function askBooking(
  booking: BookingClient,
  type: PublishableType,
  given: Given,
): Promise<Pick<Known, 'flight' | 'passengers'>> {
  const code = given['flight_id'];
  if (!type.startsWith('flight.') || typeof code !== 'string' || code === '') return {};
  if (!isFlightCode.Check(code)) throw invalidField('data.flight_id', 'must be a flight code, such as FL001');
  const flight = await findFlight(booking, code);
  const isCounted = type.startsWith('flight.delay.') || type === 'flight.cancelled';
  if (!isCounted || given['affected_passengers_count'] !== undefined) return { flight };
  const travellers = await booking.listTravellers(flight.departure_id);
  return { flight, passengers: new Set(travellers.map(({ passenger_id }) => passenger_id)).size };
}

async function findFlight(booking: BookingClient, code: string): Promise<FlightResource> {
  try {
    return await booking.findByCode(code);
  } catch (error) {
    if (error instanceof Problem && error.code === 'NOT_FOUND') throw new Problem('FLIGHT_NOT_FOUND');
    if (error instanceof Problem) throw error;
    throw new Problem('UPSTREAM_FAILED', { params: { service: 'booking_service' }, cause: error });
  }
}
