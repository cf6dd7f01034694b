import { expect, test } from 'vitest';
import { soldFlight } from '../../tests/sold-facts.ts';
import { composePnr, isNamed, type Ticket } from './rules.ts';

const ticket = (more: Partial<Ticket> = {}): Ticket => ({
  orderId: 1,
  state: 'CONFIRMED',
  firstName: 'Ana',
  lastName: 'Müller-Șerban',
  type: 'ADT',
  seat: '1A',
  status: 'CONFIRMED',
  flight: soldFlight(),
  ...more,
});

test.each(['MULLER-SERBAN', 'müller șerban', 'mullerserban', ' Muller–Serban '])('%s is the same name', (name) => {
  expect(isNamed([ticket()], name)).toBe(true);
});

test('another name is not, nor an empty one, nor the first where there is a last', () => {
  for (const name of ['Muller', 'Ana', '', ' ', '-']) expect(isNamed([ticket()], name)).toBe(false);
  expect(isNamed([], 'Muller')).toBe(false);
  expect(isNamed([ticket({ lastName: null })], 'ana')).toBe(true);
});

test('shows initials of last names, and what is flown, by departure', () => {
  const later = soldFlight({ id: 2, scheduledDeparture: Temporal.Instant.from('2026-03-02T08:00Z') });
  const answer = composePnr('BCD234', [
    ticket({ flight: later }),
    ticket({ status: 'CANCELLED' }),
    ticket({ type: 'CHD' }),
  ]);
  expect(answer).toMatchObject({
    locator: 'BCD234',
    status: 'CONFIRMED',
    flights: [
      { departureId: 1, passengers: [{ firstName: 'Ana', lastInitial: 'M', type: 'CHD', seat: '1A' }] },
      { departureId: 2, passengers: [{ type: 'ADT' }] },
    ],
  });
  expect(JSON.stringify(answer)).not.toContain('ller');
  const cancelled = composePnr('BCD234', [ticket({ status: 'CANCELLED', state: 'CANCELLED' })]);
  expect(cancelled).toMatchObject({ status: 'CANCELLED', flights: [{ passengers: [{ status: 'CANCELLED' }] }] });
});
