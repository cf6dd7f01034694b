import { closeRedis, connectRedis, whenRedisReady } from '@airside/redis';
import { waitUntil } from '@airside/testing';
import { joinStack, reachNodes } from '@airside/prove';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkDashboards, connectPrometheus } from '../grafana/src/check.ts';
import { dashboards } from '../grafana/src/dashboards/all.ts';
import { type Client, createClient } from './client.ts';
import { admin, npmRun, npmStart, type StartedStack, temporaryData } from './npm-start.ts';
import { type OtlpReceiver, pathTo, type ReceivedSpan, startOtlpReceiver } from './otlp-receiver.ts';

// An engineer looks: Prometheus beside the stack, every panel, alerts that fire, and traces that arrive.

const planted = {
  username: 'planted-traveller',
  password: 'planted-password-8c1f',
  email: 'planted-address@example.org',
};
const data = temporaryData();
let receiver: OtlpReceiver;
let stack: StartedStack;
let client: Client;
let token: string;
let prometheusUrl: string;
let added: ChildProcess | undefined;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  const args = ['--with-prometheus', '--instances', 'user=2,booking=2,notification=1,operations=1'];
  stack = await npmStart({
    dataDir: data.dir,
    port: 25_600,
    args,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
  });
  prometheusUrl = /Prometheus\s+(http:\S+)/.exec(stack.output())?.[1] ?? '';
  client = createClient(stack.base);
  token = (await client.loginAdmin()).token;
  await client.call('GET', '/seed');
}, 300_000);
afterAll(async () => {
  added?.kill('SIGTERM');
  await stack?.stop();
  await receiver?.close();
  data.remove();
});

async function series(query: string): Promise<{ labels: Record<string, string>; value: number }[]> {
  const answer = await fetch(`${prometheusUrl}/api/v1/query?query=${encodeURIComponent(query)}`);
  const { data: found } = (await answer.json()) as {
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  };
  return found.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}

const upNow = async () =>
  (await series('up == 1')).map(({ labels }) => labels['instance'] ?? '').toSorted((a, b) => a.localeCompare(b));

function pidOf(name: string): number {
  const state = JSON.parse(readFileSync(join(data.dir, 'stack.json'), 'utf8')) as {
    processes: { name: string; pid: number }[];
  };
  return state.processes.find((one) => one.name === name)?.pid ?? 0;
}

const isFiring = (alert: string) => async () =>
  (await series(`ALERTS{alertname="${alert}",alertstate="firing"}`)).length > 0;

describe('targets', () => {
  const everybody = [
    'alertmanager',
    'booking_service_1',
    'booking_service_2',
    'discovery_1',
    'etl_service_1',
    'gateway_1',
    'notification_service_1',
    'operations_service_1',
    'prometheus',
    'user_service_1',
    'user_service_2',
  ];

  test('are all up', async () => {
    await waitUntil('all are scraped', async () => (await upNow()).length === everybody.length, 60_000);
    expect(await upNow()).toEqual(everybody);
  });

  test('come and go with the instances', async () => {
    const environment = readFileSync(`/proc/${pidOf('booking_service_1')}/environ`, 'utf8')
      .split('\0')
      .filter((entry) => entry !== '')
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]);
    added = spawn(process.execPath, [join(import.meta.dirname, '../services/booking/src/main.ts')], {
      env: { ...Object.fromEntries(environment), INSTANCE_NAME: 'booking_service_9', PORT: '0' },
      stdio: 'ignore',
    });
    await waitUntil('it is scraped', async () => (await upNow()).includes('booking_service_9'), 60_000);
    added.kill('SIGTERM');
    await waitUntil('it is gone', async () => (await series('up{instance="booking_service_9"}')).length === 0, 60_000);
  });
});

describe('after some traffic', () => {
  beforeAll(async () => {
    await npmRun('simulate', ['load'], data.dir);
    for (const scenario of ['1', '3', '4']) await npmRun('simulate', ['scenario', scenario, '--wait'], data.dir);
    expect((await npmRun('etl', [], data.dir)).output).toContain('published in');
    await client.call('POST', '/api/auth/register', { body: planted });
    // A fault of the database would name the address that is taken.
    await client.call('POST', '/api/auth/register', { body: { ...planted, username: 'planted-other' } });
    const traveller = await client.login(planted.username, planted.password);
    await client.call('POST', '/api/auth/login', { body: { username: planted.username, password: 'planted-wrong' } });
    for (let turn = 0; turn < 5; turn += 1) {
      await client.call('GET', '/api/flight/search-flights?from=Chisinau&to=London');
      await client.call('GET', '/flights/FL001');
      await client.call('GET', '/flights?status=SCHEDULED');
      const body = { flightId: 'FL001', paymentMethod: 'credit_card' };
      await client.call('POST', '/api/flight/book-flight', { token: traveller.token, body });
    }
  }, 300_000);

  test('no panel is empty that should have data, and every metric that is named exists', async () => {
    const prometheus = connectPrometheus(prometheusUrl);
    let faults: string[] = [];
    await waitUntil(
      'every panel has data',
      async () => {
        // A rate needs requests between two scrapes.
        await client.call('GET', '/api/flight/search-flights?from=Chisinau&to=London');
        ({ faults } = await checkDashboards(dashboards, prometheus));
        return faults.length === 0;
      },
      90_000,
    ).catch(() => undefined);
    expect(faults).toEqual([]);
  }, 180_000);

  test('the contract’s eight counters are there by their names', async () => {
    for (const name of ['DelayEventsProcessed', 'NotificationsSent', 'LLMInvocationsFailed', 'AffectedPassengers'])
      expect(await series(name), name).toHaveLength(1);
  });

  test('the trace of a booking shows gateway, service, statement and outbox', async () => {
    // Sample data are booked by nobody; the last span of a booking is sent by the gateway.
    const paths = () => {
      const spans = receiver.spans();
      const outboxes = new Set(
        spans.filter(({ name }) => name === 'outbox booking.created').map(({ spanId }) => spanId),
      );
      return spans
        .filter(({ parentSpanId }) => outboxes.has(parentSpanId))
        .map((statement) => pathTo(spans, statement));
    };
    const ofBooking = await waitUntil(
      'the spans',
      () => paths().find(([root]) => root === 'gateway POST /api/flight/book-flight'),
      20_000,
    );
    expect(ofBooking).toEqual([
      'gateway POST /api/flight/book-flight',
      'booking_service POST /api/flight/book-flight',
      'booking_service outbox booking.created',
      'booking_service SQL select',
    ]);
  });

  test('a delay is one trace from its arrival to its deliveries', async () => {
    const body = {
      event_id: 'traced-delay',
      event_type: 'FLIGHT_DELAY',
      timestamp: Temporal.Now.instant().toString(),
      source: 'test',
      payload: { flight_id: 'SW5678', delay_minutes: 47, reason: 'CREW' },
    };
    await client.call('POST', '/api/ops/events', { token, body });
    const ofEvent = () =>
      receiver
        .spans()
        .filter(
          ({ name, attributes }) => name.startsWith('deliver ') && attributes['airside.event_id'] === 'traced-delay',
        );
    await waitUntil('its deliveries', () => ofEvent().length > 0, 60_000);
    // A span ends before the ones above it, which are sent later.
    const hasRoot = () => pathTo(receiver.spans(), ofEvent()[0] as never)[0] === 'gateway POST /api/ops';
    await waitUntil('the spans above it', hasRoot, 20_000);
    const path = pathTo(receiver.spans(), ofEvent()[0] as never).join(' > ');
    for (const part of [
      'operations_service POST /api/ops/events > operations_service outbox operation.received',
      'booking_service booking/flights operation.received > booking_service outbox flight.delay.major',
      'operations_service step GetAffectedBookings',
      'operations_service batch ProcessBookingsInParallel > operations_service call notification_service',
      'notification_service job notices-',
    ])
      expect(path).toContain(part);
  });

  test('the trace of a WebSocket shows its upgrade at the gateway and at the instance', async () => {
    const traceId = 'b'.repeat(32);
    const socket = new WebSocket(`${stack.base.replace('http', 'ws')}/ws`, {
      headers: { traceparent: `00-${traceId}-${'c'.repeat(16)}-01` },
    });
    await once(socket, 'open');
    const ofSocket = () => receiver.spans().filter((span) => span.traceId === traceId);
    await waitUntil('the spans, though the socket is open', () => ofSocket().length >= 3, 20_000);
    socket.close();
    const names = ofSocket().map(({ service, name, attributes }) => [
      `${service} ${name}`,
      attributes['http.response.status_code'],
    ]);
    expect(new Map(names as [string, unknown][])).toEqual(
      new Map([
        ['gateway GET /ws', 101],
        ['gateway forward', 101],
        ['notification_service GET /ws', 101],
      ]),
    );
  });

  test('a batch of events is linked to the trace of each of them', async () => {
    const nodes = reachNodes(joinStack(data.dir));
    const traceIds = ['d', 'e'].map((digit) => digit.repeat(32));
    // What has written and not ended holds the relay back: both changes of the flight leave together.
    await nodes.onConnection(await nodes.primary('booking'), async (query) => {
      await query('begin');
      await query('select pg_current_xact_id()');
      for (const [index, traceId] of traceIds.entries()) {
        const answer = await fetch(`${stack.base}/flights/SW7890`, {
          method: 'PATCH',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            traceparent: `00-${traceId}-${'f'.repeat(16)}-01`,
          },
          body: JSON.stringify({ gate: `T${index}` }),
        });
        expect(answer.status).toBe(200);
      }
      await query('rollback');
    });
    const linked = (span: ReceivedSpan) => new Set(span.links.map((link) => link.traceId));
    const batch = await waitUntil(
      'the span of the batch',
      () =>
        receiver
          .spans()
          .find((span) => span.name === 'relay flights' && traceIds.every((traceId) => linked(span).has(traceId))),
      20_000,
    );
    expect(traceIds).not.toContain(batch.traceId);
    expect(batch).toMatchObject({ parentSpanId: '', service: 'booking_service' });
    // Each link leads to the span that published the event. Spans arrive in batches of their own, and others' events may have been in this one.
    const nameOf = (spanId: string) => receiver.spans().find((span) => span.spanId === spanId)?.name;
    const own = batch.links.filter(({ traceId }) => traceIds.includes(traceId));
    const published = await waitUntil('the spans that published', () => {
      const names = own.flatMap(({ spanId }) => nameOf(spanId) ?? []);
      return names.length === own.length ? names : undefined;
    });
    expect(new Set(published)).toEqual(new Set(['outbox flight.gate_change']));
  });

  test('discovery shows who registers and leaves, and no heartbeat', async () => {
    const ofDiscovery = () => receiver.spans().filter(({ service }) => service === 'discovery');
    await waitUntil('registrations', () => ofDiscovery().some(({ name }) => name === 'PUT /leases/:instance'), 20_000);
    const paths = new Set(ofDiscovery().map((span) => pathTo(receiver.spans(), span).join(' > ')));
    expect(paths).toContain('booking_service register instance > discovery PUT /leases/:instance');
    // The instance of `come and go` said farewell.
    expect(paths).toContain('booking_service leave instance > discovery DELETE /leases/:instance');
    const registered = ofDiscovery().filter(({ name }) => name === 'PUT /leases/:instance');
    expect(registered.length).toBeLessThan(20);
  });

  test('a request duration has its trace as an example', async () => {
    const { headers, text } = await fetch(`${stack.base}/metrics`).then(async (answer) => ({
      headers: answer.headers,
      text: await answer.text(),
    }));
    expect(headers.get('content-type')).toContain('openmetrics');
    expect(text).toMatch(/# \{trace_id="[0-9a-f]{32}"\}/);
  });

  test('no secret and no personal data is in logs or spans', () => {
    const dir = join(data.dir, 'logs');
    const logs = readdirSync(dir).map((file) => readFileSync(join(dir, file), 'utf8'));
    const everything = [...logs, receiver.text()].join('\n');
    for (const secret of [planted.password, 'planted-wrong', planted.email, admin.password, token])
      expect(everything.includes(secret), secret).toBe(false);
  });

  test('every line of a service has the one shape', () => {
    const dir = join(data.dir, 'logs');
    for (const file of readdirSync(dir).filter((name) => /_service_|gateway|discovery/.test(name))) {
      for (const line of readFileSync(join(dir, file), 'utf8')
        .split('\n')
        .filter((each) => each.startsWith('{'))) {
        const entry = JSON.parse(line) as Record<string, unknown>;
        expect(Object.keys(entry), line).toEqual(
          expect.arrayContaining(['level', 'time', 'service', 'instance', 'msg']),
        );
      }
    }
  });
});

describe('alerts', () => {
  test('a breaker that opens is told', async () => {
    for (let turn = 0; turn < 3; turn += 1) await client.call('GET', '/api/auth/simulate-failure');
    await waitUntil('it fires', isFiring('BreakerOpen'), 30_000);
  });

  test('an event that is not taken is told', async () => {
    expect((await client.call('POST', '/api/ops/events', { token, body: { event_id: 'bad' } })).status).toBe(400);
    await waitUntil('it fires', isFiring('OperationEventRefused'), 30_000);
  });

  test('an event that no consumer can handle is told', async () => {
    const hosts = /Redis\s+(127\S+, \S+, \S+)/.exec(stack.output())?.[1]?.split(', ') ?? [];
    const redis = connectRedis({ urls: hosts.map((host) => `redis://${host}`), name: 'e2e' });
    try {
      await whenRedisReady(redis, 5000);
      await redis.xadd('events:{0}:flights', '*', 'key', 'X', 'event', 'no event');
      await waitUntil('it fires', isFiring('EventDead'), 60_000);
    } finally {
      closeRedis(redis);
    }
  });

  test('a Redis node that hangs is told', async () => {
    const pid = pidOf('redis_2');
    process.kill(pid, 'SIGSTOP');
    try {
      await waitUntil('it fires', isFiring('RedisNodeDown'), 60_000);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });

  test('a service without an instance is told', async () => {
    const pid = pidOf('operations_service_1');
    process.kill(pid, 'SIGSTOP');
    try {
      await waitUntil('it fires', isFiring('ServiceAbsent'), 85_000);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  }, 120_000);
});

test('with tracing on, it all stops as quickly', async () => {
  expect((await stack.stop()).code).toBe(0);
});
