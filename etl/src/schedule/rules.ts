/** When the load runs each day: a wall time in a zone. */
export type Schedule = { time: Temporal.PlainTime; zone: string };

/** Wait after a run that failed or was refused, in minutes. */
const retryAfterMinutes = 60;

/** Reads `03:30` and an IANA name; throws RangeError with a text for whoever configures it. */
export function readSchedule(time: string, zone: string): Schedule {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) throw new RangeError(`"${time}" is not a time of day such as 03:30`);
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
  } catch (error) {
    throw new RangeError(`"${zone}" is not a time zone such as Europe/Berlin`, { cause: error });
  }
  return { time: Temporal.PlainTime.from(time), zone };
}

/**
 * The first time after `moment` that the clocks in the zone show the time of the schedule: once each day, also on days on which
 * they are changed (a time that is left out comes as much later, one that comes twice counts the first time).
 */
export function nextAfter({ time, zone }: Schedule, moment: Temporal.Instant): Temporal.Instant {
  const today = moment.toZonedDateTimeISO(zone).toPlainDate();
  for (const days of [0, 1, 2]) {
    const due = today.add({ days }).toZonedDateTime({ timeZone: zone, plainTime: time }).toInstant();
    if (Temporal.Instant.compare(due, moment) > 0) return due;
  }
  throw new Error('two days have no such time');
}

/** What is known of earlier runs. */
export type History = {
  /** Begin of the last one that succeeded. */
  lastSuccess: Temporal.Instant | undefined;
  /** End of the last one, where it did not succeed. */
  lastFailure: Temporal.Instant | undefined;
};

/**
 * When to run next; in the past: now. A night that was missed is made up for, a run that failed is tried again after an hour.
 * An empty warehouse waits for its first night.
 */
export function nextDue(
  schedule: Schedule,
  { lastSuccess, lastFailure }: History,
  now: Temporal.Instant,
): Temporal.Instant {
  const due = nextAfter(schedule, lastSuccess ?? now);
  if (lastFailure === undefined) return due;
  const retry = lastFailure.add({ minutes: retryAfterMinutes });
  if (lastSuccess === undefined) return Temporal.Instant.compare(retry, due) < 0 ? retry : due;
  return Temporal.Instant.compare(due, retry) > 0 ? due : retry;
}
