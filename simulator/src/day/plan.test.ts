import {
  type FlightPhase,
  NewFlight,
  operationEnvelope,
  type OperationEvent,
  operationPayloads,
} from '@airside/contracts';
import fc from 'fast-check';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { describe, expect, test } from 'vitest';
import { distanceNm } from './geography.ts';
import { type DayPlan, largestSeed, mostFlights, planDay } from './plan.ts';
import { readWorld } from './world.ts';

const world = readWorld();
const plan = (seed: number, date = '2026-11-21', flights = 60) =>
  planDay({ seed, date: Temporal.PlainDate.from(date), flights, world, positionEveryMinutes: 5 });

/** Days all over the year, planned once for all tests; the changes of the clocks are among them. */
const dates = fc
  .integer({ min: 0, max: 365 })
  .map((day) => Temporal.PlainDate.from('2026-01-01').add({ days: day }).toString());
const choices = fc.record({
  seed: fc.integer({ min: 1, max: largestSeed }),
  date: fc.oneof(dates, fc.constantFrom('2026-03-08', '2026-11-01')),
  flights: fc.integer({ min: 1, max: 100 }),
});
const days = fc.sample(choices, 12).map((choice) => ({ choice, day: plan(choice.seed, choice.date, choice.flights) }));

function forAllDays(check: (day: DayPlan) => void): void {
  for (const { choice, day } of days) {
    try {
      check(day);
    } catch (error) {
      throw new Error(`in the day of ${JSON.stringify(choice)}: ${String(error)}`, { cause: error });
    }
  }
}

const envelope = Compile(Type.Object(operationEnvelope));
const payloads = Object.fromEntries(Object.entries(operationPayloads).map(([type, schema]) => [type, Compile(schema)]));
const newFlight = Compile(NewFlight);

const grouped = new WeakMap<DayPlan, Partial<Record<string, OperationEvent[]>>>();
function eventsOf(day: DayPlan, code: string): OperationEvent[] {
  const known =
    grouped.get(day) ??
    Object.groupBy(
      day.events.map(({ event }) => event),
      ({ payload }) => payload.flight_id,
    );
  grouped.set(day, known);
  return known[code] ?? [];
}

/** The steps that booking allows (services/booking/src/operations/rules.ts), as far as a day takes them. */
const nextPhases: Partial<Record<FlightPhase, readonly FlightPhase[]>> = {
  scheduled: ['check_in', 'cancelled'],
  check_in: ['boarding', 'cancelled'],
  boarding: ['gate_closed', 'cancelled'],
  gate_closed: ['departed'],
  departed: ['airborne'],
  airborne: ['landed', 'diverted'],
  diverted: ['landed'],
  landed: ['arrived'],
};

function phaseAfter(event: OperationEvent): FlightPhase | undefined {
  if (event.event_type === 'FLIGHT_CANCELLED') return 'cancelled';
  if (event.event_type === 'DIVERSION') return 'diverted';
  return event.event_type === 'STATUS_CHANGE' ? (event.payload.phase.toLowerCase() as FlightPhase) : undefined;
}

describe('a planned day', () => {
  test('is the same again for the same seed and date, and another one for another', () => {
    expect(plan(7)).toEqual(plan(7));
    expect(plan(8).events).not.toEqual(plan(7).events);
    expect(plan(7, '2026-11-22').events).not.toEqual(plan(7).events);
  });

  test('has as many flights as asked for, each of a number and a day of its own, and no flight is FL or SW', () => {
    forAllDays(({ flights }) => {
      expect(new Set(flights.map(({ code }) => code)).size).toBe(flights.length);
      expect(flights.every(({ code }) => /^AX\d{5}$/.test(code))).toBe(true);
    });
    expect(plan(3, '2026-11-21', 1).flights).toHaveLength(1);
    expect(plan(3, '2026-11-21', 333).flights).toHaveLength(333);
  });

  test('has all its departures on its date, local at their airports, so that it shares no number with the next day', () => {
    const changes = ['2026-03-08', '2026-11-01'].map((date) => ({ choice: { date }, day: plan(38, date, 100) }));
    for (const { choice, day } of [...days, ...changes]) {
      expect(day.flights.filter(({ departureDate }) => departureDate !== choice.date)).toEqual([]);
    }
  });

  test('of one seed shares no flight number with that of another', () => {
    const [last, first] = [plan(1, '2026-11-21', mostFlights), plan(2, '2026-11-21', 1)];
    expect(last.flights.at(-1)?.code).toBe('AX10999');
    expect(first.flights[0]?.code).toBe('AX11000');
    expect(plan(largestSeed, '2026-11-21', 1).flights[0]?.code).toBe('AX99000');
  });

  test('keeps to the contract: flights and events are valid', () => {
    forAllDays(({ flights, events }) => {
      expect(flights.filter(({ body }) => !newFlight.Check(body))).toEqual([]);
      const broken = events.filter(
        ({ event }) => !envelope.Check(event) || !payloads[event.event_type]?.Check(event.payload),
      );
      expect(broken).toEqual([]);
    });
  });

  test('tells its events in the order of their times, each with an id of its own', () => {
    forAllDays(({ events }) => {
      expect(new Set(events.map(({ event }) => event.event_id)).size).toBe(events.length);
      const times = events.map(({ at }) => at.epochMilliseconds);
      expect(times).toEqual(times.toSorted((left, right) => left - right));
    });
  });

  test('takes every flight through legal phases to its end', () => {
    forAllDays((day) => {
      for (const { code } of day.flights) {
        let phase: FlightPhase = 'scheduled';
        for (const event of eventsOf(day, code)) {
          const next = phaseAfter(event);
          if (next === undefined) continue;
          expect(nextPhases[phase], `${code} ${phase} → ${next}`).toContain(next);
          phase = next;
        }
        expect(['arrived', 'cancelled']).toContain(phase);
      }
    });
  });

  test('speaks of delays and gates before the gate closes, and of positions in the air only', () => {
    forAllDays((day) => {
      for (const { code } of day.flights) {
        const events = eventsOf(day, code);
        const indexOf = (phase: string) =>
          events.findIndex((event) => event.event_type === 'STATUS_CHANGE' && event.payload.phase === phase);
        for (const [index, { event_type: type }] of events.entries()) {
          if (type === 'FLIGHT_DELAY' || type === 'GATE_CHANGE') expect(index).toBeLessThan(indexOf('GATE_CLOSED'));
          if (type === 'POSITION') {
            expect(index).toBeGreaterThan(indexOf('AIRBORNE'));
            expect(index).toBeLessThan(indexOf('LANDED'));
          }
        }
      }
    });
  });

  test('leaves late by what was announced last', () => {
    forAllDays((day) => {
      for (const { code, body } of day.flights) {
        const events = eventsOf(day, code);
        const out = events.find((event) => event.event_type === 'STATUS_CHANGE' && event.payload.phase === 'DEPARTED');
        if (out === undefined) continue;
        const delay = events.findLast(({ event_type: type }) => type === 'FLIGHT_DELAY');
        const minutes = delay?.event_type === 'FLIGHT_DELAY' ? delay.payload.delay_minutes : 0;
        const late = Temporal.Instant.from(out.timestamp).since(Temporal.Instant.from(body.scheduled_departure));
        expect(late.total('minutes')).toBe(minutes);
      }
    });
  });

  test('has no aircraft at two places: each flight leaves from where the one before ended, and after it', () => {
    forAllDays(({ flights }) => {
      for (const rotation of Object.values(Object.groupBy(flights, ({ tail }) => tail))) {
        let place: string | undefined;
        let freeFrom = Number.NEGATIVE_INFINITY;
        for (const { operated } of rotation ?? []) {
          if (operated.kind === 'cancelled') continue;
          expect(operated.leg.from.iata).toBe(place ?? operated.leg.from.iata);
          expect(operated.movement.out).toBeGreaterThanOrEqual(freeFrom);
          place = (operated.diversion?.to ?? operated.leg.to).iata;
          freeFrom = operated.movement.in;
        }
      }
    });
  });

  test('moves aircraft as aircraft move: from airport to airport, no faster than a jet', () => {
    forAllDays((day) => {
      for (const { code, operated } of day.flights) {
        if (operated.kind === 'cancelled') continue;
        const track = eventsOf(day, code).flatMap((event) => (event.event_type === 'POSITION' ? [event.payload] : []));
        const [first, last] = [track[0], track.at(-1)];
        if (first === undefined || last === undefined) throw new Error(`${code} has no positions`);
        expect(distanceNm(first, operated.leg.from)).toBeLessThan(1);
        expect(distanceNm(last, operated.diversion?.to ?? operated.leg.to)).toBeLessThan(2);
        expect([first.altitude_ft, last.altitude_ft]).toEqual([0, 0]);
        for (const [index, point] of track.entries()) {
          const before = track[index - 1];
          if (before === undefined) continue;
          const hours = Temporal.Instant.from(point.at).since(Temporal.Instant.from(before.at)).total('hours');
          expect(hours).toBeGreaterThan(0);
          expect(distanceNm(before, point) / hours).toBeLessThan(560);
        }
      }
    });
  });

  test('takes little more than a day, late flights and all', () => {
    forAllDays(({ events }) => {
      const [first, last] = [events[0]?.at, events.at(-1)?.at];
      expect(last?.since(first ?? last).total('hours')).toBeLessThan(28);
    });
  });
});
