import type { AirsideEvent, EventOf } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import { closeRedis } from '@airside/redis';
import { connectTestRedis, createTestDatabase, silentLogger, waitUntil } from '@airside/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { EachOnce, InBatches } from '../src/consume/subscribe.ts';
import { createEvent, publish, startRelay, subscribe, type SubscribeOptions } from '../src/index.ts';
import { allPartitions, streamKeys } from '../src/partitions.ts';
import type { Entry } from '../src/streams/group.ts';

export const stream = 'flights';
const migrations = join(import.meta.dirname, '../sql');

/** An event of a flight; `version` is what tests tell events apart by. */
export function flightEvent(flight: string, version: number): EventOf<'flight.status_changed'> {
  const time = Temporal.Instant.from('2026-12-01T07:15:00Z');
  return createEvent(
    {
      type: 'flight.status_changed',
      source: '/booking_service',
      subject: flight,
      flightversion: version,
      data: { flight_id: flight, old_status: 'SCHEDULED', new_status: 'BOARDING', timestamp: time.toString() },
    },
    { id: `${flight}-${version}`, time },
  );
}

/** Writes what was handled where the test can count it. */
export async function recordEffect(event: AirsideEvent, tx: Db): Promise<void> {
  await tx.query('insert into effect (event_id, subject, version) values ($1, $2, $3)', [
    event.id,
    event.subject,
    event.flightversion,
  ]);
}

export type Bed = Awaited<ReturnType<typeof makeBed>>;

/** A database and a part of Redis for one test, and what the test started in it. */
export async function makeBed() {
  const database = await createTestDatabase({ role: 'events_test', migrations });
  const { cluster } = database;
  const { redis } = await connectTestRedis();
  await cluster.writer.query(
    'create table effect (n bigint generated always as identity, event_id text, subject text, version int)',
  );
  const running: { stop(): Promise<void> }[] = [];
  const children: ChildProcess[] = [];
  const log = silentLogger();

  return {
    cluster,
    redis,
    relay(tidyEveryMs = 60_000) {
      const relay = startRelay({ cluster, redis, stream, holder: randomUUID(), log, leaseMs: 600, tidyEveryMs });
      running.push(relay);
      return relay;
    },
    subscribe(options: Partial<Omit<SubscribeOptions, keyof EachOnce> & EachOnce & InBatches> = {}) {
      const subscription = subscribe({
        cluster,
        redis,
        stream,
        group: 'test',
        consumer: 'test_1',
        holder: randomUUID(),
        handle: recordEffect,
        log,
        leaseMs: 600,
        ...options,
      });
      running.push(subscription);
      return subscription;
    },
    publish: (...events: AirsideEvent[]) => cluster.transaction((tx) => publish(tx, events)),
    /** A process that relays or consumes on this bed until it is killed. */
    spawn(role: 'relay' | 'consumer'): ChildProcess {
      const settings = {
        role,
        databaseUrls: database.urls,
        redisUrls: inject('servers').redisUrls,
        keyPrefix: redis.options.keyPrefix ?? '',
        stream,
      };
      const child = spawn(process.execPath, [join(import.meta.dirname, 'process.ts'), JSON.stringify(settings)], {
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      children.push(child);
      return child;
    },
    /** All entries in the stream, partition by partition. */
    async entries(): Promise<Entry[]> {
      const pages = await Promise.all(
        allPartitions.map((partition) => redis.xrange(streamKeys(stream, partition).stream, '-', '+')),
      );
      return pages.flat().map(([id, fields]) => ({ id, key: fields[1] ?? '', event: fields[3] ?? '' }));
    },
    /** What a Redis without persistence looks like after its restart, for some partitions. */
    async emptyRedis(partitions: readonly number[] = allPartitions): Promise<void> {
      for (const partition of partitions) {
        const keys = streamKeys(stream, partition);
        await redis.del(keys.stream, keys.marker);
      }
    },
    effects: () =>
      cluster.writer.query<{ eventId: string; subject: string; version: number }>(
        'select event_id as "eventId", subject, version from effect order by n',
      ),
    async effectsReach(count: number) {
      await waitUntil(`${count} effects`, async () => (await this.effects()).length >= count, 15_000);
      return this.effects();
    },
    async end(): Promise<void> {
      for (const child of children) child.kill('SIGKILL');
      await Promise.all(running.map((one) => one.stop()));
      closeRedis(redis);
      await database.drop();
    },
  };
}

/** Versions by subject in the order seen. */
export function versionsBySubject(seen: readonly { subject: string; version: number }[]): Record<string, number[]> {
  const versions: Record<string, number[]> = {};
  for (const { subject, version } of seen) (versions[subject] ??= []).push(version);
  return versions;
}

/** The events of entries as `versionsBySubject` wants them. */
export function seenIn(entries: readonly Entry[]): { subject: string; version: number }[] {
  return entries.map(({ event }) => {
    const { subject, flightversion } = JSON.parse(event) as AirsideEvent;
    return { subject: subject ?? '', version: flightversion ?? 0 };
  });
}

/** 1 to `count`. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_none, index) => index + 1);
}
