import { createEvent } from '@airside/events';
import { createRegistry } from '@airside/service';
import { expect, test } from 'vitest';
import { countSales } from './metrics.ts';

const time = Temporal.Instant.from('2026-03-01T12:00:00Z');

const sold = (amount_minor: number, currency: string) =>
  createEvent<'booking.created'>(
    {
      type: 'booking.created',
      source: '/booking_service',
      subject: 'FL001',
      data: {
        booking_id: 'B1',
        flight_id: 'FL001',
        passenger_id: 'P001',
        timestamp: time.toString(),
        amount_minor,
        currency,
      },
    },
    { id: `${amount_minor} ${currency}`, time },
  );

test('revenue is in whole units of its currency, whatever parts that has', async () => {
  const registry = createRegistry('booking_service', 'test');
  countSales(registry)([sold(19_950, 'EUR'), sold(50, 'EUR'), sold(12_000, 'JPY'), sold(1500, 'KWD')]);
  const text = await registry.metrics();
  const revenue = (currency: string) =>
    Number(new RegExp(`^booking_revenue_total\\{currency="${currency}".*\\} (\\S+)$`, 'm').exec(text)?.[1]);
  expect([revenue('EUR'), revenue('JPY'), revenue('KWD')]).toEqual([200, 12_000, 1.5]);
});
