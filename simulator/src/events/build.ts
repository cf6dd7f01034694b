import { operationEnvelope, type OperationEvent, type OperationEventType, operationPayloads } from '@airside/contracts';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { Failure } from '../failure.ts';
import { flagOf, payloadOptions } from './options.ts';

/** What the command line said; payload members are still text. */
export type GivenEvent = {
  eventType: OperationEventType;
  eventId: string;
  timestamp: string;
  source: string;
  payload: Readonly<Record<string, string | boolean>>;
  /** Leaves the judging to the other side: a broken event is to be sent as it is. */
  isUnchecked: boolean;
};

const envelope = Type.Object(operationEnvelope);

/** Makes the operation event that was described. Throws Failure naming every option that is wrong or missing. */
export function buildEvent(given: GivenEvent): OperationEvent {
  const payload = Object.fromEntries(
    Object.entries(given.payload).map(([member, value]) => [member, readValue(member, value)]),
  );
  const event = {
    event_id: given.eventId,
    event_type: given.eventType,
    timestamp: given.timestamp,
    source: given.source,
    payload,
  };
  const faults = given.isUnchecked ? [] : [...strangers(given), ...eventFaults(event)];
  if (faults.length > 0)
    throw new Failure(`This is no ${given.eventType}:\n${faults.map((one) => `  ${one}`).join('\n')}`);
  return event as OperationEvent;
}

function readValue(member: string, value: string | boolean): unknown {
  const option = payloadOptions().find((one) => one.member === member);
  if (option?.kind === 'boolean') return value === true || value === 'true' ? true : value === 'false' ? false : value;
  // Text that is no number stays text, so that the fault can be told, or sent.
  if (option?.kind === 'number') return value !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
  return value;
}

function strangers({ eventType, payload }: GivenEvent): string[] {
  const known = new Set(Object.keys(operationPayloads[eventType].properties));
  return Object.keys(payload)
    .filter((member) => !known.has(member))
    .map((member) => `${flagOf(member)} does not belong to it`);
}

/** What a schema finds wrong, by option. */
function eventFaults(event: { event_type: OperationEventType; payload: object }): string[] {
  const found = [...Value.Errors(envelope, event), ...Value.Errors(operationPayloads[event.event_type], event.payload)];
  const faults = found.flatMap(({ instancePath, keyword, message, params }) => {
    if (keyword === 'required') {
      const { requiredProperties } = params as { requiredProperties: string[] };
      return requiredProperties.map((member) => `${flagOf(member)} is missing`);
    }
    return [`${flagOf(instancePath.slice(1))} ${message}`];
  });
  return [...new Set(faults)];
}
