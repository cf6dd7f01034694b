import type { NoticeComposition, NoticeFlight, NoticeKind } from '@airside/contracts';
import type { WorkflowEvent } from './workflow.ts';

/** What a workflow's event has to say, to whom. */
export type Telling = { id: number; eventId: string; flight: NoticeFlight | null; event: WorkflowEvent };

/** Notices for some travellers. */
export function composition(telling: Telling, recipients: NoticeComposition['recipients']): NoticeComposition {
  const { eventId, event } = telling;
  return {
    event_id: eventId,
    event_time: event.data.timestamp,
    is_current: isCurrent(event),
    what: noticeKindOf(event),
    flight: flightOf(telling),
    recipients,
  };
}

/** Notices for those who follow the flight without travelling on it; after those of the travellers, so that nobody gets two. */
export function compositionForSubscribers(telling: Telling): NoticeComposition {
  return { ...composition(telling, []), include_subscribers: true };
}

/** The flight that a first step has found. */
export function flightOf({ flight, id }: Pick<Telling, 'flight' | 'id'>): NoticeFlight {
  if (flight === null) throw new Error(`execution ${id} has not found its flight yet`);
  return flight;
}

/** What happened, as the travellers are told. */
export function noticeKindOf(event: WorkflowEvent): NoticeKind {
  switch (event.type) {
    case 'flight.delay.minor':
    case 'flight.delay.major':
    case 'flight.delay.severe': {
      const { delay_minutes, delay_category, reason, reason_detail } = event.data;
      return { kind: 'delay', delay_minutes, delay_category, reason, ...detail(reason_detail) };
    }
    case 'flight.cancelled':
      return { kind: 'cancellation', reason: event.data.reason, ...detail(event.data.reason_detail) };
    case 'flight.gate_change': {
      const { old_gate, new_gate, terminal_change = false, old_terminal, new_terminal } = event.data;
      return {
        kind: 'gate_change',
        old_gate,
        new_gate,
        terminal_change,
        ...(old_terminal === undefined ? {} : { old_terminal }),
        ...(new_terminal === undefined ? {} : { new_terminal }),
      };
    }
  }
}

/** False where booking says that the event changed nothing, because a later one had come before it. */
export function isCurrent(event: WorkflowEvent): boolean {
  return (event.data as { superseded?: unknown }).superseded !== true;
}

/**
 * The flight as the event tells it. It was asked for a moment after the event, when it may have changed again; the times,
 * gate and terminal that the event is about are the event's own.
 */
export function flightAsTold(found: NoticeFlight, event: WorkflowEvent): NoticeFlight {
  switch (event.type) {
    case 'flight.delay.minor':
    case 'flight.delay.major':
    case 'flight.delay.severe':
      return { ...found, estimated_departure: event.data.new_departure, estimated_arrival: event.data.new_arrival };
    case 'flight.cancelled':
      return { ...found, status: 'CANCELLED' };
    case 'flight.gate_change':
      return { ...found, gate: event.data.new_gate, terminal: event.data.new_terminal ?? found.terminal };
  }
}

function detail(text: string | null | undefined): { reason_detail?: string | null } {
  return text === undefined ? {} : { reason_detail: text };
}
