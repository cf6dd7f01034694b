import type { AirsideEvent } from '@airside/contracts';
import { type BusMember, subscribe, type Subscription } from '@airside/events';
import type { Db } from '@airside/postgres';
import { appendBoardUpdate } from '../board/queries.ts';
import { appendUpdate } from '../rooms/queries.ts';
import { isForRoom, sentenceFor } from './wording.ts';

/**
 * Writes a flight's change into its room and onto the board, in the transaction that notes the event as handled: once,
 * however often it is delivered.
 */
async function tellRooms(event: AirsideEvent, tx: Db): Promise<void> {
  const { subject, type } = event;
  const update = sentenceFor(event);
  if (update === undefined || subject === undefined) return;
  const { flight } = event.data as { flight?: unknown };
  const content = { update, type, ...(flight === undefined ? {} : { flight }) };
  if (isForRoom(event)) await appendUpdate(tx, subject, content);
  await appendBoardUpdate(tx, content);
}

/** Follows the stream that booking's outbox feeds; the instances share its partitions. `onTold`: a flight has news. */
export function followFlights(bus: BusMember, onTold: (flightCode: string) => void): Subscription {
  return subscribe({
    ...bus,
    stream: 'flights',
    group: 'notification/rooms',
    wants: (event) => sentenceFor(event) !== undefined,
    handle: tellRooms,
    onHandled: ({ subject }) => {
      if (subject !== undefined) onTold(subject);
    },
  });
}
