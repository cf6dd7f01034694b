import {
  type FieldFault,
  operationEnvelope,
  type OperationEvent,
  type OperationEventType,
  operationEventTypes,
  operationFlight,
  operationPayloads,
} from '@airside/contracts';
import { faultsOf, unstorableTextOf } from '@airside/service';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { normalise } from './normalise.ts';
import { readMessage } from './message.ts';
import { payloadFaults, timestampFaults } from './rules.ts';

export type Decision =
  /** `event` is what goes on; `given` is what came, with members that we do not know. */
  | { kind: 'take'; event: OperationEvent; given: object }
  /** `eventId` and `eventType` where the message says them; every fault, each with its field. */
  | { kind: 'refuse'; eventId: string | null; eventType: OperationEventType | undefined; faults: FieldFault[] };

const envelope = Compile(Type.Object({ ...operationEnvelope, payload: Type.Object({}) }));
const unknownPayload = Compile(Type.Object(operationFlight));
const payloads = new Map(operationEventTypes.map((type) => [type, Compile(operationPayloads[type])]));
const mostIdCharacters = 200;

/** Decides what becomes of a message, whichever way it came. */
export function decideIngest(body: Uint8Array, now: Temporal.Instant): Decision {
  const message = readMessage(body);
  if ('fault' in message) return { kind: 'refuse', eventId: null, eventType: undefined, faults: [message.fault] };
  const { value } = message;
  const eventType = typeOf(value);
  const faults = faultsIn(value, eventType, now);
  if (faults.length > 0 || eventType === undefined) return { kind: 'refuse', eventId: idOf(value), eventType, faults };
  return { kind: 'take', event: normalise(clean(value as OperationEvent)), given: value as object };
}

/** One fault for each field; what is said of the text itself comes first. */
function faultsIn(value: unknown, eventType: OperationEventType | undefined, now: Temporal.Instant): FieldFault[] {
  const found = [...unstorableTextOf(value), ...faultsOf([...envelope.Errors(value)], 'body')];
  const { timestamp, payload } = Object(value) as { timestamp?: unknown; payload?: unknown };
  found.push(...timestampFaults(timestamp, now));
  if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) {
    // Of a type that nobody knows, the flight can be looked at all the same.
    const check = eventType === undefined ? unknownPayload : payloads.get(eventType);
    const inside = [...faultsOf([...(check?.Errors(payload) ?? [])], ''), ...payloadFaults(eventType, payload)];
    found.push(...inside.map(({ field, message }) => ({ field: `payload.${field}`, message })));
  }
  return [...new Map(found.toReversed().map((fault) => [fault.field, fault])).values()].toReversed();
}

/** The members that we know. */
function clean({ event_id, event_type, timestamp, source, payload }: OperationEvent): OperationEvent {
  const known = Value.Clean(operationPayloads[event_type], structuredClone(payload));
  return { event_id, event_type, timestamp, source, payload: known } as OperationEvent;
}

function typeOf(value: unknown): OperationEventType | undefined {
  const { event_type: given } = Object(value) as { event_type?: unknown };
  return operationEventTypes.find((type) => type === given);
}

function idOf(value: unknown): string | null {
  const { event_id: id } = Object(value) as { event_id?: unknown };
  if (typeof id !== 'string' || id === '') return null;
  return id.replaceAll('\0', '').toWellFormed().slice(0, mostIdCharacters).toWellFormed();
}
