import type { BoardReady, BoardUpdate } from '@airside/contracts';
import type { UpdateContent } from '../rooms/updates.ts';
import { composePosition, isAfter, type Position } from './position.ts';

/** Whoever missed more than this is faster to load the flights anew. */
export const mostMissed = 5000;

/** What of the board can be read: everything after `horizon` is kept, and nothing new can appear up to `end`. */
export type BoardRange = { horizon: Position; end: Position };

/** The position after which a reader goes on; undefined where what it missed is not known, or not kept. */
export function decideResume(after: Position | undefined, { horizon, end }: BoardRange): Position | undefined {
  if (after === undefined || isAfter(after, end) || isAfter(horizon, after)) return undefined;
  return after;
}

export type BoardEntry = { position: Position; content: UpdateContent; createdAt: Temporal.Instant };

/** One update as a server-sent event (HTML Standard, 9.2). */
export function composeFlightEvent({ position, content, createdAt }: BoardEntry): string {
  const { type = '', update, flight } = content;
  const data: BoardUpdate = { type, update, flight, at: createdAt.toString() };
  return composeEvent('flight', data, position);
}

/** The first event of a stream; its id lets even a reader that has seen nothing else resume. */
export function composeReady(data: BoardReady, position: Position): string {
  return composeEvent('ready', data, position);
}

/** Says that the stream lives, so that a reader can tell silence from a dead line. */
export const beat = 'event: beat\ndata: {}\n\n';

function composeEvent(event: string, data: object, position: Position): string {
  return `id: ${composePosition(position)}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
