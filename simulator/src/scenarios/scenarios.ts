import type { OperationEvent } from '@airside/contracts';

/** What a scenario's event must lead to (api.md §5). */
export type Expectation = {
  eventId: string;
  flightId: string;
  workflow: 'delay' | 'cancellation' | 'gate_change';
  /** Members of the flight in the resource API. */
  flight: Readonly<Record<string, string | number>>;
  bookings?: 'NEEDS_REBOOKING';
  /** A channel that at least one notice has gone out on. */
  sentBy?: 'sms';
};

export type Step = { event: OperationEvent; expectation: Expectation };

export const scenarioNumbers = [1, 2, 3, 4, 5] as const;
export type ScenarioNumber = (typeof scenarioNumbers)[number];

export const scenarioTitles: Record<ScenarioNumber, string> = {
  1: 'SW1234 is 25 minutes late for weather: a minor delay',
  2: 'SW5678 is 90 minutes late for a mechanical fault: a major delay',
  3: 'SW9012 is cancelled for weather: its bookings need rebooking',
  4: 'SW3456 moves from gate A5 to D15, in another terminal',
  5: 'SW1234, SW5678 and SW7890 all at once: three workflows side by side',
};

/** The events of a scenario. `run` is part of their ids, so that each run is news. */
export function stepsOf(scenario: ScenarioNumber, run: string, now: Temporal.Instant): Step[] {
  const at = { run: `scenario-${scenario}-${run}`, timestamp: now.toString() };
  switch (scenario) {
    case 1:
      return [delay(at, 'SW1234', 25, 'WEATHER')];
    case 2:
      return [delay(at, 'SW5678', 90, 'MECHANICAL')];
    case 3:
      return [cancellation(at, 'SW9012')];
    case 4:
      return [gateChange(at, 'SW3456', { from: 'A5', to: 'D15', isTerminalChange: true })];
    case 5:
      return [
        delay(at, 'SW1234', 15, 'ATC'),
        gateChange(at, 'SW5678', { from: 'B7', to: 'B12', isTerminalChange: false }),
        delay(at, 'SW7890', 45, 'CREW'),
      ];
  }
}

type Moment = { run: string; timestamp: string };

function envelope({ run, timestamp }: Moment, flightId: string) {
  return { event_id: `${run}-${flightId}`, timestamp, source: 'simulator' };
}

function delay(at: Moment, flightId: string, minutes: number, reason: 'WEATHER' | 'MECHANICAL' | 'ATC' | 'CREW'): Step {
  const payload = { flight_id: flightId, delay_minutes: minutes, reason };
  const event: OperationEvent = { ...envelope(at, flightId), event_type: 'FLIGHT_DELAY', payload };
  const flight = { status: 'DELAYED', delay_minutes: minutes, delay_reason: reason };
  return { event, expectation: { eventId: event.event_id, flightId, workflow: 'delay', flight } };
}

function cancellation(at: Moment, flightId: string): Step {
  const payload = { flight_id: flightId, reason: 'WEATHER' as const, rebooking_priority: 'HIGH' as const };
  const event: OperationEvent = { ...envelope(at, flightId), event_type: 'FLIGHT_CANCELLED', payload };
  return {
    event,
    expectation: {
      eventId: event.event_id,
      flightId,
      workflow: 'cancellation',
      flight: { status: 'CANCELLED' },
      bookings: 'NEEDS_REBOOKING',
    },
  };
}

function gateChange(at: Moment, flightId: string, gate: { from: string; to: string; isTerminalChange: boolean }): Step {
  const payload = {
    flight_id: flightId,
    old_gate: gate.from,
    new_gate: gate.to,
    terminal_change: gate.isTerminalChange,
  };
  const event: OperationEvent = { ...envelope(at, flightId), event_type: 'GATE_CHANGE', payload };
  return {
    event,
    expectation: {
      eventId: event.event_id,
      flightId,
      workflow: 'gate_change',
      flight: { gate: gate.to },
      // A change of terminal is urgent: it goes out by SMS at once.
      ...(gate.isTerminalChange ? { sentBy: 'sms' } : {}),
    },
  };
}
