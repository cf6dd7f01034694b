import type { FieldFault, WorldBody, WorldService } from '@airside/contracts';

/** A departure of a service. */
export type WorldDeparture = {
  /** Which of the services. */
  service: number;
  date: Temporal.PlainDate;
  /** Minutes of the epoch. */
  departs: number;
};

/** Flights that the demo shows to newcomers; nobody else adds to them (api.md §1). */
const reserved = /^(FL|SW)[0-9]/i;

/** A schedule is known for about a year. */
const mostDaysAhead = 366;

/** What is wrong with a part of the world, by field. */
export function faultsOfWorld(
  { services, from }: Pick<WorldBody, 'services' | 'from'>,
  { isAirport, today }: { isAirport: (iata: string) => boolean; today: Temporal.PlainDate },
): FieldFault[] {
  const days = today.until(Temporal.PlainDate.from(from)).total('days');
  const dated: FieldFault[] =
    days < -1 || days > mostDaysAhead
      ? [{ field: 'from', message: `must be from yesterday to ${mostDaysAhead} days ahead` }]
      : [];
  const faulty = services.flatMap(({ code, origin, destination }, index) => {
    const faults: FieldFault[] = [];
    const fault = (field: string, message: string) => faults.push({ field: `services.${index}.${field}`, message });
    if (reserved.test(code)) fault('code', 'FL and SW are the default and the sample flights');
    if (!isAirport(origin)) fault('origin', `there is no airport ${origin}`);
    if (!isAirport(destination)) fault('destination', `there is no airport ${destination}`);
    if (origin === destination) fault('destination', 'must be another airport than origin');
    return faults;
  });
  return [...dated, ...faulty];
}

/** The departures of some days, each at its local time whatever the clocks do: the instant moves with them. */
export function planWorldDepartures(
  services: readonly WorldService[],
  { from, days }: { from: Temporal.PlainDate; days: number },
  zoneOf: (iata: string) => string,
): WorldDeparture[] {
  const dates = Array.from({ length: days }, (_none, index) => from.add({ days: index }));
  const minuteAt = createLocalClock();
  return services.flatMap(({ days: weekdays, departs, origin }, service) => {
    const zone = zoneOf(origin);
    const [hour = 0, minute = 0] = departs.split(':').map(Number);
    return dates
      .filter((date) => weekdays[date.dayOfWeek - 1] === '1')
      .map((date) => ({ service, date, departs: minuteAt(zone, date, hour * 60 + minute) }));
  });
}

/** Minutes of the epoch of a local time, given in minutes since midnight by the clock on the wall. */
type LocalClock = (zone: string, date: Temporal.PlainDate, minuteOfDay: number) => number;

/** A million departures lie on some 20 000 days of some zone, of which a few hundred are not 24 hours long. */
function createLocalClock(): LocalClock {
  const midnights = new Map<string, number>();
  const midnight = (zone: string, date: Temporal.PlainDate): number => {
    const key = `${zone} ${date.toString()}`;
    const known = midnights.get(key);
    if (known !== undefined) return known;
    const minute = date.toZonedDateTime(zone).epochMilliseconds / 60_000;
    midnights.set(key, minute);
    return minute;
  };
  return (zone, date, minuteOfDay) => {
    const [start, end] = [midnight(zone, date), midnight(zone, date.add({ days: 1 }))];
    if (end - start === 24 * 60) return start + minuteOfDay;
    const time = Temporal.PlainTime.from({ hour: Math.floor(minuteOfDay / 60), minute: minuteOfDay % 60 });
    return date.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds / 60_000;
  };
}
