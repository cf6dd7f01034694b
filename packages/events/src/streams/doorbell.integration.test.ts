import { waitUntil } from '@airside/testing';
import { expect, test } from 'vitest';
import { flightEvent, makeBed, stream } from '../../tests/bed.ts';
import { allPartitions, partitionOf } from '../partitions.ts';
import { connectDoorbell } from './doorbell.ts';

test('the bell rings for the partition that has something new, and for all after a reconnect', async () => {
  const bed = await makeBed();
  const bell = connectDoorbell(bed.redis, stream);
  try {
    await waitUntil('it listens', () => allPartitions.every((partition) => bell.rings(partition) > 0));
    const partition = partitionOf('AA1');
    // Other tests ring the same bell: what counts is that this one does not wait for the end of its minute.
    const heard = bell.wait(partition, bell.rings(partition), 60_000, new AbortController().signal);
    bed.relay();
    await bed.publish(flightEvent('AA1', 1));
    await heard;
    expect(bell.rings(partition)).toBeGreaterThan(1);
  } finally {
    bell.close();
    await bed.end();
  }
});

test('whoever waits at a bell that does not ring is let go after a while, and at once when it is told to stop', async () => {
  const bed = await makeBed();
  const bell = connectDoorbell(bed.redis, 'a-stream-without-events');
  const stopped = new AbortController();
  const far = Number.MAX_SAFE_INTEGER;
  await bell.wait(0, far, 10, stopped.signal);
  const waiting = bell.wait(0, far, 60_000, stopped.signal);
  stopped.abort();
  await waiting;
  bell.close();
  await bed.end();
});
