import { createTestTokens } from '@airside/testing';
import type { RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type FakeInstance,
  json,
  type RunningGateway,
  startDiscovery,
  startGateway,
  startInstance,
} from '../../tests/harness.ts';

const tokens = createTestTokens();
const failure = { message: 'An error occurred. Please try again later.' };
const listener: RequestListener = (request, answer) =>
  request.url?.startsWith('/api/auth/simulate-failure')
    ? json(500, failure)(request, answer)
    : json(200, {})(request, answer);

let instances: FakeInstance[];
let gateway: RunningGateway;
let stopDiscovery: () => Promise<void>;

async function setUp(names: string[]): Promise<void> {
  instances = await Promise.all(names.map((name) => startInstance(name, listener)));
  const discovery = await startDiscovery(instances);
  stopDiscovery = () => discovery.stop();
  const options = { isChaosAllowed: true };
  gateway = await startGateway({ discoveryUrl: discovery.url, verifyToken: tokens.verifyToken, options });
}
beforeEach(() => setUp(['user_service_10', 'user_service_2', 'user_service_1']));
afterEach(async () => {
  await gateway.close();
  await stopDiscovery();
  await Promise.all(instances.map((instance) => instance.kill()));
});

const admin = tokens.bearer({ userId: 1, roles: ['admin'] });
const fail = async (query = '') => {
  const answer = await fetch(`${gateway.url}/api/auth/simulate-failure${query}`);
  const { message } = (await answer.json()) as { message: string };
  return { status: answer.status, message, retryAfter: answer.headers.get('retry-after') };
};
const force = (instance: string, action: string, headers: Record<string, string> = admin) =>
  fetch(`${gateway.url}/api/system/breakers/${instance}/${action}`, { method: 'POST', headers });
const unavailable = (name: string) => ({
  status: 503,
  message: `${name} is temporarily unavailable due to failures.`,
  retryAfter: '10',
});

describe('simulate-failure', () => {
  test('fails three times on the first instance by name, then its breaker refuses, while other traffic goes on', async () => {
    for (let n = 0; n < 3; n += 1) expect(await fail()).toEqual({ status: 500, ...failure, retryAfter: null });
    expect(await fail()).toEqual(unavailable('user_service_1'));
    expect(instances.map(({ seen }) => seen.length)).toEqual([0, 0, 3]);
    for (let n = 0; n < 30; n += 1) {
      const answer = await fetch(`${gateway.url}/api/auth/me`);
      expect([answer.status, answer.headers.get('x-served-by')]).not.toContain('user_service_1');
      expect(answer.status).toBe(200);
    }
  });

  test('goes to the instance that is named, and only there', async () => {
    for (let n = 0; n < 3; n += 1) expect((await fail('?instance=user_service_2')).status).toBe(500);
    expect(await fail('?instance=user_service_2')).toEqual(unavailable('user_service_2'));
    expect((await fail()).status).toBe(500);
  });

  test('names an instance that does not exist', async () => {
    expect(await fail('?instance=user_service_99')).toMatchObject({
      status: 404,
      message: 'There is no instance user_service_99',
    });
  });

  test('a breaker is forced open, closed, and back by an admin, and by nobody else', async () => {
    expect((await force('user_service_1', 'open', {})).status).toBe(401);
    expect((await force('user_service_1', 'open', tokens.bearer({ userId: 2, roles: ['agent'] }))).status).toBe(403);
    expect((await force('user_service_1', 'open')).status).toBe(200);
    expect(await fail()).toEqual(unavailable('user_service_1'));
    expect((await force('user_service_1', 'close')).status).toBe(200);
    for (let n = 0; n < 5; n += 1) expect((await fail()).status).toBe(500);
    expect((await force('user_service_1', 'auto')).status).toBe(200);
    for (let n = 0; n < 3; n += 1) expect((await fail()).status).toBe(500);
    expect((await fail()).status).toBe(503);
    expect((await force('user_service_99', 'open')).status).toBe(404);
    expect((await force('user_service_1', 'sideways')).status).toBe(400);
  });
});

test('with one instance alone, balanced calls go on past its open breaker', async () => {
  await gateway.close();
  await stopDiscovery();
  await Promise.all(instances.map((instance) => instance.kill()));
  await setUp(['user_service_1']);
  for (let n = 0; n < 3; n += 1) await fail();
  expect((await fail()).status).toBe(503);
  for (let n = 0; n < 10; n += 1) expect((await fetch(`${gateway.url}/api/auth/me`)).status).toBe(200);
  expect((await fail()).status).toBe(503);
});
