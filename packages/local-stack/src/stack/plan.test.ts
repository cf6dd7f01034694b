import { expect, test } from 'vitest';
import { defaultCounts, matchNames, parseInstances, planInstances, preferredPorts } from './plan.ts';

test('what --instances does not name keeps its default', () => {
  expect(parseInstances('user=2,booking=4')).toEqual({ user: 2, booking: 4, notification: 2, operations: 1 });
  expect(parseInstances(' operations = 2 ')).toEqual({ ...defaultCounts, operations: 2 });
});

test.each([
  '',
  'user',
  'user=',
  'user=0',
  'user=51',
  'user=1.5',
  'user=-1',
  'pilot=2',
  'user=1=2',
  'user=1,,',
  'toString=1',
])('--instances %j is refused', (text) => {
  expect(() => parseInstances(text)).toThrow(RangeError);
});

test('discovery starts first, the gateway last, and names count from 1', () => {
  const names = planInstances({ user: 2, booking: 1, notification: 1, operations: 1 }, [
    'receivers',
    'payment_sandbox',
  ]).map((instance) => instance.name);
  expect(names).toEqual([
    'discovery_1',
    'receivers_1',
    'payment_sandbox_1',
    'user_service_1',
    'user_service_2',
    'booking_service_1',
    'notification_service_1',
    'operations_service_1',
    'etl_service_1',
    'gateway_1',
  ]);
});

test('the default stack has the documented ports', () => {
  expect(preferredPorts(4000, defaultCounts)).toMatchObject({
    gateway_1: 4000,
    discovery_1: 5000,
    user_service_1: 5001,
    booking_service_3: 5103,
    notification_service_2: 5202,
    operations_service_1: 5301,
    etl_service_1: 5381,
    users_db_1: 5411,
    booking_db_3: 5423,
    warehouse_db_1: 5431,
    redis_3: 5503,
    control: 5600,
    receivers_1: 5900,
    smtp: 5950,
    payment_sandbox_1: 5960,
    prometheus: 9090,
    alertmanager: 9093,
  });
});

test('--port 4100 moves every port by 100, and no port reaches the ephemeral range', () => {
  expect(preferredPorts(4100, defaultCounts)).toMatchObject({ discovery_1: 5100, users_db_1: 5511, control: 5700 });
  for (const port of [80, 4000, 19_000, 30_000]) {
    const { gateway_1: _given, ...ports } = preferredPorts(port, defaultCounts);
    const withBus = Object.entries(ports).map(([name, each]) => each + (name.startsWith('redis') ? 10_000 : 0));
    expect(Math.max(...withBus)).toBeLessThan(32_768);
  }
});

test('a service, an instance or a database cluster is found by the name people use', () => {
  const known = ['booking_service_1', 'booking_service_2', 'booking_db_1', 'users_db_1', 'user_service_1', 'gateway_1'];
  expect(matchNames(known, 'booking')).toEqual(['booking_service_1', 'booking_service_2']);
  expect(matchNames(known, 'booking_service')).toEqual(['booking_service_1', 'booking_service_2']);
  expect(matchNames(known, 'booking_service_2')).toEqual(['booking_service_2']);
  expect(matchNames(known, 'users')).toEqual(['users_db_1']);
  expect(matchNames(known, 'gateway')).toEqual(['gateway_1']);
  expect(matchNames(known, 'book')).toEqual([]);
});
