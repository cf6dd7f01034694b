import { waitUntil } from '@airside/testing';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bed, makeBed } from '../../tests/workflows/bed.ts';
import { cancelled, delayed } from '../../tests/workflows/events.ts';

// What a crash leaves can only be seen where a real process dies.

let bed: Bed;
beforeEach(async () => {
  bed = await makeBed({ travellers: 450, patience: {} });
});
afterEach(() => bed.close());

test('a process killed in the middle of a step is taken over within 10 s, and nobody is told twice', {
  timeout: 40_000,
}, async () => {
  await bed.addInstance({ isStarted: false });
  const id = randomUUID();
  const calls = (path: string) => bed.fake.calls.filter((call) => call.path.endsWith(path)).length;
  // All is sent, and the process dies before it hears of it.
  bed.fake.trouble(/notices\/send/, 'hang', 3);
  const child = bed.spawn();
  await bed.emit(delayed(id));
  await waitUntil('it is sending', () => calls('/send') === 3, 20_000);
  await bed.addInstance();
  expect(calls('/query')).toBe(3);
  child.kill('SIGKILL');
  const killedAt = performance.now();
  await waitUntil('the other one begins again', () => calls('/query') > 3, 20_000);
  expect(performance.now() - killedAt).toBeLessThan(10_000);
  const execution = await bed.ended(id, 'SUCCEEDED', 20_000);
  const telling = execution.steps.find(({ name }) => name === 'ProcessBookingsInParallel');
  expect(telling?.batches?.map(({ attempts }) => attempts)).toEqual([2, 2, 2, 1]);
  expect(bed.fake.sent.size).toBe(900);
  expect([...bed.fake.sent.values()].every((times) => times === 1)).toBe(true);
});

test('processes killed at any moment leave one execution for each event and each effect once', {
  timeout: 80_000,
}, async () => {
  await bed.addInstance({ isStarted: false });
  const ids = Array.from({ length: 3 }, () => randomUUID());
  bed.fake.flight = { ...bed.fake.flight, status: 'CANCELLED' };
  for (const [index, id] of ids.entries()) {
    const child = bed.spawn();
    await bed.emit(index % 2 === 0 ? cancelled(id) : delayed(id));
    // Each dies at another stage: the calls seen are the clock.
    const seen = bed.fake.calls.length + 3 + 5 * index;
    await waitUntil('it has come so far', () => bed.fake.calls.length >= seen, 25_000);
    await delay(5 * index);
    child.kill('SIGKILL');
  }
  await bed.addInstance();
  for (const id of ids) expect(await bed.ended(id, undefined, 40_000)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await bed.executions()).toHaveLength(3);
  expect(bed.fake.sent.size).toBe(3 * 900);
  expect([...bed.fake.sent.values()].every((times) => times === 1)).toBe(true);
  const needed = (await bed.published()).filter(({ type }) => type === 'booking.rebooking_needed');
  expect(needed).toHaveLength(2 * 450);
  expect(new Set(needed.map(({ id }) => id)).size).toBe(2 * 450);
});
