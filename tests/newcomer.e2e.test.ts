import { waitUntil } from '@airside/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from './client.ts';
import { isKitThere, runKit } from './conformance.ts';
import { npmRun, npmStart, type StartedStack, temporaryData } from './npm-start.ts';

// What a newcomer does: start, use, look, stop, start again. Every command is the one the README prints.

const port = 24_000;
const sections = ['platform', 'accounts', 'flights', 'bookings', 'rooms', 'breaker'];
const data = temporaryData();
let stack: StartedStack;

beforeAll(async () => {
  stack = await npmStart({ dataDir: data.dir, port });
});
afterAll(async () => {
  await stack.stop();
  data.remove();
});

describe('a stack from npm start', () => {
  test('prints the gateway address', () => {
    expect(stack.output()).toContain(stack.base.replace('127.0.0.1', 'localhost'));
  });

  test.runIf(isKitThere)('conforms, twice in a row', async () => {
    for (const turn of [1, 2]) {
      const { failures, summary } = await runKit(stack.base, sections);
      expect({ turn, failures, summary }).toEqual({
        turn,
        failures: [],
        summary: expect.stringContaining(', 0 failed'),
      });
    }
  });

  test('a booking of the README goes through and is told by its number', async () => {
    const { call, newTraveller } = createClient(stack.base);
    await call('GET', '/seed');
    const { token, userId } = await newTraveller();
    const body = { flightId: 'FL001', paymentMethod: 'credit_card' };
    const booked = await call('POST', '/api/flight/book-flight', {
      token,
      body,
      headers: { 'idempotency-key': 'first' },
    });
    expect(booked).toMatchObject({
      status: 201,
      body: { message: 'Flight booked successfully', flightId: 'FL001', price: 200 },
    });
    const again = await call('POST', '/api/flight/book-flight', {
      token,
      body,
      headers: { 'idempotency-key': 'first' },
    });
    expect(again.body['bookingId']).toBe(booked.body['bookingId']);
    const listed = await call('GET', `/api/flight/bookings/${userId}`, { token });
    expect(listed.body['bookings']).toHaveLength(1);
  });

  test('status shows instances, databases with their roles, and Redis', async () => {
    const { code, output } = await npmRun('status', [], data.dir);
    expect(code).toBe(0);
    for (const word of [
      'user_service_3',
      'booking_service_3',
      'notification_service_2',
      'operations_service_1',
      'etl_service_1',
      'primary',
      'standby',
    ])
      expect(output).toContain(word);
  });

  test('a second start on the same data says who is there', async () => {
    await expect(npmStart({ dataDir: data.dir, port: port + 50 })).rejects.toThrow('A stack already runs');
  });

  test('a bad option is named, with exit status 2', async () => {
    const { code, output } = await npmRun('start', ['--instances', 'warp=9', '--data', data.dir], data.dir);
    expect(code).toBe(2);
    expect(output).toContain('warp');
  });

  test('SIGTERM stops everything within seconds; what was booked is there after a restart with other instance counts', async () => {
    const before = createClient(stack.base);
    const { username, password, userId, token } = await before.newTraveller();
    const booked = await before.call('POST', '/api/flight/book-flight', {
      token,
      body: { flightId: 'FL008', paymentMethod: 'paypal' },
    });
    expect(booked.status).toBe(201);
    await stack.stop('SIGTERM');
    await expect(fetch(`${stack.base}/health`)).rejects.toThrow();
    const nothing = await npmRun('status', [], data.dir);
    expect(nothing.code).toBe(1);

    stack = await npmStart({ dataDir: data.dir, port, args: ['--instances', 'user=1,booking=5'] });
    const after = createClient(stack.base);
    const session = await after.login(username, password);
    const listed = await after.call('GET', `/api/flight/bookings/${userId}`, { token: session.token });
    expect(listed.body['bookings']).toMatchObject([{ bookingId: booked.body['bookingId'], flightCode: 'FL008' }]);
    const { body } = await after.call('GET', '/api/discovery/status');
    const services = body['services'] as Record<string, unknown[]>;
    expect([services['user_service']?.length, services['booking_service']?.length]).toEqual([1, 5]);
  });

  test.runIf(isKitThere)('conforms after a restart and with other instance counts', async () => {
    const { failures } = await runKit(stack.base, sections);
    // The kit's first check wants three user instances; this stack has one on purpose.
    expect(failures.filter((line) => !line.includes('fewer than three user or booking instances'))).toEqual([]);
  });

  test('npm run stop stops it from elsewhere, and --erase removes the data', async () => {
    const { code } = await npmRun('stop', ['--erase'], data.dir);
    expect(code).toBe(0);
    await waitUntil('npm start has ended', () => stack.child.exitCode !== null || stack.child.signalCode !== null);
    await expect(fetch(`${stack.base}/health`)).rejects.toThrow();
  });
});
