import { Cluster } from 'ioredis';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pickPorts } from '../stack/ports.ts';
import { startRedis } from './start.ts';

test('a cluster keeps its keys over a restart on other ports', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'airside-redis-'));
  chmodSync(dir, 0o711);
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const keys = ['a', 'b', 'c', 'd', 'e'];

  const first = await startRedis({ dir, ports: await pickPorts([17_501, 17_502, 17_503]) });
  const client = new Cluster(first.urls);
  for (const key of keys) await client.set(key, `value of ${key}`);
  client.disconnect();
  await first.stop();

  const second = await startRedis({ dir, ports: await pickPorts([17_511, 17_512, 17_513]) });
  const again = new Cluster(second.urls);
  expect(await Promise.all(keys.map((key) => again.get(key)))).toEqual(keys.map((key) => `value of ${key}`));
  again.disconnect();
  await second.stop();
});
