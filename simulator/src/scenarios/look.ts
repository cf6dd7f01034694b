import type { ExecutionList, FlightBookings, NoticeLedger } from '@airside/contracts';
import type { Static } from 'typebox';
import { bodyOf, type Client } from '../target/client.ts';
import type { Seen } from './rules.ts';

/** Booking states of those who do not fly any more. */
const left = ['CANCELLED'];

/** Reads what the system shows about a flight and what was done for it. Throws Failure where it is not told. */
export async function lookAt(client: Client, flightId: string): Promise<Seen> {
  const read = async <Body>(path: string) =>
    bodyOf<Body>(await client.callPatiently({ method: 'GET', path }), `${path} is not to be read`);
  const [flight, { executions }, { bookings }, { notifications }] = await Promise.all([
    read<Record<string, unknown>>(`/flights/${flightId}`),
    read<ExecutionList>(`/api/ops/executions?flight=${flightId}`),
    read<Static<typeof FlightBookings>>(`/flights/${flightId}/bookings`),
    read<NoticeLedger>(`/api/ops/notifications?flight=${flightId}&limit=500`),
  ]);
  const travellers = bookings.filter(({ booking_status: status }) => !left.includes(status));
  return {
    flight,
    executions,
    bookings: travellers.map((one) => ({ passengerId: one.passenger_id, status: one.booking_status })),
    notices: notifications,
  };
}
