import type { NewFlight, OperationEvent } from '@airside/contracts';
import { type Clock, happeningsOf, toEvent } from './events.ts';
import { distanceNm } from './geography.ts';
import { type Operated, operateLegs } from './operate.ts';
import { createRandom, seedOf } from './random.ts';
import { type Leg, scheduleLegs } from './schedule.ts';
import type { Airport, World } from './world.ts';

/** Days of different seeds lie side by side on one date: each seed has a thousand flight numbers of its own. */
export const mostFlights = 1000;
export const largestSeed = 90;
/** No airline that we know of; and never FL or SW, which are the default and the sample flights. */
export const airline = { code: 'AX', name: 'Axis Air' };
/** The zone that the airline's day is counted in. */
export const homeZone = 'America/New_York';

export type DayOptions = {
  /** 1 to `largestSeed`. */
  seed: number;
  date: Temporal.PlainDate;
  /** 1 to `mostFlights`. */
  flights: number;
  world: World;
  /** Minutes between two positions of a flight in the air, whole. */
  positionEveryMinutes: number;
};

export type PlannedFlight = {
  code: string;
  departureDate: string;
  /** Which aircraft flies it. */
  tail: number;
  /** Body of `POST /flights`. */
  body: NewFlight;
  operated: Operated;
};

export type TimedEvent = { at: Temporal.Instant; event: OperationEvent };

/** An airline's day: what is scheduled, and everything that will be told about it, in the order of its times. */
export type DayPlan = { flights: PlannedFlight[]; events: TimedEvent[] };

/** Plans a day. The same options give the same day, to the event id. */
export function planDay(options: DayOptions): DayPlan {
  const { seed, date, world, positionEveryMinutes } = options;
  // Counted from noon: where the clocks change in the night, minutes are still those that they show for the rest of the day.
  const midnight = noonOf(date).toInstant().subtract({ hours: 12 });
  const clock: Clock = (minute) => midnight.add({ minutes: minute }).toString();
  const local = (airport: Airport, minute: number) => minute + zoneDifference(airport, date);
  const random = createRandom(seedOf('schedule', seed, date.toString()));
  const legs = scheduleLegs({ flights: options.flights, world, random, local });
  const coded = legs.map((leg, index) => ({ leg, code: `${airline.code}${(seed + 9) * mostFlights + index}` }));
  const daySeed = seedOf('operation', seed, date.toString());
  const operated = Object.values(Object.groupBy(coded, ({ leg }) => leg.tail)).flatMap((tail) =>
    operateLegs(tail ?? [], { world, seed: daySeed, local }),
  );
  const flights = operated
    .map((flight) => plannedFlight(flight, clock))
    .toSorted((left, right) => left.code.localeCompare(right.code));
  const events = flights.flatMap((flight) =>
    happeningsOf(flight.operated, clock, positionEveryMinutes).map((happening) => {
      const { code: flightId, departureDate } = flight;
      // A position is known by its time, so that their number does not move the other ids.
      const mark =
        happening.type === 'POSITION' ? `position-${happening.minute}` : `${happening.type}-${happening.minute}`;
      const id = `day-${departureDate}-${flightId}-${mark}`.toLowerCase();
      const event = toEvent(happening, { id, flightId, departureDate, clock });
      return { at: Temporal.Instant.from(event.timestamp), event };
    }),
  );
  return { flights, events: events.sort((left, right) => Temporal.Instant.compare(left.at, right.at)) };
}

function plannedFlight(operated: Operated, clock: Clock): PlannedFlight {
  const { leg, code, gate } = operated;
  const departure = Temporal.Instant.from(clock(leg.departure));
  return {
    code,
    departureDate: departure.toZonedDateTimeISO(leg.from.zone).toPlainDate().toString(),
    tail: leg.tail,
    body: {
      flight_id: code,
      airline: airline.name,
      origin: leg.from.iata,
      destination: leg.to.iata,
      scheduled_departure: clock(leg.departure),
      scheduled_arrival: clock(leg.arrival),
      aircraft_type: 'A320',
      gate,
      price_minor: priceOf(leg),
      currency: 'USD',
    },
    operated,
  };
}

/** In cents, by distance. */
function priceOf({ from, to }: Leg): number {
  return Math.round(49 + distanceNm(from, to) * 0.12) * 100;
}

/** Minutes by which the clocks at an airport are ahead of those at home at noon; behind is below zero. */
function zoneDifference({ zone }: Airport, date: Temporal.PlainDate): number {
  const noon = noonOf(date);
  return (noon.withTimeZone(zone).offsetNanoseconds - noon.offsetNanoseconds) / 60e9;
}

function noonOf(date: Temporal.PlainDate): Temporal.ZonedDateTime {
  return date.toZonedDateTime({ timeZone: homeZone, plainTime: '12:00' });
}
