import type { Cabin, OrderPassenger, PassengerType, SeatMapAnswer, SpecialRequest } from '@airside/contracts';

/** Somebody who is to fly, as typed in so far. */
export type Traveller = {
  firstName: string;
  lastName: string;
  type: PassengerType;
  /** Whoever books flies: notices of the flight go to the account. */
  isMe: boolean;
  /** Empty where it is not given. */
  dateOfBirth: string;
  specialRequests: readonly SpecialRequest[];
};

export const nobody: Traveller = {
  firstName: '',
  lastName: '',
  type: 'ADT',
  isMe: false,
  dateOfBirth: '',
  specialRequests: [],
};

export type PartyFault = 'firstName' | 'lastName' | 'infant' | 'child';

/** What the airline would refuse, by the place in the party. The API decides; this is to tell it before. */
export function partyFaults(party: readonly Traveller[]): ReadonlyMap<number, readonly PartyFault[]> {
  const adults = party.filter(({ type }) => type === 'ADT').length;
  let infants = 0;
  const faults = party.map(({ firstName, lastName, type, specialRequests }): PartyFault[] => {
    if (type === 'INF') infants += 1;
    return [
      ...(firstName.trim() === '' ? (['firstName'] as const) : []),
      ...(lastName.trim() === '' ? (['lastName'] as const) : []),
      ...(type === 'INF' && infants > adults ? (['infant'] as const) : []),
      ...(type === 'CHD' && adults === 0 && !specialRequests.includes('UMNR') ? (['child'] as const) : []),
    ];
  });
  return new Map([...faults.entries()].filter(([, found]) => found.length > 0));
}

/** Infants fly on a lap. */
export function seatsNeeded(party: readonly Traveller[]): number {
  return party.filter(({ type }) => type !== 'INF').length;
}

export function passengersOf(party: readonly Traveller[]): OrderPassenger[] {
  return party.map(({ firstName, lastName, type, isMe, dateOfBirth, specialRequests }) => ({
    firstName: firstName.trim(),
    lastName: lastName.trim(),
    type,
    ...(isMe && type === 'ADT' ? { self: true } : {}),
    ...(dateOfBirth === '' ? {} : { dateOfBirth }),
    ...(specialRequests.length === 0 ? {} : { specialRequests: [...specialRequests] }),
  }));
}

/** What a party pays for one flight, in minor units; undefined where the aircraft has no such cabin. */
export function partyPrice(
  { cabins }: Pick<SeatMapAnswer, 'cabins'>,
  party: readonly Traveller[],
  cabin: Cabin,
): { totalMinor: number; currency: string } | undefined {
  const sold = cabins.find((each) => each.cabin === cabin);
  if (sold === undefined) return undefined;
  const priceOf = (type: PassengerType) => sold.prices.find((price) => price.type === type)?.totalMinor ?? 0;
  return { totalMinor: party.reduce((sum, { type }) => sum + priceOf(type), 0), currency: sold.currency };
}
