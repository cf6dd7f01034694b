import { describe, expect, test } from 'vitest';
import { headerValue, requestHeaders, responseHeaders } from './headers.ts';

const facts = {
  requestId: 'id-1',
  traceparent: '00-a-b-00',
  clientAddress: '192.0.2.1',
  host: 'airside.example',
  protocol: 'http',
} as const;
const sent = (...pairs: string[]) => {
  const all = requestHeaders(pairs, facts);
  return Object.fromEntries(all.flatMap((name, index) => (index % 2 === 0 ? [[name, all[index + 1]]] : [])));
};

describe('headers for a service', () => {
  test('are the client’s, and the gateway’s own', () => {
    expect(sent('Authorization', 'Bearer x', 'Idempotency-Key', 'k', 'Accept', '*/*')).toEqual({
      authorization: 'Bearer x',
      'idempotency-key': 'k',
      accept: '*/*',
      'x-request-id': 'id-1',
      traceparent: '00-a-b-00',
      'x-airside-client-address': '192.0.2.1',
      'x-forwarded-for': '192.0.2.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'airside.example',
    });
  });

  test.each([
    'Connection',
    'Keep-Alive',
    'Proxy-Connection',
    'Proxy-Authorization',
    'TE',
    'Trailer',
    'Transfer-Encoding',
    'Upgrade',
    'Expect',
    'Forwarded',
    'X-Real-IP',
    'X-Forwarded-Port',
    'X-Forwarded-Prefix',
    'X-Airside-Cluster-Secret',
    'X-AIRSIDE-anything',
  ])('never have the client’s %s', (name) => {
    expect(sent(name, 'forged')).not.toHaveProperty(name.toLowerCase());
  });

  test('have the gateway’s word where the client claims something', () => {
    const forged = ['x-forwarded-for', 'X-Forwarded-Host', 'X-Airside-Client-Address', 'X-Request-Id', 'traceparent'];
    const all = requestHeaders(
      forged.flatMap((name) => [name, 'forged']),
      facts,
    );
    expect(all).not.toContain('forged');
  });

  test('do not have what the client names in Connection, in any case and place', () => {
    const got = sent(
      'X-Secret',
      's',
      'connection',
      'close, x-secret',
      'Connection',
      'X-OTHER',
      'x-other',
      'o',
      'a',
      'b',
    );
    expect(got).not.toHaveProperty('x-secret');
    expect(got).not.toHaveProperty('x-other');
    expect(got).toHaveProperty('a', 'b');
  });

  test('cannot be robbed of the gateway’s own by naming them in Connection, nor of the length', () => {
    const got = sent('Connection', 'x-airside-client-address, x-forwarded-for, content-length', 'Content-Length', '3');
    expect(got).toMatchObject({ 'x-airside-client-address': '192.0.2.1', 'x-forwarded-for': '192.0.2.1' });
    expect(got).toHaveProperty('content-length', '3');
  });
});

test('headers for the client lose what belongs to the connection, and get one request id', () => {
  const got = responseHeaders(
    [
      'X-Served-By',
      'user_service_1',
      'Connection',
      'keep-alive, X-Hop',
      'X-Hop',
      '1',
      'Keep-Alive',
      'timeout=72',
      'Transfer-Encoding',
      'chunked',
      'X-Request-Id',
      'theirs',
      'Set-Cookie',
      'a=1',
      'Set-Cookie',
      'b=2',
    ],
    ['x-request-id', 'ours'],
  );
  expect(got).toEqual([
    'x-served-by',
    'user_service_1',
    'set-cookie',
    'a=1',
    'set-cookie',
    'b=2',
    'x-request-id',
    'ours',
  ]);
});

test('a header is found in any case', () => {
  expect([headerValue(['A', '1', 'Idempotency-KEY', 'k'], 'idempotency-key'), headerValue([], 'a')]).toEqual([
    'k',
    undefined,
  ]);
});
