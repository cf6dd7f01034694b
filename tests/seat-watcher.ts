import type { SeatsUpdate } from '@airside/contracts';
import { waitUntil } from '@airside/testing';

/** A browser with a seat map open. */
export type SeatWatcher = {
  /** Waits until so many changes of a seat have come, and throws where they are others. */
  see(name: string, states: readonly string[]): Promise<void>;
  /** How often it was told to load the map anew. */
  reloads(): number;
  close(): void;
};

/** Watches a flight's seats without signing in; `base` is the gateway's. */
export async function watchSeats(base: string, flightCode: string): Promise<SeatWatcher> {
  const socket = new WebSocket(`${base.replace('http', 'ws')}/ws`);
  const frames: { event: string; data: SeatsUpdate }[] = [];
  socket.addEventListener('message', ({ data }) => frames.push(JSON.parse(String(data)) as (typeof frames)[number]));
  await waitUntil('the socket', () => socket.readyState === WebSocket.OPEN);
  socket.send(JSON.stringify({ event: 'watch-seats', data: { flight_code: flightCode } }));
  await waitUntil('the answer', () => frames.some(({ event }) => event === 'watch_seats_response'));

  const updates = () => frames.flatMap(({ event, data }) => (event === 'seats_update' ? [data] : []));
  const statesOf = (name: string) =>
    updates()
      .flatMap(({ seats }) => seats)
      .filter((seat) => seat.name === name)
      .map(({ state }) => state);
  return {
    async see(name, states) {
      await waitUntil(`${name} ${states.join(', ')}`, () => statesOf(name).length >= states.length);
      const seen = statesOf(name).join(', ');
      if (seen !== states.join(', ')) throw new Error(`${name} was ${seen}`);
    },
    reloads: () => updates().filter(({ reload }) => reload === true).length,
    close: () => socket.close(),
  };
}
