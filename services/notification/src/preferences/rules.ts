import {
  type FieldFault,
  noticeKinds,
  type Preferences,
  type PreferencesChange,
  type QuietHours,
} from '@airside/contracts';

/** What holds for whoever has chosen nothing. */
export const defaultPreferences: Preferences = {
  channels: { email: true, sms: false, push: true },
  kinds: [...noticeKinds],
  quietHours: null,
  language: 'en',
};

/** Faults that a schema cannot see, each naming its field. */
export function faultsOf({ quietHours }: PreferencesChange): FieldFault[] {
  if (quietHours === undefined || quietHours === null) return [];
  const faults: FieldFault[] = [];
  if (quietHours.from === quietHours.to)
    faults.push({ field: 'quietHours.to', message: 'must not be the same as quietHours.from' });
  if (!isTimeZone(quietHours.timeZone))
    faults.push({ field: 'quietHours.timeZone', message: 'must be an IANA time zone, such as Europe/Chisinau' });
  return faults;
}

/** The preferences after a change; what it leaves out stays. */
export function applyChange(current: Preferences, change: PreferencesChange): Preferences {
  return { ...current, ...change };
}

/** An IANA name that this system knows; offsets such as `+02:00` know no summer time and are refused. */
function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** When quiet hours that hold at `now` end; undefined outside of them. A zone that is not known (any more) is never quiet. */
export function quietUntil(quietHours: QuietHours | null, now: Temporal.Instant): Temporal.Instant | undefined {
  if (quietHours === null || !isTimeZone(quietHours.timeZone)) return undefined;
  const local = now.toZonedDateTimeISO(quietHours.timeZone);
  const [from, to] = [Temporal.PlainTime.from(quietHours.from), Temporal.PlainTime.from(quietHours.to)];
  const time = local.toPlainTime();
  const isAfterFrom = Temporal.PlainTime.compare(time, from) >= 0;
  const isBeforeTo = Temporal.PlainTime.compare(time, to) < 0;
  const isOvernight = Temporal.PlainTime.compare(from, to) > 0;
  if (isOvernight ? !isAfterFrom && !isBeforeTo : !(isAfterFrom && isBeforeTo)) return undefined;
  const date = isOvernight && isAfterFrom ? local.toPlainDate().add({ days: 1 }) : local.toPlainDate();
  const end = date.toPlainDateTime(to);
  const first = end.toZonedDateTime(local.timeZoneId).toInstant();
  if (Temporal.Instant.compare(first, now) > 0) return first;
  // The hour that comes twice in autumn: the first end has passed, the second is meant.
  const second = end.toZonedDateTime(local.timeZoneId, { disambiguation: 'later' }).toInstant();
  return Temporal.Instant.compare(second, now) > 0 ? second : undefined;
}
