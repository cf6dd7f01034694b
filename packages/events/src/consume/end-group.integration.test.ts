import { waitUntil } from '@airside/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bed, flightEvent, makeBed, stream, upTo } from '../../tests/bed.ts';
import { endGroup } from '../index.ts';

let bed: Bed;
beforeEach(async () => {
  bed = await makeBed();
});
afterEach(() => bed.end());

test('a group that nobody reads for any more does not hold the stream back once it is ended', async () => {
  await bed.subscribe({ group: 'gone' }).stop();
  bed.relay(50);
  const reading = bed.subscribe({ group: 'there' });
  await bed.publish(...upTo(20).map((version) => flightEvent('FL001', version)));
  await bed.effectsReach(20);
  expect((await bed.entries()).length).toBeGreaterThan(0);
  await endGroup(bed.redis, stream, 'gone');
  await waitUntil('the stream is trimmed', async () => (await bed.entries()).length <= 1);
  await reading.stop();
  // A second time, and for a stream that never was, it is no error.
  await endGroup(bed.redis, stream, 'gone');
  await endGroup(bed.redis, 'never', 'gone');
});
