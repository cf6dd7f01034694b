import { decisionFor, fillPath, isRight, type Operation, readOperations } from '@airside/prove';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient } from './client.ts';
import { openApiFile } from '../scripts/docs/render-openapi.ts';
import { npmStart, type StartedStack, temporaryData } from './npm-start.ts';

// Every route of the OpenAPI document through the gateway, by every kind of caller. What is expected is what the document says (`x-access`).

// `npm run prove -- security` asks more of them; this is what it costs little to ask each time.
const callers = ['nobody', 'another', 'agent', 'ops', 'admin'] as const;
/** Nobody's: so that no call changes anything that exists. */
const noId = '2147483647';

const data = temporaryData();
let stack: StartedStack;
let client: Client;

beforeAll(async () => {
  stack = await npmStart({ dataDir: data.dir, port: 24_400, args: ['--instances', 'user=1,booking=1,notification=1'] });
  client = createClient(stack.base);
});
afterAll(async () => {
  await stack.stop();
  data.remove();
});

async function listOperations(): Promise<Operation[]> {
  const { body } = await client.call('GET', '/openapi.json');
  // What fails on purpose is no fault.
  return readOperations(body).filter(({ path }) => !path.endsWith('/simulate-failure'));
}

async function tokenOf(caller: (typeof callers)[number]): Promise<string | undefined> {
  if (caller === 'nobody') return undefined;
  const { username, password, userId, token } = await client.newTraveller();
  if (caller === 'another') return token;
  const staff = await client.loginAdmin();
  const changed = await client.call('PUT', `/api/auth/users/${userId}/roles`, {
    token: staff.token,
    body: { roles: ['passenger', caller] },
  });
  expect(changed.status).toBe(200);
  return (await client.login(username, password)).token;
}

test('docs/api/openapi.json says what the gateway says (else run: node scripts/docs/openapi.ts)', async () => {
  const { body } = await client.call('GET', '/openapi.json');
  expect(JSON.parse(readFileSync(openApiFile, 'utf8'))).toEqual(body);
});

describe('every public route', () => {
  test('is open to whom its document says, and to nobody else', async () => {
    const operations = await listOperations();
    expect(operations.length).toBeGreaterThan(25);
    const wrong: string[] = [];
    for (const caller of callers) {
      // These end the caller's session, so they come last.
      const isFarewell = ({ method, path }: Operation) =>
        path.endsWith('/logout') || (method === 'DELETE' && path.endsWith('/me'));
      const ordered = [...operations.filter((operation) => !isFarewell(operation)), ...operations.filter(isFarewell)];
      let token = await tokenOf(caller);
      for (const operation of ordered) {
        if (isFarewell(operation)) token = await tokenOf(caller);
        const path = fillPath(operation.path, () => noId);
        const { status } = await client.call(operation.method, path, token === undefined ? {} : { token });
        const wanted = decisionFor(operation, caller);
        if (!isRight(wanted, status)) wrong.push(`${caller} ${operation.method} ${path}: ${status}, wanted ${wanted}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('nothing internal is reachable through the gateway', async () => {
    for (const path of [
      '/internal/service-tokens/verify',
      '/api/internal/x',
      '/leases/user_service_1',
      '/services',
      '/prometheus/targets',
      '//internal/service-tokens/verify',
      '/api/auth/../../internal/service-tokens/verify',
    ]) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
        const { status } = await client.call(method, path, { headers: { 'x-airside-cluster-secret': 'guess' } });
        // A path that may be read in two ways is refused as such.
        expect([method, path, status]).toEqual([method, path, path.startsWith('//') ? 400 : 404]);
      }
    }
  });
});
