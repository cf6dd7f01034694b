import {
  type AirsideEvent,
  CloudEvent,
  type EventOf,
  eventSchema,
  type EventType,
  eventTypes,
} from '@airside/contracts';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';

/** What the publisher says of an event; the rest of the envelope follows from it. */
export type NewEvent<T extends EventType> = Omit<EventOf<T>, 'specversion' | 'datacontenttype' | 'id' | 'time'>;

/** Puts the envelope around an event. `id` must be unique over all services. */
export function createEvent<T extends EventType>(
  event: NewEvent<T>,
  { id, time }: { id: string; time: Temporal.Instant },
): EventOf<T> {
  return {
    ...event,
    specversion: '1.0',
    datacontenttype: 'application/json',
    id,
    time: time.toString(),
  } as unknown as EventOf<T>;
}

const envelope = Compile(CloudEvent);
const known = new Map<string, ReturnType<typeof Compile>>(eventTypes.map((type) => [type, Compile(eventSchema(type))]));

/** Throws where an event does not match its schema: a fault of the program that publishes it. */
export function assertPublishable(event: AirsideEvent): void {
  const { type } = event;
  const schema = known.get(type);
  if (schema === undefined) throw new Error(`Unknown event type ${type}`);
  if (schema.Check(event)) return;
  const [fault] = schema.Errors(event);
  throw new Error(
    `Event ${type} does not match its schema: ${fault?.instancePath ?? ''} ${fault?.message ?? ''}`.trim(),
  );
}

/** The event in a stream entry, or why there is none. A type that this process does not know yet is no fault. */
export function parseEvent(text: string): { event: AirsideEvent } | { fault: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: 'not JSON' };
  }
  if (envelope.Check(value)) return { event: value as AirsideEvent };
  const [fault] = Value.Errors(CloudEvent, value);
  return { fault: `no CloudEvent: ${fault?.instancePath ?? ''} ${fault?.message ?? ''}`.trim() };
}
