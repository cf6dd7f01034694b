import type { AirsideEvent, EventData } from '@airside/contracts';

/** A departure that is put on the schedule is news for the board, not for those who wait for the code's next one. */
export function isForRoom({ type }: AirsideEvent): boolean {
  return type !== 'flight.scheduled';
}

/** A flight's change in one plain sentence; undefined for events that are no change of a flight. */
export function sentenceFor(event: AirsideEvent): string | undefined {
  // An operation event that changed nothing: it came late, came again, or asked for what cannot be.
  const { effect = 'changed' } = event.data as { effect?: string };
  if (effect !== 'changed') return undefined;
  switch (event.type) {
    case 'flight.scheduled':
      return `Flight ${event.data.flight_id} is scheduled`;
    case 'flight.delay.minor':
    case 'flight.delay.major':
    case 'flight.delay.severe':
      return delaySentence(event.data);
    case 'flight.cancelled':
      return `Flight ${event.data.flight_id} is cancelled`;
    case 'flight.gate_change':
      return gateSentence(event.data);
    case 'flight.status_changed':
      if (event.data.aircraft_change !== undefined && event.data.old_status === event.data.new_status)
        return `Flight ${event.data.flight_id} is flown by another aircraft`;
      return `Flight ${event.data.flight_id} is now ${event.data.new_status.toLowerCase().replaceAll('_', ' ')}`;
    case 'flight.diverted':
      return `Flight ${event.data.flight_id} is diverted to ${event.data.diverted_to}`;
    default:
      return undefined;
  }
}

function delaySentence(data: EventData<'flight.delay.minor'>): string {
  if (data.delay_minutes < 0) return `Flight ${data.flight_id} leaves ${-data.delay_minutes} minutes early`;
  if (data.delay_minutes === 0) return `Flight ${data.flight_id} is on time again`;
  return `Flight ${data.flight_id} is delayed by ${data.delay_minutes} minutes`;
}

function gateSentence(data: EventData<'flight.gate_change'>): string {
  const gate = data.new_gate === null ? 'has no gate yet' : `leaves from gate ${data.new_gate}`;
  const terminal =
    data.terminal_change === true && typeof data.new_terminal === 'string' ? `, terminal ${data.new_terminal}` : '';
  return `Flight ${data.flight_id} ${gate}${terminal}`;
}
