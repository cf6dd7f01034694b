import type { FieldFault, OperationEventType } from '@airside/contracts';

/** How far the clock of a feed may be ahead of ours. */
const mostAhead = { hours: 24 };
const earliest = Temporal.Instant.from('2000-01-01T00:00:00Z');
const end = Temporal.Instant.from('2100-01-01T00:00:00Z');

/** Members of payloads that are times. */
export const timeMembers = [
  'new_departure',
  'new_arrival',
  'at',
  'out_at',
  'off_at',
  'on_at',
  'in_at',
  'estimated_arrival',
] as const;

/** An instant that can be stored and compared; undefined for what only looks like one. */
function readInstant(text: string): Temporal.Instant | undefined {
  try {
    const instant = Temporal.Instant.from(text);
    const isKnown = Temporal.Instant.compare(instant, earliest) >= 0 && Temporal.Instant.compare(instant, end) < 0;
    return isKnown ? instant : undefined;
  } catch {
    return undefined;
  }
}

/** An old event is taken: it may still be the latest of its kind. One from the future would win over all that follow. */
export function timestampFaults(timestamp: unknown, now: Temporal.Instant): FieldFault[] {
  if (typeof timestamp !== 'string') return [];
  const instant = readInstant(timestamp);
  if (instant === undefined) return [{ field: 'timestamp', message: notATime }];
  if (Temporal.Instant.compare(instant, now.add(mostAhead)) <= 0) return [];
  return [{ field: 'timestamp', message: 'must not be more than a day ahead' }];
}

const notATime = 'must be a time with offset, such as 2026-12-01T07:15:00Z, from 2000 to 2099';

/** Faults that a schema cannot name: what members mean together. */
export function payloadFaults(type: OperationEventType | undefined, payload: object): FieldFault[] {
  const members = payload as Record<string, unknown>;
  const faults: FieldFault[] = [];
  for (const field of timeMembers) {
    const text = members[field];
    if (typeof text === 'string' && readInstant(text) === undefined) faults.push({ field, message: notATime });
  }
  const [departure, arrival] = [members['new_departure'], members['new_arrival']].map((text) =>
    typeof text === 'string' ? readInstant(text) : undefined,
  );
  if (departure !== undefined && arrival !== undefined && Temporal.Instant.compare(arrival, departure) <= 0) {
    faults.push({ field: 'new_arrival', message: 'must be after new_departure' });
  }
  if (type === 'EARLY_DEPARTURE' && (members['new_departure'] ?? members['minutes_early']) === undefined) {
    faults.push({ field: 'minutes_early', message: 'is required where new_departure is not given' });
  }
  return faults;
}
