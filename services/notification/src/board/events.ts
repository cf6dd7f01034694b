import type { BoardReady, BoardUpdate } from '@airside/contracts';
import { composeEvent } from '@airside/service';
import type { UpdateContent } from '../rooms/updates.ts';
import { composePosition, type Position } from './position.ts';

export type BoardEntry = { position: Position; content: UpdateContent; createdAt: Temporal.Instant };

/** One update as the readers of the board get it. */
export function composeFlightEvent({ position, content, createdAt }: BoardEntry): string {
  const { type = '', update, flight } = content;
  const data: BoardUpdate = { type, update, flight, at: createdAt.toString() };
  return composeEvent('flight', data, composePosition(position));
}

/** The first event of a stream; its id lets even a reader that has seen nothing else resume. */
export function composeReady(data: BoardReady, position: Position): string {
  return composeEvent('ready', data, composePosition(position));
}
