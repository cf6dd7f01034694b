// Times as airports write them. Temporal is not in every browser yet, so this is the one place of the app where a Date is made:
// a local time is read as if it were UTC and shown in UTC, which leaves it as it was written.

/** The local part of an ISO text or of `2024-10-01 10:00`: what stands before any offset or zone. */
const localPart = /^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})/;

/** Splits an airport-local time, with or without offset and zone, into `2024-10-01` and `10:00`. Throws RangeError for anything else. */
export function splitLocal(text: string): { day: string; clock: string } {
  const [, day, clock] = localPart.exec(text) ?? [];
  if (day === undefined || clock === undefined) throw new RangeError(`not a local time: ${text}`);
  return { day, clock };
}

/** `2024-10-01 10:00` of an instant (RFC 3339) at an IANA zone. */
export function localAt(instant: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(new Date(instant));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('year')}-${of('month')}-${of('day')} ${of('hour')}:${of('minute')}`;
}

/** Whole days from one local date to another: 1 is the next day. */
function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / 86_400_000);
}

/** `+1` where a local time is on the day after another; empty on the same day. */
export function dayMark(departure: string, arrival: string): string {
  const days = daysBetween(splitLocal(departure).day, splitLocal(arrival).day);
  if (days === 0) return '';
  return days > 0 ? `+${days}` : `−${-days}`;
}

/** A local date, so many days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The date where the browser is. */
export function today(now: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

/** Whether it is a date of the calendar, `2024-10-01`. */
export function isDay(text: unknown): text is string {
  if (typeof text !== 'string' || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const read = new Date(`${text}T00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(text);
}

/** `Tue 1 Oct`, or with the year where it is asked for. */
export function formatDay(day: string, language: string, withYear = false): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(withYear ? { year: 'numeric' } : {}),
  }).format(new Date(`${day}T00:00Z`));
}

/** An instant where the browser is: day and time, for things that happened and are of no airport. */
export function formatMoment(instant: string, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(instant));
}

/** `2 h 35 min`; both units are the same in every language of the app. */
export function formatDuration(minutes: number): string {
  const whole = Math.abs(Math.round(minutes));
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${String(rest).padStart(2, '0')} min`;
}

/** `9:41` of seconds that are left; never below zero. */
export function formatCountdown(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
}

/** An amount of minor units as money of its currency. */
export function formatMoney(amountMinor: number, currency: string, language: string): string {
  const format = new Intl.NumberFormat(localeOf(language), { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amountMinor / 10 ** digits);
}

/** Seconds from now (milliseconds of the epoch) until an instant. */
export function secondsUntil(instant: string, nowMs: number): number {
  return Math.ceil((Date.parse(instant) - nowMs) / 1000);
}

/** English as it is written where our flights go: the day before the month. */
function localeOf(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}
