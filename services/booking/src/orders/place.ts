import {
  type Cabin,
  invalidField,
  invalidFields,
  isStaff,
  type OrderPassenger,
  type PaymentMethod,
  Problem,
} from '@airside/contracts';
import { publish } from '@airside/events';
import type { Db } from '@airside/postgres';
import type { AccountCaller } from '@airside/service';
import type { Ordered, Refused } from '../bookings/idempotency.ts';
import type { KeyUse } from '../bookings/queries.ts';
import type { SaleTry } from '../bookings/rules.ts';
import { standardFare } from '../fares/fares.ts';
import type { Departure } from '../flights/rules.ts';
import { endHold, lockHold } from '../holds/queries.ts';
import { decideUse } from '../holds/rules.ts';
import { seatsEvent } from '../seats/events.ts';
import { assignSeats, type Taken, takeSeats } from '../seats/take.ts';
import { type Identified, identify } from './identify.ts';
import type { PlacedOrder } from './order.ts';
import { allotSeats, decideParty, faultsOfAges, needsSeat, type PartyMember } from './party-rules.ts';
import { checkKey, insertOrder, isPricedSo } from './place-queries.ts';
import { composePrice, sumPrices } from './price.ts';

/** What a party asks for. */
export type PartyOrder = {
  caller: AccountCaller;
  members: readonly PartyMember[];
  /** Undefined where the hold decides. */
  cabin: Cabin | undefined;
  /** Certain seats, in the order of those who need one. */
  seats: readonly string[] | undefined;
  holdId: string | undefined;
  paymentMethod: PaymentMethod;
  keyUse: KeyUse | undefined;
  now: Temporal.Instant;
  /** What the request is answered with, once it is paid and while it is not. */
  compose(order: PlacedOrder, status: 'PAYMENT_PENDING' | 'CONFIRMED'): object;
};

/** Who flies, in the order of the request. Throws VALIDATION_FAILED. */
export function readParty(passengers: readonly OrderPassenger[], caller: AccountCaller): PartyMember[] {
  const decision = decideParty(passengers, { isStaff: isStaff(caller.roles) });
  if (decision.kind === 'invalid') throw invalidFields(decision.faults);
  return decision.members;
}

const nothing = { isOpen: true, prior: undefined, sold: undefined };
/** What `integer` holds. */
const greatestAmount = 2_147_483_647;

/** One try to sell a party its seats, all or nothing, in the caller's transaction. */
export async function tryOrder(
  tx: Db,
  flight: Departure,
  order: PartyOrder,
  terms: { locator: string; declined: Refused },
): Promise<SaleTry> {
  const { caller, members, keyUse } = order;
  if (keyUse !== undefined) {
    const { isOpen, prior } = await checkKey(tx, caller.userId, keyUse);
    if (!isOpen || prior !== undefined) return { isOpen, prior, sold: undefined };
  }
  const tooYoungOrOld = faultsOfAges(members, flight.departureDate);
  if (tooYoungOrOld.length > 0) throw invalidFields(tooYoungOrOld);
  // Of another price by now: the flight is read again.
  if (!(await isPricedSo(tx, flight))) return nothing;
  const count = members.filter(needsSeat).length;
  const cabin = await cabinOf(tx, flight, order, count);
  const taken = await takeSeats(tx, {
    flightId: flight.id,
    cabin,
    count,
    // Seats that were held are these and no others; whether they suit is said below.
    avoidsExits: order.holdId === undefined && members.some((member) => needsSeat(member) && !member.mayUseExits),
    mayOverbook: true,
    ...(order.seats === undefined ? {} : { names: order.seats }),
    ...(order.holdId === undefined ? {} : { holdId: order.holdId }),
  });
  if (taken === undefined) return nothing;
  const isFixed = order.seats !== undefined;
  const allotted = allotSeats(members, taken, { isFixed });
  if (allotted === undefined)
    throw invalidField(
      order.holdId === undefined ? 'seats' : 'holdId',
      'has a seat at an exit for somebody who may not sit there',
    );
  return write(tx, flight, order, { ...terms, cabin, allotted });
}

/** Throws where a hold cannot be used. */
async function cabinOf(
  tx: Db,
  flight: Departure,
  { caller, cabin, holdId }: PartyOrder,
  seats: number,
): Promise<Cabin> {
  if (holdId === undefined) return cabin ?? 'economy';
  const wanted = { accountId: caller.userId, flightId: flight.id, seats, cabin };
  const use = decideUse(await lockHold(tx, holdId), wanted);
  if (use.kind === 'refuse') throw new Problem(use.code);
  if (use.kind === 'invalid') throw invalidField('holdId', use.message);
  return use.cabin;
}

type Sale = {
  locator: string;
  declined: Refused;
  cabin: Cabin;
  /** In the order of the members; none for an infant. */
  allotted: readonly (Taken | undefined)[];
};

async function write(tx: Db, flight: Departure, order: PartyOrder, sale: Sale): Promise<SaleTry> {
  const { caller, keyUse } = order;
  const identified = await identify(tx, caller, order.members);
  const placed = composeOrder(flight, order, sale, identified);
  const { orderId, price } = placed;
  if (price.totalMinor > greatestAmount)
    throw invalidField('passengers', 'cost more together than can be paid at once');
  const outcome: Ordered = {
    kind: 'ordered',
    body: order.compose(placed, 'CONFIRMED'),
    pendingBody: order.compose(placed, 'PAYMENT_PENDING'),
  };
  const isNew = await insertOrder(tx, {
    ...placed,
    accountId: caller.userId,
    flightId: flight.id,
    amountMinor: price.totalMinor,
    currency: price.currency,
    passengers: identified.newPassengers,
    key: keyUse && { ...keyUse, outcome: { kind: 'pending', orderId, confirmed: outcome, declined: sale.declined } },
  });
  if (!isNew) return { ...nothing, isOpen: false };
  const owners = sale.allotted.flatMap((seat, index) =>
    seat === undefined ? [] : [{ bookingId: identified.ids.bookingIds[index] ?? 0, name: seat.name }],
  );
  await assignSeats(tx, flight.id, owners);
  if (order.holdId !== undefined) await endHold(tx, order.holdId);
  const changes = placed.bookings.flatMap(({ seat }) =>
    seat === null ? [] : [{ name: seat, state: 'taken' as const }],
  );
  await publish(tx, [seatsEvent(flight, changes, { id: `order/${orderId}/seats`, time: order.now })]);
  return { ...nothing, sold: { orderId, amountMinor: price.totalMinor, currency: price.currency, outcome } };
}

function composeOrder(
  flight: Departure,
  { members, paymentMethod }: PartyOrder,
  { cabin, allotted, locator }: Sale,
  { ids, travellers }: Identified,
): PlacedOrder {
  const bookings = members.map((member, index) => {
    const seat = allotted[index];
    return {
      id: ids.bookingIds[index] ?? 0,
      passengerId: travellers[index]?.id ?? 0,
      firstName: travellers[index]?.firstName ?? '',
      lastName: travellers[index]?.lastName ?? null,
      type: member.type,
      infantOf: member.infantOf === undefined ? null : (ids.bookingIds[member.infantOf] ?? null),
      seat: seat === undefined || seat.isExtra ? null : seat.name,
      specialRequests: member.specialRequests,
      price: composePrice(flight, { type: member.type, cabin }),
    };
  });
  const prices = bookings.map((booking) => booking.price);
  return {
    orderId: ids.orderId,
    locator,
    flight,
    cabin,
    fare: standardFare,
    paymentMethod,
    price: sumPrices(prices),
    bookings,
  };
}
