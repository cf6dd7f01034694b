import type { AirsideEvent } from '@airside/contracts';
import { createEvent } from '@airside/events';
import { randomUUID } from 'node:crypto';

// Events of SW1234 as booking publishes them.

const now = () => Temporal.Now.instant();
const flight = { departure_id: 77, flight_id: 'SW1234' } as never;

export function delayed(operationId: string = randomUUID(), data: object = {}): AirsideEvent {
  const id = `flight/77/v5/flight.delay.major/${operationId}`;
  return createEvent(
    {
      type: 'flight.delay.major',
      source: '/booking_service',
      subject: 'SW1234',
      flightversion: 5,
      causedby: operationId,
      data: {
        flight_id: 'SW1234',
        timestamp: now().toString(),
        flight,
        event_id: id,
        delay_minutes: 45,
        delay_category: 'major',
        reason: 'WEATHER',
        affected_passengers_count: 3,
        new_departure: '2026-12-01T08:00:00Z',
        new_arrival: '2026-12-01T11:00:00Z',
        flight_details: { origin: 'DAL', destination: 'LAX', original_departure: '2026-12-01T07:15:00Z' },
        ...data,
      },
    },
    { id, time: now() },
  ) as AirsideEvent;
}

export function cancelled(operationId: string = randomUUID(), data: object = {}): AirsideEvent {
  return createEvent(
    {
      type: 'flight.cancelled',
      source: '/booking_service',
      subject: 'SW1234',
      flightversion: 5,
      causedby: operationId,
      data: {
        flight_id: 'SW1234',
        timestamp: now().toString(),
        flight,
        reason: 'WEATHER',
        rebooking_priority: 'HIGH',
        ...data,
      },
    },
    { id: `flight/77/v5/flight.cancelled/${operationId}`, time: now() },
  ) as AirsideEvent;
}

export function gateChanged(operationId: string = randomUUID(), data: object = {}): AirsideEvent {
  return createEvent(
    {
      type: 'flight.gate_change',
      source: '/booking_service',
      subject: 'SW1234',
      flightversion: 5,
      causedby: operationId,
      data: {
        flight_id: 'SW1234',
        timestamp: now().toString(),
        flight,
        old_gate: 'A5',
        new_gate: 'D15',
        terminal_change: true,
        ...data,
      },
    },
    { id: `flight/77/v5/flight.gate_change/${operationId}`, time: now() },
  ) as AirsideEvent;
}
