import { type RunningRedis, startRedis } from '@airside/local-stack';
import { testPorts, waitUntil } from '@airside/testing';
import { Cluster } from 'ioredis';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectListener } from './listener.ts';

let dir: string;
let server: RunningRedis;
let client: Cluster;
let listener: ReturnType<typeof connectListener>;
let heard: string[];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'airside-listener-'));
  chmodSync(dir, 0o711);
  server = await startRedis({ dir, ports: await testPorts(3) });
  client = new Cluster(server.urls, { redisOptions: { commandTimeout: 250 } });
  listener = connectListener(client);
  heard = [];
  listener.on('message', (_channel: string, text: string) => heard.push(text));
  client.on('error', () => undefined);
  await waitUntil('it listens', () => listener.status === 'ready');
  await listener.subscribe('news');
});
afterEach(async () => {
  listener.disconnect();
  client.disconnect();
  await server.stop();
  rmSync(dir, { recursive: true });
});

const pidOf = (port: number | undefined) => server.nodes.find((node) => node.port === port)?.pid ?? 0;

/** What is published while nobody listens is lost: so it is said until it is heard. */
const whenHeard = (text: string) =>
  waitUntil(
    `"${text}" is heard`,
    async () => {
      await client.publish('news', text).catch(() => undefined);
      return heard.includes(text);
    },
    20_000,
  );

test.each(['SIGKILL', 'SIGSTOP'] as const)('it listens again when its node gets %s', async (signal) => {
  await whenHeard('one');
  const { port } = listener.options;
  process.kill(pidOf(port), signal);
  try {
    await whenHeard('two');
  } finally {
    if (signal === 'SIGSTOP') process.kill(pidOf(port), 'SIGCONT');
  }
});

test('while all nodes are gone it tries them ever more rarely', async () => {
  const pauses: number[] = [];
  listener.on('reconnecting', (pauseMs: number) => pauses.push(pauseMs));
  await server.stop();
  await waitUntil('some tries', () => pauses.length >= 6, 20_000);
  expect(pauses.slice(0, 6)).toEqual([50, 100, 200, 400, 800, 1600]);
});

test('one that is closed before its cluster is known stays closed', async () => {
  const late = new Cluster(server.urls, { lazyConnect: true });
  const closed = connectListener(late);
  closed.disconnect();
  const ends = closed.status;
  await late.connect();
  await late.ping();
  expect([ends, closed.status]).toEqual(['end', 'end']);
  late.disconnect();
});
