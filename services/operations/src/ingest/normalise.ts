import type { OperationEvent } from '@airside/contracts';
import { timeMembers } from './rules.ts';

/** Members of payloads that are codes, given in any case. */
const codeMembers = [
  'flight_id',
  'old_gate',
  'new_gate',
  'old_terminal',
  'new_terminal',
  'diverted_to',
  'old_aircraft_type',
  'new_aircraft_type',
];

/** One way to write each thing: codes in upper case, times in UTC. The event must be valid. */
export function normalise(event: OperationEvent): OperationEvent {
  const payload: Record<string, unknown> = { ...event.payload };
  for (const [name, value] of Object.entries(payload)) {
    if (typeof value !== 'string') continue;
    if (codeMembers.includes(name)) payload[name] = value.toUpperCase();
    if (timeMembers.some((member) => member === name)) payload[name] = toUtc(value);
  }
  return { ...event, timestamp: toUtc(event.timestamp), payload } as OperationEvent;
}

function toUtc(text: string): string {
  return Temporal.Instant.from(text).toString();
}
