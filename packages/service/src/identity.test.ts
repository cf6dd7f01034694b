import { InstanceName } from '@airside/contracts';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { nameByHost } from './identity.ts';

const inContainer = { HOST: '0.0.0.0', PORT: '5000' };

test('a container is called and reached by its own name, so that copies of one description differ', () => {
  expect(nameByHost('booking_service', inContainer, '3f2a90bc1d4e')).toMatchObject({
    INSTANCE_NAME: 'booking_service_3f2a90bc1d4e',
    ADVERTISED_URL: 'http://3f2a90bc1d4e:5000',
  });
});

test('what is given stays, and who listens on one address is reached there', () => {
  const given = { ...inContainer, INSTANCE_NAME: 'user_service_1', ADVERTISED_URL: 'http://10.0.0.7:5000' };
  expect(nameByHost('user_service', given, 'host')).toEqual(given);
  expect(nameByHost('user_service', { HOST: '127.0.0.1', PORT: '5001' }, 'host')['ADVERTISED_URL']).toBeUndefined();
  expect(nameByHost('user_service', { INSTANCE_NAME: ' ' }, 'host')['INSTANCE_NAME']).toBe('user_service_host');
});

test('whatever a host is called, the name can be registered', () => {
  for (const hostname of ['booking-7d9f6c-x2x4z', 'Laptop.local', 'ö', 'a'.repeat(200)]) {
    expect(Value.Check(InstanceName, nameByHost('booking_service', {}, hostname)['INSTANCE_NAME'])).toBe(true);
  }
});
