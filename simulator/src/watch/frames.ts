import type { FlightUpdate } from '@airside/contracts';

/** What a frame of the socket means to somebody who watches a flight. */
export type Heard =
  | { kind: 'update'; update: FlightUpdate }
  /** An answer to a frame of ours, by its event. */
  | { kind: 'answer'; event: string; message: string }
  | { kind: 'refusal'; message: string }
  | { kind: 'other' };

export function readFrame(text: string): Heard {
  let frame: { event?: unknown; data?: unknown };
  try {
    frame = Object(JSON.parse(text)) as typeof frame;
  } catch {
    return { kind: 'other' };
  }
  const data = Object(frame.data) as { message?: unknown } & FlightUpdate;
  if (frame.event === 'flight_update' && Number.isInteger(data.sequence)) return { kind: 'update', update: data };
  const message = typeof data.message === 'string' ? data.message : '';
  if (frame.event === 'error') return { kind: 'refusal', message };
  return typeof frame.event === 'string' ? { kind: 'answer', event: frame.event, message } : { kind: 'other' };
}

/** The frames that take part in a room: anew, or from behind the last update that was seen. */
export function openingFrames(token: string, flightCode: string, lastSequence: number | undefined): object[] {
  const data = { flight_code: flightCode };
  return [
    { event: 'authenticate', data: { token } },
    { event: 'subscribe', data },
    lastSequence === undefined
      ? { event: 'connect-room', data }
      : { event: 'resume', data: { ...data, after_sequence: lastSequence } },
  ];
}

/** `14:02:31  #17  Flight is now boarding`, with the change that it was and the flight's state where it is told. */
export function describeUpdate({ at, sequence, update, type, flight }: FlightUpdate, zone: string): string {
  const time = Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'second' });
  const {
    status,
    gate,
    delay_minutes: minutes,
  } = Object(flight) as {
    status?: string;
    gate?: string | null;
    delay_minutes?: number;
  };
  const state = [status, gate ? `gate ${gate}` : undefined, minutes ? `${minutes} min late` : undefined];
  const known = state.filter((part) => part !== undefined).join(', ');
  return `${time}  #${sequence}  ${update}${type === undefined ? '' : `  [${type}]`}${known === '' ? '' : `  ${known}`}`;
}

/** Longest wait before the next try, in milliseconds: doubling from a quarter of a second up to ten. */
export function waitBeforeTry(triesInARow: number): number {
  return Math.min(10_000, 250 * 2 ** triesInARow);
}
