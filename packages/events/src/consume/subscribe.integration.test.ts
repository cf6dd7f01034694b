import { waitUntil } from '@airside/testing';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bed, flightEvent, makeBed, recordEffect, stream, upTo, versionsBySubject } from '../../tests/bed.ts';
import { discardDeadLetter, listDeadLetters, replayDeadLetter } from '../dead-letters/dead-letters.ts';
import { allPartitions, partitionOf, streamKeys } from '../partitions.ts';
import { countPending } from '../streams/group.ts';
import { acquireLeases, insertInbox, insertLeases } from './queries.ts';

let bed: Bed;
beforeEach(async () => {
  bed = await makeBed();
});
afterEach(() => bed.end());

const flights = ['AA1', 'BB2', 'CC3', 'DD4', 'EE5'];
const publishRound = (version: number) => bed.publish(...flights.map((flight) => flightEvent(flight, version)));
const allVersions = (count: number) => Object.fromEntries(flights.map((flight) => [flight, upTo(count)]));

/** Two flights in one partition. */
const [poisoned, neighbour] = (() => {
  const other = upTo(1000)
    .map((number) => `ZZ${number}`)
    .find((flight) => partitionOf(flight) === partitionOf('AA1'));
  return ['AA1', other ?? ''] as const;
})();

describe('a consumer group', () => {
  test('sees the events of each flight in order, each once, and acknowledges them', async () => {
    bed.relay();
    bed.subscribe();
    for (const version of upTo(20)) await publishRound(version);
    expect(versionsBySubject(await bed.effectsReach(100))).toEqual(allVersions(20));
    await waitUntil('nothing is pending', async () => {
      const pending = await Promise.all(
        allPartitions.map((partition) => countPending(bed.redis, streamKeys(stream, partition).stream, 'test')),
      );
      return pending.every((count) => count === 0);
    });
  });

  test('passes over what it does not want, without a trace in the database', async () => {
    bed.relay();
    bed.subscribe({ wants: ({ subject }) => subject !== 'AA1' });
    await publishRound(1);
    await bed.publish(flightEvent('BB2', 2));
    const effects = await bed.effectsReach(5);
    expect(effects.map(({ subject }) => subject)).not.toContain('AA1');
    const rows = await bed.cluster.writer.query<{ id: string }>('select event_id as id from inbox order by event_id');
    expect(rows.map(({ id }) => id)).toEqual(['BB2-1', 'BB2-2', 'CC3-1', 'DD4-1', 'EE5-1']);
  });

  test('is told of an event when its effect can be seen', async () => {
    const seen: Promise<number>[] = [];
    bed.relay();
    bed.subscribe({ onHandled: () => void seen.push(bed.effects().then((effects) => effects.length)) });
    await bed.publish(flightEvent('AA1', 1));
    await waitUntil('the hint', () => seen.length === 1);
    expect(await Promise.all(seen)).toEqual([1]);
  });

  test('handles what has piled up in few transactions, in order; one that fails among them alone stays behind', async () => {
    bed.relay();
    for (const version of upTo(40)) await bed.publish(flightEvent(poisoned, version), flightEvent(neighbour, version));
    await waitUntil('the stream', async () => (await bed.entries()).length === 80);
    bed.subscribe({
      async handle(event, tx) {
        if (event.id === `${poisoned}-35`) throw new Error('poison');
        await recordEffect(event, tx);
      },
    });
    const effects = await bed.effectsReach(74);
    expect(versionsBySubject(effects)).toEqual({ [poisoned]: upTo(34), [neighbour]: upTo(40) });
    const [row] = await bed.cluster.writer.query<{ count: number }>(
      'select count(distinct xmin::text)::int as count from effect',
    );
    expect(row?.count).toBeLessThan(74);
  });

  test('that works in batches gets every event in order, and all of a failed batch again', async () => {
    const seen: { subject: string; version: number }[] = [];
    let failures = 0;
    bed.relay();
    bed.subscribe({
      async handleBatch(events) {
        if (failures++ === 0) throw new Error('the cache is away');
        for (const { subject, flightversion } of events)
          seen.push({ subject: subject ?? '', version: flightversion ?? 0 });
      },
    });
    for (const version of upTo(20)) await publishRound(version);
    await waitUntil('all events', () => seen.length >= 100);
    expect(versionsBySubject(seen)).toEqual(allVersions(20));
    expect(await bed.cluster.writer.query('select 1 from inbox')).toEqual([]);
  });

  test('gives every group every event', async () => {
    bed.relay();
    bed.subscribe({ group: 'one' });
    bed.subscribe({ group: 'two' });
    await publishRound(1);
    const effects = await bed.effectsReach(10);
    expect(versionsBySubject(effects)['AA1']).toEqual([1, 1]);
  });

  test('whose events are all delivered a second time changes nothing', async () => {
    bed.relay();
    bed.subscribe();
    for (const version of upTo(5)) await publishRound(version);
    await bed.effectsReach(25);
    await bed.emptyRedis();
    await waitUntil('the stream is full again', async () => (await bed.entries()).length === 25);
    await publishRound(6);
    expect(versionsBySubject(await bed.effectsReach(30))).toEqual(allVersions(6));
    await waitUntil('nothing is pending', async () => {
      const key = streamKeys(stream, partitionOf('AA1')).stream;
      return (await countPending(bed.redis, key, 'test')) === 0;
    });
    expect(await bed.effects()).toHaveLength(30);
  });

  test('shares its partitions evenly, and takes back what a stopped instance had', async () => {
    const first = bed.subscribe();
    await waitUntil('the first has all', () => first.partitions().length === 16);
    const second = bed.subscribe({ consumer: 'test_2' });
    await waitUntil('each has half', () => first.partitions().length === 8 && second.partitions().length === 8);
    expect([...first.partitions(), ...second.partitions()].sort((a, b) => a - b)).toEqual([...allPartitions]);
    await second.stop();
    await waitUntil('the first has all again', () => first.partitions().length === 16);
  });

  test('goes on where an instance was killed in the middle: each event once, in order', async () => {
    bed.relay();
    const child = bed.spawn('consumer');
    for (const version of upTo(20)) await publishRound(version);
    await bed.effectsReach(10);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await bed.effects()).length).toBeLessThan(100);
    bed.subscribe({ consumer: 'test_2' });
    expect(versionsBySubject(await bed.effectsReach(100))).toEqual(allVersions(20));
  });

  test('keeps order and count while instances come and go', async () => {
    bed.relay();
    const first = bed.subscribe();
    for (const version of upTo(10)) await publishRound(version);
    bed.subscribe({ consumer: 'test_2' });
    for (const version of upTo(10)) await publishRound(10 + version);
    await first.stop();
    bed.subscribe({ consumer: 'test_3', holder: randomUUID() });
    for (const version of upTo(10)) await publishRound(20 + version);
    expect(versionsBySubject(await bed.effectsReach(150))).toEqual(allVersions(30));
  });

  test('hands a partition on only after the effect under way, and then its former holder changes nothing', async () => {
    const { writer } = bed.cluster;
    const former = { group: 'test', stream, partition: 0, holder: 'former', leaseMs: 60_000 };
    const next = { ...former, holder: 'next' };
    await insertLeases(writer, 'test', stream, 1);
    expect(await acquireLeases(writer, former, 16)).toEqual([0]);
    await bed.cluster.transaction(async (tx) => {
      expect(await insertInbox(tx, former, 'e-1')).toEqual({ isHolder: true, isNew: true });
      await writer.query(`update consumer_lease set lease_until = '-infinity'`);
      expect(await acquireLeases(writer, next, 16)).toEqual([]);
    });
    expect(await acquireLeases(writer, next, 16)).toEqual([0]);
    expect(await bed.cluster.transaction((tx) => insertInbox(tx, former, 'e-2'))).toEqual({
      isHolder: false,
      isNew: false,
    });
    expect(await bed.cluster.transaction((tx) => insertInbox(tx, next, 'e-1'))).toEqual({
      isHolder: true,
      isNew: false,
    });
  });

  test('keeps the order where a former holder was given entries that it can no longer handle', async () => {
    bed.relay();
    bed.subscribe();
    await bed.publish(flightEvent('AA1', 1));
    await bed.effectsReach(1);
    // A process that does not know yet that its lease is gone reads the second event under its own name.
    await bed.redis.eval(
      `redis.call('XADD', KEYS[1], '*', 'key', 'AA1', 'event', ARGV[1])
       redis.call('XREADGROUP', 'GROUP', 'test', 'former', 'STREAMS', KEYS[1], '>')`,
      1,
      streamKeys(stream, partitionOf('AA1')).stream,
      JSON.stringify(flightEvent('AA1', 2)),
    );
    await bed.publish(flightEvent('AA1', 3));
    expect(versionsBySubject(await bed.effectsReach(3))).toEqual({ AA1: [1, 2, 3] });
  });
});

describe('a poison event', () => {
  const failOn = (id: string, isCured: () => boolean) => ({
    handle: async (event: Parameters<typeof recordEffect>[0], tx: Parameters<typeof recordEffect>[1]) => {
      await recordEffect(event, tx);
      if (event.id === id && !isCured()) throw new Error('cannot be digested');
    },
  });
  const deadLetters = () => listDeadLetters(bed.cluster.writer, { limit: 50 });
  const firstDeadLetter = () => waitUntil('a dead letter', async () => (await deadLetters())[0], 18_000);

  test('is tried five times, listed with its reason, parks its own flight only, and is replayed in order', async () => {
    let isCured = false;
    bed.relay();
    bed.subscribe(failOn(`${poisoned}-2`, () => isCured));
    for (const version of upTo(4)) await bed.publish(flightEvent(poisoned, version), flightEvent(neighbour, version));
    await bed.effectsReach(5);
    expect(versionsBySubject(await bed.effects())).toEqual({ [poisoned]: [1], [neighbour]: upTo(4) });

    const letter = await firstDeadLetter();
    expect(letter).toMatchObject({
      eventId: `${poisoned}-2`,
      group: 'test',
      stream,
      reason: 'cannot be digested',
      attempts: 5,
      parkedCount: 2,
    });
    isCured = true;
    expect(await replayDeadLetter(bed.cluster.writer, letter.id)).toBe(true);
    expect(versionsBySubject(await bed.effectsReach(8))).toEqual({ [poisoned]: upTo(4), [neighbour]: upTo(4) });
    expect(await deadLetters()).toEqual([]);
    expect(await replayDeadLetter(bed.cluster.writer, letter.id)).toBe(false);

    await bed.publish(flightEvent(poisoned, 5));
    expect(versionsBySubject(await bed.effectsReach(9))[poisoned]).toEqual(upTo(5));
  });

  test('stays parked over a change of the consumer and a refilled Redis; once discarded, its flight goes on without it', async () => {
    bed.relay();
    const first = bed.subscribe(failOn('AA1-1', () => false));
    await bed.publish(flightEvent('AA1', 1), flightEvent('AA1', 2));
    const letter = await firstDeadLetter();
    await first.stop();
    await bed.emptyRedis();
    bed.subscribe(failOn('AA1-1', () => false));
    await bed.publish(flightEvent('AA1', 3), flightEvent('BB2', 1));
    expect(versionsBySubject(await bed.effectsReach(1))).toEqual({ BB2: [1] });
    expect(await discardDeadLetter(bed.cluster.writer, letter.id)).toBe(true);
    expect(versionsBySubject(await bed.effectsReach(3))).toEqual({ BB2: [1], AA1: [2, 3] });
    expect(await deadLetters()).toEqual([]);
  });

  test('that is no event at all is listed and passed over', async () => {
    bed.relay();
    const key = streamKeys(stream, partitionOf('AA1')).stream;
    await bed.redis.xadd(key, '*', 'key', 'AA1', 'event', '{"not":"an event"}');
    bed.subscribe();
    expect((await firstDeadLetter()).reason).toMatch('no CloudEvent');
    await bed.publish(flightEvent('AA1', 1));
    expect(versionsBySubject(await bed.effectsReach(1))).toEqual({ AA1: [1] });
  });

  test('that ends its process each time is a dead letter in the end, and the next consumer goes on', async () => {
    bed.relay();
    await bed.publish(flightEvent('AA1', 1), flightEvent('AA1', 2), flightEvent(neighbour, 1));
    // Five attempts that were begun and never ended, as a process that dies in the handler leaves them.
    await bed.cluster.writer.query(
      `insert into event_dead_letter (consumer, stream, partition, partition_key, event_id, event, state, attempts, reason)
       select 'test', $1, partition, partition_key, event->>'id', event, 'retrying', 5, 'begun' from outbox
        where event->>'id' = 'AA1-1'`,
      [stream],
    );
    bed.subscribe();
    expect((await firstDeadLetter()).reason).toMatch('ended while it was handling');
    expect(versionsBySubject(await bed.effectsReach(1))).toEqual({ [neighbour]: [1] });
  });
});
