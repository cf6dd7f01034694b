import type { BoardReady, BoardUpdate } from '@airside/contracts';
import type { RoomUpdate } from '../rooms/updates.ts';

/** The room of the board: it hears of every flight. No flight has this code. */
export const boardRoom = '*';

/** Whoever missed more than this is faster to load the flights anew. */
const mostMissed = 5000;

/** Numbers of the updates that are kept of a room; `first` is above `last` where none is. */
export type KeptRange = { first: number; last: number };

/** The number after which a reader goes on; undefined where what it missed is not known or not kept. */
export function decideResume(lastEventId: string | undefined, { first, last }: KeptRange): number | undefined {
  if (lastEventId === undefined || !/^[0-9]{1,10}$/.test(lastEventId)) return undefined;
  const after = Number(lastEventId);
  return after <= last && after >= first - 1 && last - after <= mostMissed ? after : undefined;
}

/** One update as a server-sent event (HTML Standard, 9.2). */
export function composeFlightEvent({ sequence, content, createdAt }: RoomUpdate): string {
  const { type = '', update, flight } = content;
  const data: BoardUpdate = { type, update, flight, at: createdAt.toString() };
  return composeEvent('flight', data, sequence);
}

/** The first event of a stream; its id lets even a reader that has seen nothing else resume. */
export function composeReady(data: BoardReady, sequence: number): string {
  return composeEvent('ready', data, sequence);
}

/** Says that the stream lives, so that a reader can tell silence from a dead line. */
export const beat = 'event: beat\ndata: {}\n\n';

function composeEvent(event: string, data: object, id: number): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
