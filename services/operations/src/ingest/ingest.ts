import {
  type EventOf,
  type FieldFault,
  type OperationEvent,
  type OperationEventType,
  Problem,
} from '@airside/contracts';
import { createEvent, publish } from '@airside/events';
import { type Cluster, type Db, isRetryable } from '@airside/postgres';
import type { Counter, Logger } from '@airside/service';
import { type Decision, decideIngest } from './decide.ts';
import { insertDeadLetter, insertDiffering, insertReceived, type Via } from './queries.ts';

export type Arrival = {
  via: Via;
  /** W3C trace context of what brought the message. */
  traceparent?: string | undefined;
};

export type Outcome =
  /** Taken now, or before under the same id; `differing`: before, with another body, which is kept and has no effect. */
  | { kind: 'accepted' | 'repeated' | 'differing'; eventId: string }
  /** Kept as a dead letter: the message is not an operation event. */
  | { kind: 'refused'; faults: FieldFault[] }
  /** Kept as a dead letter: it is one, but writing it down failed for a reason that will not go away. */
  | { kind: 'failed'; cause: unknown };

/** The one path of operation events, whichever way they come. */
export type Ingest = {
  /**
   * Takes a message, or keeps it as a dead letter; returns when that is written down durably. Throws where the database is
   * away: nothing has been decided, and the same message is to be given again.
   */
  accept(body: Uint8Array, arrival: Arrival): Promise<Outcome>;
};

export type IngestCounter = Counter<'source' | 'type' | 'outcome'>;

export type IngestOptions = {
  cluster: Pick<Cluster, 'writer' | 'transaction'>;
  counter: IngestCounter;
  logger: Logger;
  now: () => Temporal.Instant;
};

export function createIngest({ cluster, counter, logger, now }: IngestOptions): Ingest {
  async function keep(body: Uint8Array, via: Via, eventId: string | null, reason: string): Promise<void> {
    logger.warn({ via, eventId, reason }, 'operation event not taken; it is among the dead letters');
    const letter = { eventId, via, reason: reason.slice(0, 4000), body, receivedAt: now() };
    await insertDeadLetter(cluster.writer, letter);
  }

  async function decideAndWrite(body: Uint8Array, arrival: Arrival, decision: Decision): Promise<Outcome> {
    const { via } = arrival;
    if (decision.kind === 'refuse') {
      await keep(body, via, decision.eventId, reasonOf(decision.faults));
      return { kind: 'refused', faults: decision.faults };
    }
    const eventId = decision.event.event_id;
    try {
      const kind = await cluster.transaction((tx) => writeEvent(tx, decision, arrival, now()));
      if (kind === 'differing')
        logger.warn({ via, eventId }, 'an event came again with another body; the first one counts');
      else
        logger[levelOf(decision.event)]({ via, eventId, type: decision.event.event_type }, `operation event ${kind}`);
      return { kind, eventId };
    } catch (error) {
      if (isAway(error)) throw error;
      // A message that can never be written must not hold up those behind it for ever.
      logger.error({ err: error, eventId }, 'operation event could not be written');
      await keep(body, via, eventId, `could not be written: ${String(error)}`);
      return { kind: 'failed', cause: error };
    }
  }

  return {
    async accept(body, arrival) {
      const decision = decideIngest(body, now());
      const outcome = await decideAndWrite(body, arrival, decision);
      counter.inc({ source: arrival.via, type: typeOf(decision) ?? 'unknown', outcome: outcome.kind });
      return outcome;
    },
  };
}

/** Positions come by the thousand, and the next one replaces them. */
function levelOf({ event_type: type }: OperationEvent): 'debug' | 'info' {
  return type === 'POSITION' ? 'debug' : 'info';
}

/** Received event and internal event, both or neither; or what is different from the one received before. */
async function writeEvent(
  tx: Db,
  { event, given }: Extract<Decision, { kind: 'take' }>,
  { via, traceparent }: Arrival,
  receivedAt: Temporal.Instant,
): Promise<'accepted' | 'repeated' | 'differing'> {
  const arrival = { via, receivedAt, given };
  if (await insertReceived(tx, event, arrival)) {
    await publish(tx, [receivedEvent(event, receivedAt, traceparent)]);
    return 'accepted';
  }
  return (await insertDiffering(tx, event.event_id, arrival)) ? 'differing' : 'repeated';
}

function receivedEvent(
  event: OperationEvent,
  receivedAt: Temporal.Instant,
  traceparent: string | undefined,
): EventOf<'operation.received'> {
  const { flight_id } = event.payload;
  return createEvent(
    {
      type: 'operation.received',
      source: '/operations_service',
      // Events of one flight stay in order.
      subject: flight_id,
      causedby: event.event_id,
      ...(traceparent === undefined ? {} : { traceparent }),
      data: { ...event, flight_id, received_at: receivedAt.toString() },
    },
    { id: `operation.received:${event.event_id}`, time: receivedAt },
  );
}

function typeOf(decision: Decision): OperationEventType | undefined {
  return decision.kind === 'take' ? decision.event.event_type : decision.eventType;
}

/** Every fault in one line, as a person reads it. */
function reasonOf(faults: readonly FieldFault[]): string {
  return faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
}

/** The database is away or two transactions met; the message is not to blame. */
function isAway(error: unknown): boolean {
  return error instanceof Problem ? error.status === 503 : isRetryable(error);
}
