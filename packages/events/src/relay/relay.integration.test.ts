import { waitUntil } from '@airside/testing';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bed, flightEvent, makeBed, seenIn, stream, upTo, versionsBySubject } from '../../tests/bed.ts';
import { start } from '../outbox/position.ts';
import { publish } from '../outbox/publish.ts';
import { listAfter } from '../outbox/queries.ts';
import { partitionOf, streamKeys } from '../partitions.ts';
import { trim } from '../streams/feed-scripts.ts';
import { createGroup } from '../streams/group.ts';
import { positionOf } from './partition-feed.ts';

let bed: Bed;
beforeEach(async () => {
  bed = await makeBed();
});
afterEach(() => bed.end());

/** Opens a transaction that the test commits when it likes. */
async function openTransaction(
  work: (tx: Parameters<Parameters<Bed['cluster']['transaction']>[0]>[0]) => Promise<unknown>,
) {
  const begun = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const ended = bed.cluster.transaction(async (tx) => {
    await work(tx);
    begun.resolve();
    await released.promise;
  });
  await Promise.race([begun.promise, ended]);
  return {
    commit: () => {
      released.resolve();
      return ended;
    },
  };
}

const entriesReach = (count: number) =>
  waitUntil(`${count} entries`, async () => {
    const entries = await bed.entries();
    return entries.length >= count ? entries : undefined;
  });

describe('reading the outbox', () => {
  const readNaively = (after: number) =>
    bed.cluster.writer.query<{ seq: number }>('select seq from outbox where seq > $1 order by seq', [after]);

  test('a reader by seq alone loses an event that commits late; ours waits for it', async () => {
    const late = await openTransaction((tx) => publish(tx, [flightEvent('AA1', 1)]));
    await bed.publish(flightEvent('BB2', 1));

    const naive = await readNaively(0);
    const ours = await listAfter(bed.cluster.writer, start, 100);
    expect([naive.length, ours.length]).toEqual([1, 0]);

    await late.commit();
    const naiveLater = await readNaively(naive.at(-1)?.seq ?? 0);
    expect(naiveLater).toEqual([]);
    const all = await waitUntil('both events', async () => {
      const rows = await listAfter(bed.cluster.writer, start, 100);
      return rows.length === 2 ? rows : undefined;
    });
    expect(all.map(({ key }) => key)).toEqual(['AA1', 'BB2']);
  });

  test('of 600 concurrent commits a reader by seq loses some, ours none', async () => {
    const isDone = { value: false };
    const naive: number[] = [];
    const ours: string[] = [];
    let position = start;
    const readOurs = async () => {
      for (const row of await listAfter(bed.cluster.writer, position, 1000)) {
        ours.push(row.seq);
        position = positionOf(row);
      }
    };
    const read = async () => {
      let isLastRound = false;
      while (!isLastRound) {
        isLastRound = isDone.value;
        naive.push(...(await readNaively(naive.at(-1) ?? 0)).map(({ seq }) => seq));
        await readOurs();
      }
    };
    const reading = read();
    const write = async (writer: number) => {
      for (const version of upTo(100)) {
        await bed.cluster.transaction(async (tx) => {
          await publish(tx, [flightEvent(`W${writer}`, version)]);
          await tx.query('select pg_sleep($1)', [((version * 7 + writer * 3) % 5) / 1000]);
        });
      }
    };
    await Promise.all(upTo(6).map(write));
    isDone.value = true;
    await reading;
    expect(naive.length).toBeLessThan(600);
    await waitUntil('the oldest transaction is past', async () => {
      const rows = await listAfter(bed.cluster.writer, start, 1000);
      return rows.length === 600;
    });
    // Transactions of other databases on the server count too: they may have held back the last of ours.
    await readOurs();
    expect(new Set(ours).size).toBe(ours.length);
    expect(ours.length).toBe(600);
  });

  test('an older transaction that publishes after a younger one of the same flight comes after it', async () => {
    const older = Promise.withResolvers<void>();
    const younger = Promise.withResolvers<void>();
    const publishingLast = bed.cluster.transaction(async (tx) => {
      await tx.query('select pg_current_xact_id()');
      older.resolve();
      await younger.promise;
      await publish(tx, [flightEvent('AA1', 2)]);
    });
    await older.promise;
    // Begins between the two and stays open: the younger one lies above the horizon, the older one below.
    const between = await openTransaction((tx) => tx.query('select pg_current_xact_id()'));
    await bed.publish(flightEvent('AA1', 1));
    younger.resolve();
    await publishingLast;

    expect(await listAfter(bed.cluster.writer, start, 100)).toEqual([]);
    await between.commit();
    const rows = await waitUntil('both events', async () => {
      const found = await listAfter(bed.cluster.writer, start, 100);
      return found.length === 2 ? found : undefined;
    });
    expect(rows.map(({ event }) => (JSON.parse(event) as { flightversion: number }).flightversion)).toEqual([1, 2]);
  });
});

describe('the relay', () => {
  test('carries what commits, in the order of each flight, and nothing that was rolled back', async () => {
    bed.relay();
    await bed.cluster
      .transaction(async (tx) => {
        await publish(tx, [flightEvent('AA1', 99)]);
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    for (const version of upTo(20)) await bed.publish(flightEvent('AA1', version), flightEvent('BB2', version));
    expect(versionsBySubject(seenIn(await entriesReach(40)))).toEqual({ AA1: upTo(20), BB2: upTo(20) });
  });

  test('one is active at a time, and another goes on when it stops', async () => {
    const first = bed.relay();
    await waitUntil('the first is active', () => first.isActive());
    const second = bed.relay();
    await bed.publish(flightEvent('AA1', 1));
    await entriesReach(1);
    expect(second.isActive()).toBe(false);
    await first.stop();
    await waitUntil('the second is active', () => second.isActive());
    await bed.publish(flightEvent('AA1', 2));
    expect(versionsBySubject(seenIn(await entriesReach(2)))).toEqual({ AA1: [1, 2] });
  });

  test('one that is killed while events flow is taken over: nothing lost, nothing twice, in order', async () => {
    const child = bed.spawn('relay');
    for (const version of upTo(50)) await bed.publish(flightEvent('AA1', version));
    await entriesReach(1);
    const second = bed.relay();
    child.kill('SIGKILL');
    await once(child, 'exit');
    for (const version of upTo(50)) await bed.publish(flightEvent('BB2', version));
    await waitUntil('the second is active', () => second.isActive());
    expect(versionsBySubject(seenIn(await entriesReach(100)))).toEqual({ AA1: upTo(50), BB2: upTo(50) });
  });

  test('two that both believe to be the relay add nothing twice', async () => {
    const first = bed.relay();
    await waitUntil('the first is active', () => first.isActive());
    // As if the first had been frozen for longer than its lease.
    await bed.cluster.writer.query(`update outbox_relay set holder = null, lease_until = '-infinity'`);
    bed.relay();
    for (const version of upTo(100)) await bed.publish(flightEvent('AA1', version));
    expect(versionsBySubject(seenIn(await entriesReach(100)))).toEqual({ AA1: upTo(100) });
  });

  test('a Redis that came back empty is filled again from the outbox, without a new event', async () => {
    bed.relay();
    for (const version of upTo(30)) await bed.publish(flightEvent('AA1', version), flightEvent('BB2', version));
    await entriesReach(60);
    await bed.emptyRedis();
    expect(versionsBySubject(seenIn(await entriesReach(60)))).toEqual({ AA1: upTo(30), BB2: upTo(30) });
  });

  test('where one master of the cluster came back empty, its partitions are filled again and no other', async () => {
    bed.relay();
    expect(partitionOf('AA1')).not.toBe(partitionOf('BB2'));
    for (const version of upTo(10)) await bed.publish(flightEvent('AA1', version), flightEvent('BB2', version));
    await entriesReach(20);
    await bed.emptyRedis([partitionOf('AA1')]);
    await bed.publish(flightEvent('AA1', 11), flightEvent('BB2', 11));
    expect(versionsBySubject(seenIn(await entriesReach(22)))).toEqual({ AA1: upTo(11), BB2: upTo(11) });
  });

  test('rows live 24 h and go then, but never before they are relayed', async () => {
    await bed.publish(flightEvent('AA1', 1), flightEvent('AA1', 2));
    await bed.cluster.writer.query(
      `update outbox set created_at = now() - interval '25 hours' where event->>'id' = 'AA1-1'`,
    );
    bed.relay(50);
    await entriesReach(2);
    const rows = () => bed.cluster.writer.query('select 1 from outbox');
    await waitUntil('the old row is gone', async () => (await rows()).length === 1);
  });
});

describe('trimming', () => {
  test('keeps what any group has pending or has not been given', async () => {
    const key = streamKeys(stream, 0).stream;
    const ids = [];
    for (const n of upTo(10)) ids.push(await bed.redis.xadd(key, '*', 'key', 'k', 'event', String(n)));
    await createGroup(bed.redis, key, 'slow');
    await createGroup(bed.redis, key, 'fast');
    await bed.redis.xreadgroup('GROUP', 'fast', 'c', 'COUNT', 10, 'STREAMS', key, '>');
    await bed.redis.xack(key, 'fast', ...ids.map(String));
    expect(await trim(bed.redis, key, 0)).toBe(0);

    await bed.redis.xreadgroup('GROUP', 'slow', 'c', 'COUNT', 8, 'STREAMS', key, '>');
    await bed.redis.xack(key, 'slow', ...ids.slice(0, 4).map(String), ...ids.slice(5, 8).map(String));
    // The fifth is pending, the ninth and tenth not given yet.
    expect(await trim(bed.redis, key, 0)).toBe(4);
    expect((await bed.redis.xrange(key, '-', '+')).map(([id]) => id)).toEqual(ids.slice(4));

    await bed.redis.xack(key, 'slow', String(ids[4]));
    expect(await trim(bed.redis, key, 0)).toBe(3);
    expect((await bed.redis.xrange(key, '-', '+')).map(([id]) => id)).toEqual(ids.slice(7));
  });

  test('without a group only entries older than the outbox goes back are trimmed', async () => {
    const key = streamKeys(stream, 0).stream;
    await bed.redis.xadd(key, '1000-0', 'key', 'k', 'event', 'of 1970');
    await bed.redis.xadd(key, '*', 'key', 'k', 'event', 'of now');
    expect(await trim(bed.redis, key, 3_600_000)).toBe(1);
  });
});
