import { isStaff, Problem } from '@airside/contracts';
import type { AccountCaller } from '@airside/service';
import { parseBookingId } from '../bookings/rules.ts';
import type { Asker } from './sold-order.ts';

export function askerOf({ userId, roles }: AccountCaller): Asker {
  return { userId, isStaff: isStaff(roles) };
}

/** The integer key of a booking in a path. Throws BOOKING_NOT_FOUND for what can be none. */
export function readBookingId(given: string): number {
  const id = parseBookingId(given);
  if (id === undefined) throw new Problem('BOOKING_NOT_FOUND');
  return id;
}
