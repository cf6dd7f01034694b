import { invalidFields, type WorldBody } from '@airside/contracts';
import { createEvent, publish } from '@airside/events';
import type { Cluster } from '@airside/postgres';
import type { Airports } from '../airports/rules.ts';
import { flownEvent } from '../operations/events.ts';
import { insertWorldDepartures, markFlownByClock, tryClockLock } from './queries.ts';
import { faultsOfWorld, planWorldDepartures } from './rules.ts';

export type WorldDeps = {
  cluster: Cluster;
  airports: Airports;
  now: () => Temporal.Instant;
  /** Gives ids that no one else gives. */
  unique: () => string;
};

/** Departures of one statement: some 300 ms, far below the limit of a statement, and the outbox waits no longer for it. */
const insertAtOnce = 3000;

/** Puts a part of the world timetable on the schedule, what is not there yet. Throws VALIDATION_FAILED. */
export async function loadWorld(deps: WorldDeps, body: WorldBody): Promise<{ added: number; planned: number }> {
  const { cluster, airports, now, unique } = deps;
  const { services, days } = body;
  const faults = faultsOfWorld(body, {
    isAirport: (iata) => airports.countries.has(iata),
    today: now().toZonedDateTimeISO('UTC').toPlainDate(),
  });
  if (faults.length > 0) throw invalidFields(faults);
  const from = Temporal.PlainDate.from(body.from);
  const departures = planWorldDepartures(services, { from, days }, airports.zoneOf);
  let added = 0;
  for (let start = 0; start < departures.length; start += insertAtOnce) {
    added += await insertWorldDepartures(cluster.writer, services, departures.slice(start, start + insertAtOnce));
  }
  if (body.isLast) {
    const time = now();
    const data = { from: body.from, days, timestamp: time.toString() };
    const event = createEvent(
      { type: 'timetable.loaded', source: '/booking_service', subject: 'timetable', data },
      { id: `timetable/${unique()}`, time },
    );
    await cluster.transaction((tx) => publish(tx, [event]));
  }
  return { added, planned: departures.length };
}

const flownAtOnce = 500;
const mostBatches = 10;

/** Flights of the world timetable have no crew to report: those whose arrival has passed have flown. Of several instances one works. */
export async function landWorldFlights({ cluster, now }: Pick<WorldDeps, 'cluster' | 'now'>): Promise<void> {
  for (let batch = 0; batch < mostBatches; batch += 1) {
    const landed = await cluster.transaction(async (tx) => {
      if (!(await tryClockLock(tx))) return 0;
      const time = now();
      const flown = await markFlownByClock(tx, time, flownAtOnce);
      await publish(
        tx,
        flown.map(({ phaseBefore, ...flight }) => flownEvent(flight, phaseBefore, time)),
      );
      return flown.length;
    });
    if (landed < flownAtOnce) return;
  }
}
