import { randomInt } from 'node:crypto';
import { query } from '../kit/database.ts';
import { type FullFlight, insertFullFlight } from '../kit/queries.ts';
import type { Stack } from '../kit/stack.ts';

const insertMs = 30_000;

/** A full flight whose travellers all want e-mails and SMS. */
export async function insertWillingTravellers(stack: Stack, travellers: number): Promise<FullFlight> {
  const booking = stack.databaseUrl('booking', 'booking_service');
  const flight = await insertFullFlight(booking, {
    code: `QN${randomInt(10_000, 99_999)}`,
    travellers,
    hasAccounts: false,
  });
  const passengers = [flight.passengers];
  await query(
    booking,
    `update passenger set phone = '+120255' || lpad((id % 100000)::text, 5, '0') where reference = any($1)`,
    passengers,
    insertMs,
  );
  await query(
    stack.databaseUrl('users', 'notification_service'),
    `insert into preference (passenger_id, email, sms, push, kinds, language)
     select unnest($1::text[]), true, true, false, array['delay', 'cancellation', 'gate_change'], 'en'`,
    passengers,
    insertMs,
  );
  return flight;
}
