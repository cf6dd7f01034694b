import {
  type ChannelChoice,
  isStaff,
  PassengerBookings,
  PassengerIdInPath,
  PassengerResource,
  Problem,
} from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access, type Caller } from '@airside/service';
import { Type } from 'typebox';
import { listBookingsOfPassenger } from '../bookings/resource-queries.ts';
import { findPassenger, type PassengerRow } from './queries.ts';
import { parsePassengerId } from './rules.ts';

export type PassengerResourceDeps = {
  cluster: Cluster;
  /** Channels that a passenger chose, as the notification service knows them. Throws SERVICE_UNAVAILABLE. */
  findChannels: (passengerReference: string) => Promise<ChannelChoice>;
  /** Lets anybody read, as the oldest clients expect (`OPEN_READS`). */
  isOpen: boolean;
};

const tags = ['passengers'];
const params = Type.Object({ passengerId: PassengerIdInPath });
/** Most bookings in one answer; the newest. */
const longestList = 500;

/** Travellers in the words of the resource API (api.md §4). */
export function passengerResourceRoutes(app: App, { cluster, findChannels, isOpen }: PassengerResourceDeps): void {
  const config = { access: isOpen ? access.public : access.signedIn, errors: 'resource' as const };

  /** To whoever may not see a passenger it does not exist. */
  async function passengerFor(caller: Caller, passengerId: string): Promise<PassengerRow> {
    const id = parsePassengerId(passengerId);
    // From the primary: whoever has just claimed a passenger expects to see it.
    const passenger = id === undefined ? undefined : await findPassenger(cluster.writer, id);
    if (passenger === undefined || !(isOpen || maySee(passenger, caller))) throw new Problem('PASSENGER_NOT_FOUND');
    return passenger;
  }

  for (const base of ['', '/api']) {
    app.get(
      `${base}/passengers/:passengerId`,
      {
        config,
        schema: {
          summary: 'A passenger, for himself and for staff',
          tags,
          params,
          response: { 200: PassengerResource },
        },
      },
      async (request) => {
        const passenger = await passengerFor(request.caller, request.params.passengerId);
        return {
          passenger_id: passenger.reference,
          first_name: passenger.firstName,
          last_name: passenger.lastName,
          tier: passenger.tier,
          notification_preferences: await findChannels(passenger.reference),
          special_requests: passenger.specialRequests,
        };
      },
    );

    app.get(
      `${base}/passengers/:passengerId/bookings`,
      {
        config,
        schema: {
          summary: 'Bookings of a passenger, newest first',
          tags,
          params,
          response: { 200: PassengerBookings },
        },
      },
      async (request) => {
        const { id } = await passengerFor(request.caller, request.params.passengerId);
        const rows = await listBookingsOfPassenger(cluster.own, id, longestList);
        const bookings = rows.map(({ reference, flightCode, departureDate, status }) => ({
          booking_id: reference,
          flight_id: flightCode,
          departure_date: departureDate.toString(),
          booking_status: status,
        }));
        return { bookings, count: bookings.length };
      },
    );
  }
}

function maySee(passenger: PassengerRow, caller: Caller): boolean {
  return caller.kind === 'account' && (isStaff(caller.roles) || passenger.accountId === caller.userId);
}
