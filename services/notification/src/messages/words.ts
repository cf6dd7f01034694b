import type { NoticeFlight } from '@airside/contracts';
import { cleanName, cleanText } from './clean.ts';
import type { Catalogue, NoticeFacts, Reader, ReaderWords, Words } from './facts.ts';

const tiers = new Map([
  ['A-LIST', 'A-List'],
  ['A-LIST PREFERRED', 'A-List Preferred'],
]);
const mostOfDetail = 300;
const mostOfRequest = 200;
const mostOfCity = 40;
/** Gates, terminals, seats: what does not fit here is no such thing, and would not fit into an SMS. */
const mostOfSign = 8;
const mostOfFlight = 10;

/** The facts of an event in a language, in airport-local times. */
export function wordFacts({ what, flight }: NoticeFacts, { locale, causes }: Catalogue): Words {
  const times = timesOf(flight, locale);
  const isGateChange = what.kind === 'gate_change';
  const minutes = what.kind === 'delay' ? what.delay_minutes : 0;
  const duration = wordMinutes(Math.abs(minutes));
  return {
    flight: cleanText(flight.flight_id, mostOfFlight),
    airline: cleanText(flight.airline, mostOfCity),
    from: cleanText(flight.origin_city, mostOfCity),
    to: cleanText(flight.destination_city, mostOfCity),
    ...times,
    duration,
    isOnTime: what.kind === 'delay' && minutes === 0,
    severity: what.kind === 'delay' ? what.delay_category : '',
    cause: isGateChange ? '' : causes[what.reason],
    detail: isGateChange ? '' : cleanText(what.reason_detail, mostOfDetail),
    gate: isGateChange ? cleanText(what.new_gate, mostOfSign) : '',
    oldGate: isGateChange ? cleanText(what.old_gate, mostOfSign) : '',
    terminal: isGateChange ? cleanText(what.new_terminal, mostOfSign) : '',
    oldTerminal: isGateChange ? cleanText(what.old_terminal, mostOfSign) : '',
    isTerminalChange: isGateChange && what.terminal_change,
  };
}

export function wordReader({ firstName, tier, specialRequests, seat, isFollowUp }: Reader): ReaderWords {
  return {
    name: cleanName(firstName),
    tier: tiers.get(tier) ?? '',
    request: cleanText(specialRequests, mostOfRequest),
    seat: cleanText(seat, mostOfSign),
    isFollowUp,
  };
}

function timesOf(flight: NoticeFlight, locale: string) {
  const at = (text: string, zone: string) => Temporal.Instant.from(text).toZonedDateTimeISO(zone);
  const scheduled = at(flight.scheduled_departure, flight.origin_zone);
  const estimated = at(flight.estimated_departure, flight.origin_zone);
  const arrival = at(flight.estimated_arrival, flight.destination_zone);
  const inFull = (time: Temporal.ZonedDateTime) =>
    `${time.toLocaleString(locale, { weekday: 'long', day: 'numeric', month: 'long' })}, ${hour(time)}`;
  return {
    oldDeparture: inFull(scheduled),
    newDeparture: inFull(estimated),
    newArrival: inFull(arrival),
    oldTime: hour(scheduled),
    newTime: hour(estimated),
  };
}

/** As every departure board shows it, in all our languages. */
function hour(time: Temporal.ZonedDateTime): string {
  return time.toPlainTime().toString({ smallestUnit: 'minute' });
}

/** `45 min`, `1 h 30 min`, `2 h`: the same in all our languages. */
export function wordMinutes(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
