import { LeaseRequest } from '@airside/contracts';
import type { RedisClient } from '@airside/redis';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { type LeaseRecord, leaseTtlMs } from './leases.ts';

/** All keys share one hash tag, so that a Redis Cluster keeps them together and one command reads all. */
const indexKey = '{airside:discovery}:instances';
const leaseKey = (instance: string) => `{airside:discovery}:lease:${instance}`;

const storedCheck = Compile(
  Type.Object({ ...LeaseRequest.properties, instance: Type.String(), state: Type.Enum(['up', 'draining', 'left']) }),
);

/** The shared copy of the registry: a key per lease that Redis itself expires, so that no process's clock matters. */
export type LeaseStore = {
  save(record: LeaseRecord): Promise<void>;
  load(): Promise<{ record: LeaseRecord; ageMs: number }[]>;
};

export function createLeaseStore(redis: RedisClient): LeaseStore {
  return {
    async save(record) {
      const results = await redis
        .pipeline()
        .set(leaseKey(record.instance), JSON.stringify(record), 'PX', leaseTtlMs)
        .sadd(indexKey, record.instance)
        .exec();
      for (const [error] of results ?? []) if (error !== null) throw error;
    },

    async load() {
      const instances = await redis.smembers(indexKey);
      const pipeline = redis.pipeline();
      for (const instance of instances) pipeline.get(leaseKey(instance)).pttl(leaseKey(instance));
      const results = (await pipeline.exec()) ?? [];
      const found: { record: LeaseRecord; ageMs: number }[] = [];
      const gone: string[] = [];
      for (const [index, instance] of instances.entries()) {
        const [getError, text] = results[index * 2] ?? [];
        const [ttlError, ttlMs] = results[index * 2 + 1] ?? [];
        if (getError || ttlError) throw getError ?? ttlError;
        const record = parse(text);
        if (record === undefined) gone.push(instance);
        else found.push({ record, ageMs: leaseTtlMs - Number(ttlMs) });
      }
      if (gone.length > 0) await redis.srem(indexKey, ...gone);
      return found;
    },
  };
}

function parse(text: unknown): LeaseRecord | undefined {
  if (typeof text !== 'string') return undefined;
  const value: unknown = JSON.parse(text);
  return storedCheck.Check(value) ? value : undefined;
}
