import type { FieldFault, OrderPassenger, PassengerType, SpecialRequest } from '@airside/contracts';
import { foldName } from '../airports/names.ts';

/** Somebody of a party that may fly. */
export type PartyMember = {
  type: PassengerType;
  /** Undefined for the account's own passenger. */
  names: { firstName: string; lastName: string } | undefined;
  /** Said to be whoever books. */
  isSelf: boolean;
  dateOfBirth: string | undefined;
  specialRequests: readonly SpecialRequest[];
  tier: OrderPassenger['tier'];
  /** Place in the party of the adult on whose lap an infant flies. */
  infantOf: number | undefined;
  /** Whether the seat may be at an emergency exit. */
  mayUseExits: boolean;
};

export type PartyDecision = { kind: 'party'; members: PartyMember[] } | { kind: 'invalid'; faults: FieldFault[] };

/** Whoever cannot help to open an exit may not sit there. */
export const keepFromExits: readonly SpecialRequest[] = [
  'WCHR',
  'WCHS',
  'WCHC',
  'BLND',
  'DEAF',
  'UMNR',
  'MAAS',
  'PETC',
];

/**
 * Decides whether these people may fly together: infants on the laps of adults, one each; children with an adult, or each as
 * an unaccompanied minor. `isStaff` may also give a tier.
 */
export function decideParty(passengers: readonly OrderPassenger[], { isStaff }: { isStaff: boolean }): PartyDecision {
  const types = passengers.map(({ type }) => type ?? 'ADT');
  const adults = types.flatMap((type, index) => (type === 'ADT' ? [index] : []));
  const faults: FieldFault[] = [];
  let infants = 0;
  const members = passengers.map((passenger, index): PartyMember => {
    const type = types[index] ?? 'ADT';
    const field = `passengers.${index}`;
    const requests = passenger.specialRequests ?? [];
    const infantOf = type === 'INF' ? adults[infants++] : undefined;
    const { firstName, lastName } = passenger;
    const isNamed = firstName !== undefined && lastName !== undefined;
    const mayBeNameless = index === adults[0] && firstName === undefined && lastName === undefined;
    if (!isNamed && !mayBeNameless)
      faults.push({ field: `${field}.${firstName === undefined ? 'firstName' : 'lastName'}`, message: 'is required' });
    if (type === 'INF' && infantOf === undefined)
      faults.push({ field: `${field}.type`, message: 'needs an adult, and each adult may hold one infant' });
    if (type === 'CHD' && adults.length === 0 && !requests.includes('UMNR'))
      faults.push({ field: `${field}.type`, message: 'needs an adult, or the special request UMNR' });
    if (type !== 'CHD' && requests.includes('UMNR'))
      faults.push({ field: `${field}.specialRequests`, message: 'UMNR is for children' });
    if (passenger.self === true && (type !== 'ADT' || passengers.findIndex(({ self }) => self === true) !== index))
      faults.push({ field: `${field}.self`, message: 'is for one adult' });
    if (passenger.tier !== undefined && !isStaff)
      faults.push({ field: `${field}.tier`, message: 'may be set by staff only' });
    return {
      type,
      names: isNamed ? { firstName, lastName } : undefined,
      isSelf: passenger.self === true,
      dateOfBirth: passenger.dateOfBirth,
      specialRequests: requests,
      tier: passenger.tier,
      infantOf,
      mayUseExits: type === 'ADT' && !requests.some((request) => keepFromExits.includes(request)),
    };
  });
  for (const { infantOf } of members) {
    const holder = infantOf === undefined ? undefined : members[infantOf];
    if (holder !== undefined) holder.mayUseExits = false;
  }
  return faults.length > 0 ? { kind: 'invalid', faults } : { kind: 'party', members };
}

/** Whole years on a day. */
function ageOn(day: Temporal.PlainDate, dateOfBirth: Temporal.PlainDate): number {
  return dateOfBirth.until(day, { largestUnit: 'years' }).years;
}

/** Ages on the day of departure (IATA): infants below 2, children below 12; only where a date of birth is given. */
export function faultsOfAges(members: readonly PartyMember[], departure: Temporal.PlainDate): FieldFault[] {
  return members.flatMap(({ type, dateOfBirth }, index) => {
    if (dateOfBirth === undefined) return [];
    const born = Temporal.PlainDate.from(dateOfBirth);
    const field = `passengers.${index}.dateOfBirth`;
    if (Temporal.PlainDate.compare(born, departure) > 0) return [{ field, message: 'is after the departure' }];
    const age = ageOn(departure, born);
    const found: PassengerType = age < 2 ? 'INF' : age < 12 ? 'CHD' : 'ADT';
    if (age > 130) return [{ field, message: 'is too long ago' }];
    return found === type ? [] : [{ field, message: `is that of type ${found}: ${age} years old on departure` }];
  });
}

export function needsSeat({ type }: Pick<PartyMember, 'type'>): boolean {
  return type !== 'INF';
}

/** Whether the names given are those of the account's own passenger: then it is he who flies. */
export function isOwnName(
  names: PartyMember['names'],
  own: { firstName: string; lastName: string | null | undefined },
): boolean {
  if (names === undefined) return true;
  if (own.lastName === null || own.lastName === undefined) return false;
  return foldName(names.firstName) === foldName(own.firstName) && foldName(names.lastName) === foldName(own.lastName);
}

/**
 * Gives seats to those who need one. Those at an exit go to whoever may sit there; undefined where there are more of them than
 * such people. Certain seats (`isFixed`) are given in the order of the party.
 */
export function allotSeats<Seat extends { isExitRow: boolean }>(
  members: readonly Pick<PartyMember, 'type' | 'mayUseExits'>[],
  seats: readonly Seat[],
  { isFixed }: { isFixed: boolean },
): (Seat | undefined)[] | undefined {
  const seated = members.flatMap((member, index) => (needsSeat(member) ? [index] : []));
  const allotted: (Seat | undefined)[] = members.map(() => undefined);
  // The first to choose are those who have less to choose from; away from the exits all are alike.
  const isInOrder = isFixed || seats.every(({ isExitRow }) => !isExitRow);
  const order = isInOrder ? seated : seated.toSorted((one, two) => Number(mayExit(one)) - Number(mayExit(two)));
  const offered = isInOrder ? [...seats] : seats.toSorted((one, two) => Number(one.isExitRow) - Number(two.isExitRow));
  for (const [turn, index] of order.entries()) {
    const seat = offered[turn];
    if (seat === undefined || (seat.isExitRow && !mayExit(index))) return undefined;
    allotted[index] = seat;
  }
  return allotted;

  function mayExit(index: number): boolean {
    return members[index]?.mayUseExits === true;
  }
}
