import type { NoticeComposition } from '@airside/contracts';
import { publish } from '@airside/events';
import type { Db } from '@airside/postgres';
import type { Traveller } from '../../workflows/booking.ts';
import { composition, compositionForSubscribers, flightOf } from '../../workflows/notice.ts';
import { rebookingEvents } from '../../workflows/rebooking.ts';
import type { BatchAct } from '../../workflows/rules.ts';
import { type TellingPart, tellingParts } from '../../workflows/workflow.ts';
import type { Engine } from '../engine.ts';
import type { Execution } from '../queries.ts';
import { type BatchKey, findCarried } from './queries.ts';
import type { Counts } from './rules.ts';

export type Batch = { key: BatchKey; execution: Execution; travellers: readonly Traveller[] };

/** What was done with a batch. `carried` is kept for a later step; `commit` writes, in the transaction that ends the batch. */
export type BatchResult = { carried?: readonly string[]; commit?: (tx: Db) => Promise<unknown> };

/** Notes each part as soon as it is done. */
export type Note = (part: string, counts: Counts) => void;

type RunBatch = (engine: Engine, batch: Batch, note: Note) => Promise<BatchResult>;

/** The step whose batches say which bookings need rebooking. */
const markingStep = 'MarkBookingsForRebooking';

/** What is done with each batch of travellers. Every call may happen again: those who are called know what they had. */
export const batchActs: Record<BatchAct, RunBatch> = {
  'tell travellers': async (engine, batch, note) => {
    await tell(engine, batch, (part: TellingPart, counts) => note(part, counts));
    return {};
  },

  'mark for rebooking': async (engine, { execution, travellers, key }, note) => {
    const booking_ids = travellers.map(({ booking_id }) => booking_id);
    const { event } = execution;
    const priority = event.type === 'flight.cancelled' ? event.data.rebooking_priority : undefined;
    const mark = { event_id: execution.eventId, booking_ids, ...(priority === undefined ? {} : { priority }) };
    const { departure_id } = flightOf(execution);
    const { marked, already } = await engine.booking.markForRebooking(departure_id, mark, execution.eventId);
    note(key.step, { marked: marked.length, already: already.length });
    return { carried: [...marked, ...already] };
  },

  'publish rebooking': async (engine, { execution, travellers, key }, note) => {
    const { event } = execution;
    if (event.type !== 'flight.cancelled') throw new Error(`${event.type} needs no rebooking`);
    // Who cancelled before the marking needs none.
    const needed = new Set(await findCarried(engine.cluster.writer, { ...key, step: markingStep }));
    const stranded = travellers.filter(({ booking_id }) => needed.has(booking_id));
    note(key.step, { published: stranded.length });
    return { commit: (tx) => publish(tx, rebookingEvents({ ...execution, event }, stranded, engine.now())) };
  },
};

/** After all batches of travellers: those who follow the flight. The notification service finds, and sends to, them itself. */
export async function tellSubscribers(
  { notification }: Engine,
  execution: Execution,
  note: Note,
): Promise<BatchResult> {
  const counts = await notification.compose(compositionForSubscribers(execution), execution.eventId);
  // All parts are named, for a batch that names none of them has not done it.
  for (const part of tellingParts) note(part, part === 'GeneratePersonalizedMessage' ? counts : {});
  return {};
}

async function tell(
  { booking, notification }: Engine,
  { execution, travellers }: Batch,
  note: (part: TellingPart, counts: Counts) => void,
): Promise<void> {
  const { eventId } = execution;
  const ids = [...new Set(travellers.map(({ passenger_id }) => passenger_id))];
  const details = new Map(
    (await booking.queryPassengers(ids, eventId)).map((passenger) => [passenger.passenger_id, passenger]),
  );
  const recipients: NoticeComposition['recipients'] = travellers.flatMap(({ booking_id, passenger_id, seat }) => {
    const passenger = details.get(passenger_id);
    return passenger === undefined ? [] : [{ ...passenger, booking_id, seat }];
  });
  note('GetPassengerDetails', { passengers: details.size, missing: ids.length - details.size });
  note('GeneratePersonalizedMessage', await notification.compose(composition(execution, recipients), eventId));
  const dispatch = { event_id: eventId, passenger_ids: [...details.keys()] };
  note('SendNotifications', await notification.send(dispatch, eventId));
}
