import { type Static, Type } from 'typebox';

/** Seconds between two heartbeats of an instance. */
export const heartbeatSeconds = 2;
/** Seconds a lease lives without one. */
export const leaseTtlSeconds = 6;

/** Services that register; the key is the wire name. */
export const serviceNames = [
  'user_service',
  'booking_service',
  'notification_service',
  'operations_service',
  'etl_service',
] as const;
export const ServiceName = Type.Enum([...serviceNames]);
export type ServiceName = Static<typeof ServiceName>;

/** `up` takes traffic; `draining` finishes what it has and takes nothing new. */
export const InstanceState = Type.Enum(['up', 'draining']);
export type InstanceState = Static<typeof InstanceState>;

export const InstanceName = Type.String({
  pattern: '^[a-z][a-z0-9]*(_[a-z0-9]+)*_[0-9a-z-]+$',
  maxLength: 100,
});

/** Body of `PUT /leases/{instance}`: registration and heartbeat in one. */
export const LeaseRequest = Type.Object(
  {
    service: ServiceName,
    /** Base URL that other processes reach the instance by. */
    url: Type.String({ pattern: '^https?://[^/]+:[0-9]+$', maxLength: 300 }),
    /** Which start of the process this is; a new one replaces an older lease of the same name. */
    incarnation: Type.String({ minLength: 1, maxLength: 64 }),
    version: Type.String({ maxLength: 64 }),
    state: InstanceState,
  },
  { additionalProperties: false },
);
export type LeaseRequest = Static<typeof LeaseRequest>;

export const LeaseAnswer = Type.Object({
  ttlSeconds: Type.Number(),
  heartbeatSeconds: Type.Number(),
});
export type LeaseAnswer = Static<typeof LeaseAnswer>;

/** One instance as discovery lists it. */
export const Instance = Type.Object({
  instance: Type.String(),
  service: ServiceName,
  url: Type.String(),
  version: Type.String(),
  state: InstanceState,
});
export type Instance = Static<typeof Instance>;

/** Answer of `GET /services`, also of the blocking watch (`?revision=N&waitSeconds=25`). */
export const Directory = Type.Object({
  /** Changes whenever the list does; only equality means something. */
  revision: Type.String(),
  /** False while a restarted registry cannot know yet who is missing: removals are then not to be believed. */
  settled: Type.Boolean(),
  services: Type.Record(Type.String(), Type.Array(Instance)),
});
export type Directory = Static<typeof Directory>;

/** Longest time a watch is held open, in seconds. */
export const longestWatchSeconds = 30;
