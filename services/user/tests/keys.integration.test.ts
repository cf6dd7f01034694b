import { createTestDatabase, silentLogger, type TestDatabase } from '@airside/testing';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type KeyRing, openKeyRing } from '../src/keys/key-ring.ts';
import { defaultKeySchedule } from '../src/keys/rules.ts';

let database: TestDatabase;
let rings: KeyRing[];
let now: Temporal.Instant;

const open = async (secret = 'secret-of-the-test') => {
  const ring = await openKeyRing({
    cluster: database.cluster,
    secret,
    schedule: defaultKeySchedule,
    logger: silentLogger(),
    now: () => now,
  });
  rings.push(ring);
  return ring;
};
const published = () => rings.map((ring) => ring.jwks().keys.map(({ kid }) => kid));
const signing = () => rings.map((ring) => ring.signingKey().kid);

beforeEach(async () => {
  database = await createTestDatabase({
    role: 'user_service',
    migrations: join(import.meta.dirname, '../migrations'),
  });
  rings = [];
  now = Temporal.Now.instant();
});
afterEach(async () => {
  await Promise.all(rings.map((ring) => ring.close()));
  await database.drop();
});

test('instances that start at once on an empty table agree on one key', async () => {
  await Promise.all(Array.from({ length: 5 }, () => open()));
  expect(new Set(signing()).size).toBe(1);
  expect(new Set(published().flat()).size).toBe(1);
});

test('at every step of a rotation each instance publishes the key that any instance signs with', async () => {
  await Promise.all([open(), open(), open()]);
  const first = signing()[0];
  // One instance looks at the table every step, the others by turns: they differ as much as they can.
  for (let step = 0; step < 60; step += 1) {
    await rings[0]?.refresh();
    await rings[step % 3]?.refresh();
    for (const kid of signing()) for (const kids of published()) expect(kids).toContain(kid);
    now = now.add(step < 20 ? { hours: 36 } : { minutes: 2 });
  }
  expect(new Set(signing()).size).toBe(1);
  expect(signing()[0]).not.toBe(first);
});

test('another secret than the one that sealed the keys is refused with its name, not met at the first login', async () => {
  await open();
  const ring = await open('another-secret');
  expect(() => ring.signingKey()).toThrow('SIGNING_KEY_SECRET');
});
