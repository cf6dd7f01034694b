import { type Static, Type } from 'typebox';
import { FlightCode, IdInPath, IsoDate } from './ids.ts';

const closed = { additionalProperties: false };

/** A code such as `FL001` (its next departure), or the integer id of one departure. */
export const FlightInBody = Type.Union([FlightCode, IdInPath, Type.String({ pattern: '^[1-9][0-9]{0,9}$' })]);

/** `12A`; rows 1–99. */
export const SeatName = Type.String({ pattern: '^[1-9][0-9]?[A-K]$' });
export const HoldId = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });

/** Adult from 12 years, child from 2, infant on an adult's lap below that; by the age on the day of departure (IATA). */
export const passengerTypes = ['ADT', 'CHD', 'INF'] as const;
export const PassengerType = Type.Enum([...passengerTypes]);
export type PassengerType = Static<typeof PassengerType>;

/** Special service requests by their IATA codes, with what they mean. */
export const specialRequests = {
  WCHR: 'Wheelchair to the aircraft',
  WCHS: 'Wheelchair, cannot climb stairs',
  WCHC: 'Wheelchair to the seat',
  BLND: 'Blind passenger',
  DEAF: 'Deaf passenger',
  UMNR: 'Unaccompanied minor',
  MAAS: 'Meet and assist',
  PETC: 'Pet in the cabin',
  VGML: 'Vegetarian meal',
  CHML: 'Child meal',
  GFML: 'Gluten-free meal',
  DBML: 'Diabetic meal',
} as const;
export type SpecialRequest = keyof typeof specialRequests;
export const SpecialRequest = Type.Enum(Object.keys(specialRequests) as SpecialRequest[]);

const Name = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^[^\\s\\u0000-\\u001f\\u007f][^\\u0000-\\u001f\\u007f]*$',
});

/** Somebody who is to fly. Names may be missing from the first adult, who then is the account's own passenger. */
export const OrderPassenger = Type.Object(
  {
    firstName: Type.Optional(Name),
    lastName: Type.Optional(Name),
    /**
     * Whoever books flies: this adult is the account's own passenger, who hears what happens to the flight. Without it that is the
     * first adult, where the names are the account's. An account that holds a ticket under another name flies with somebody else.
     */
    self: Type.Optional(Type.Boolean()),
    type: Type.Optional(PassengerType),
    dateOfBirth: Type.Optional(IsoDate),
    specialRequests: Type.Optional(Type.Array(SpecialRequest, { maxItems: 6, uniqueItems: true })),
    /** Staff only. */
    tier: Type.Optional(Type.Enum(['MEMBER', 'A-LIST', 'A-LIST PREFERRED'])),
  },
  closed,
);
export type OrderPassenger = Static<typeof OrderPassenger>;
export const OrderPassengers = Type.Array(OrderPassenger, { minItems: 1, maxItems: 9 });
export const SeatNames = Type.Array(SeatName, { minItems: 1, maxItems: 9, uniqueItems: true });
