import type { FlightResource } from '@airside/contracts';
import { Failure } from '../failure.ts';
import { bodyOf, type Client } from '../target/client.ts';
import type { PlannedFlight } from './plan.ts';

const sideBySide = 6;

/** A flight of the same number and date is another one: that day was flown with other options. */
export class OtherFlight extends Failure {}

/** Those of a day's flights that are there already, as they are now. Throws OtherFlight. */
export async function findFlights(
  client: Client,
  flights: readonly PlannedFlight[],
  signal: AbortSignal,
): Promise<Map<string, FlightResource>> {
  const found = new Map<string, FlightResource>();
  await forEach(flights, signal, async ({ code, departureDate, body }) => {
    const path = `/flights/${code}?departureDate=${departureDate}`;
    const answer = await client.callPatiently({ method: 'GET', path }, signal);
    if (answer.status === 404) return;
    const there = bodyOf<FlightResource>(answer, `${code} is not to be seen`);
    const isSame =
      there.origin === body.origin &&
      there.destination === body.destination &&
      Temporal.Instant.from(there.scheduled_departure).equals(Temporal.Instant.from(body.scheduled_departure));
    if (!isSame) {
      throw new OtherFlight(
        `${code} of ${departureDate} is another flight already: the day was flown with other options. Choose another --seed.`,
      );
    }
    found.set(code, there);
  });
  return found;
}

/** Schedules flights; one that is there meanwhile is as good. */
export async function scheduleFlights(
  client: Client,
  flights: readonly PlannedFlight[],
  signal: AbortSignal,
): Promise<void> {
  await forEach(flights, signal, async ({ code, body }) => {
    const answer = await client.callPatiently({ method: 'POST', path: '/flights', body }, signal);
    if (answer.status !== 409) bodyOf(answer, `${code} was not scheduled`);
  });
}

/** A few at a time. */
async function forEach(
  flights: readonly PlannedFlight[],
  signal: AbortSignal,
  work: (flight: PlannedFlight) => Promise<void>,
): Promise<void> {
  const queue = [...flights];
  const takeOn = async () => {
    for (let flight = queue.shift(); flight !== undefined && !signal.aborted; flight = queue.shift())
      await work(flight);
  };
  try {
    await Promise.all(Array.from({ length: sideBySide }, takeOn));
  } finally {
    // After a failure nothing more is begun.
    queue.length = 0;
  }
}
