import type { DayPlan, TimedEvent } from './plan.ts';

/** The part of the flights that have left when the clock starts: before that there is little to see. */
const leftAtStart = 0.1;

/** What a flight of the day is found to be, by its code; flights that were new are absent. */
export type Found = ReadonlyMap<string, { status: string }>;

/**
 * Where the day's clock starts: when the first flights have left, or where an earlier run has brought them. Events before that
 * are sent at once, because some of them may be missing; those that are known already change nothing.
 */
export function resumeAt(plan: DayPlan, found: Found): Temporal.Instant {
  const departures = plan.events.filter(
    ({ event }) => event.event_type === 'STATUS_CHANGE' && event.payload.phase === 'DEPARTED',
  );
  const start = (departures[Math.floor(departures.length * leftAtStart)] ?? plan.events[0])?.at;
  if (start === undefined) throw new RangeError('a day has at least one event');
  const reached = plan.events.filter((timed) => isReached(timed, found)).map(({ at }) => at);
  return reached.reduce((latest, at) => (Temporal.Instant.compare(at, latest) > 0 ? at : latest), start);
}

/** Whether the flight shows the state that an event brought it to. */
function isReached({ event }: TimedEvent, found: Found): boolean {
  const status = found.get(event.payload.flight_id)?.status;
  switch (event.event_type) {
    case 'STATUS_CHANGE':
      return event.payload.phase === status;
    case 'FLIGHT_CANCELLED':
      return status === 'CANCELLED';
    case 'DIVERSION':
      return status === 'DIVERTED';
    case 'FLIGHT_DELAY':
      return status === 'DELAYED';
    default:
      return false;
  }
}

/** What is left to send: of what has passed, all but positions, which are of the moment. */
export function eventsLeft(plan: DayPlan, from: Temporal.Instant): TimedEvent[] {
  return plan.events.filter(
    ({ at, event }) => event.event_type !== 'POSITION' || Temporal.Instant.compare(at, from) >= 0,
  );
}

/** True where every flight has ended its day. */
export function isFlown(plan: DayPlan, found: Found): boolean {
  return plan.flights.every(({ code }) => ['ARRIVED', 'CANCELLED'].includes(found.get(code)?.status ?? ''));
}
