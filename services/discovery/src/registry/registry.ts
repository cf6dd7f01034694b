import type { Directory } from '@airside/contracts';
import type { Logger } from '@airside/service';
import { setTimeout as delay } from 'node:timers/promises';
import type { LeaseStore } from './lease-store.ts';
import {
  expireLeases,
  type LeaseRecord,
  type Leases,
  leaseTtlMs,
  listServices,
  mergeStored,
  renewLease,
} from './leases.ts';
import { findLost, type Lost } from './lost.ts';

export type RegistryOptions = {
  store: LeaseStore;
  logger: Logger;
  /** Tells this life of the registry from another one; part of every revision. */
  epoch: string;
  /** Milliseconds between two looks into Redis. */
  syncEveryMs?: number;
  /** Monotonic clock in milliseconds. */
  now?: () => number;
};

export type Registry = {
  /** Takes a heartbeat or a farewell. Kept in memory even where Redis is gone. */
  put(record: LeaseRecord): Promise<void>;
  find(instance: string): LeaseRecord | undefined;
  /** Instances that are gone without a word, for some minutes. */
  lost(): readonly LeaseRecord[];
  directory(): Directory;
  /** The directory as soon as its revision is not `revision`, or as it is after `waitMs`. */
  watch(revision: string, waitMs: number, signal: AbortSignal): Promise<Directory>;
  close(): Promise<void>;
};

/**
 * The live list of instances: this process's memory, merged with what other discovery processes put into Redis.
 * Redis may come and go: heartbeats keep the memory alive, and the memory refills Redis.
 */
export function createRegistry(options: RegistryOptions): Registry {
  const { store, logger, epoch, syncEveryMs = 500, now = () => performance.now() } = options;
  const startedAt = now();
  const stopped = new AbortController();
  const watchers = new Set<() => void>();
  let leases: Leases = new Map();
  let lost: Lost = new Map();
  let services = listServices(leases);
  let fingerprint = JSON.stringify(services);
  let changes = 0;
  let hasRead = false;
  let isStoreUp = true;

  function adopt(next: Leases): void {
    const before = leases;
    leases = expireLeases(next, now());
    lost = findLost(lost, { before, after: leases }, now());
    services = listServices(leases);
    const nextFingerprint = JSON.stringify(services) + String(isSettled());
    if (nextFingerprint === fingerprint) return;
    fingerprint = nextFingerprint;
    changes += 1;
    for (const wake of watchers) wake();
  }

  /** After a restart the list is complete once Redis showed it, or once every living instance has had time for a heartbeat. */
  function isSettled(): boolean {
    return hasRead || now() - startedAt >= leaseTtlMs;
  }

  const directory = (): Directory => ({ revision: `${epoch}-${changes}`, settled: isSettled(), services });

  async function sync(): Promise<void> {
    try {
      const stored = await store.load();
      if (stored.length > 0) hasRead = true;
      if (!isStoreUp) logger.info('Redis answers again');
      isStoreUp = true;
      adopt(mergeStored(leases, stored, now()));
    } catch (error) {
      if (isStoreUp) logger.warn({ err: error }, 'Redis does not answer; leases live in memory');
      isStoreUp = false;
      adopt(leases);
    }
  }

  async function loop(): Promise<void> {
    while (!stopped.signal.aborted) {
      await sync();
      await delay(syncEveryMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }

  const running = loop();
  return {
    async put(record) {
      adopt(renewLease(leases, record, now()));
      // The sync loop reports an outage; the lease is in memory, and the next heartbeat writes it again.
      await store.save(record).catch(() => undefined);
    },
    find: (instance) => (leases.get(instance) ?? lost.get(instance))?.record,
    lost: () => [...lost.values()].map(({ record }) => record),
    directory,
    async watch(revision, waitMs, signal) {
      const deadline = now() + waitMs;
      while (directory().revision === revision && !signal.aborted && !stopped.signal.aborted) {
        const left = deadline - now();
        if (left <= 0) break;
        await nextChange(watchers, left, AbortSignal.any([signal, stopped.signal]));
      }
      return directory();
    },
    async close() {
      stopped.abort();
      await running;
    },
  };
}

function nextChange(watchers: Set<() => void>, waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      watchers.delete(finish);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, waitMs);
    watchers.add(finish);
    signal.addEventListener('abort', finish, { once: true });
  });
}
