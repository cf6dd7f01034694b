import { type Directory, type Instance, type LeaseRequest, leaseTtlSeconds } from '@airside/contracts';

/** What an instance last said of itself; `left` is kept for a lease's life, so that another discovery process forgets it too. */
export type LeaseRecord = Omit<LeaseRequest, 'state'> & { instance: string; state: LeaseRequest['state'] | 'left' };

/** A record, and when its last heartbeat was seen, on this process's monotonic clock in milliseconds. */
export type Lease = { record: LeaseRecord; seenAt: number };

export type Leases = ReadonlyMap<string, Lease>;

export const leaseTtlMs = leaseTtlSeconds * 1000;

/** The leases after one heartbeat, registration or farewell. */
export function renewLease(leases: Leases, record: LeaseRecord, now: number): Leases {
  return new Map(leases).set(record.instance, { record, seenAt: now });
}

/**
 * The leases after a look into Redis. `ages` are milliseconds since each record was written, by Redis's own clock.
 * What Redis does not hold stays until its own time is up: a Redis that lost its memory must not empty the directory.
 */
export function mergeStored(
  leases: Leases,
  stored: readonly { record: LeaseRecord; ageMs: number }[],
  now: number,
): Leases {
  const merged = new Map(leases);
  for (const { record, ageMs } of stored) {
    const known = merged.get(record.instance);
    const seenAt = now - ageMs;
    if (known === undefined || seenAt > known.seenAt) merged.set(record.instance, { record, seenAt });
  }
  return merged;
}

/** The leases that are still alive. */
export function expireLeases(leases: Leases, now: number): Leases {
  return new Map([...leases].filter(([, { seenAt }]) => now - seenAt < leaseTtlMs));
}

/** What others are told: live instances by service, each list ordered by name. */
export function listServices(leases: Leases): Directory['services'] {
  const services: Record<string, Instance[]> = {};
  for (const { record } of leases.values()) {
    if (record.state === 'left') continue;
    const { instance, service, url, version, state } = record;
    (services[service] ??= []).push({ instance, service, url, version, state });
  }
  for (const list of Object.values(services)) list.sort((a, b) => byName.compare(a.instance, b.instance));
  return services;
}

/** `user_service_2` before `user_service_10`. */
const byName = new Intl.Collator('en', { numeric: true });
