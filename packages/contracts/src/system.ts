import { type Static, Type } from 'typebox';

const Count = Type.Integer({ minimum: 0 });

/** One instance as the gateway sees it. */
export const InstanceView = Type.Object({
  instance: Type.String(),
  service: Type.String(),
  url: Type.String(),
  version: Type.String(),
  isHealthy: Type.Boolean(),
  /** Put aside for failing calls. */
  isEjected: Type.Boolean(),
  inFlight: Count,
  queued: Count,
  /** Calls since the gateway knows it: those that came back, and those that speak against it. */
  answered: Count,
  failed: Count,
  breaker: Type.Object({
    state: Type.Enum(['closed', 'open', 'halfOpen']),
    isForced: Type.Boolean(),
    /** Until it is tried again; of an open one. */
    retryAfterSeconds: Type.Optional(Type.Number()),
  }),
});
export type InstanceView = Static<typeof InstanceView>;

/** Requests passed on since the gateway started; what happens now is the difference of two looks. Streams are left out. */
export const TrafficView = Type.Object({
  requests: Count,
  /** Answered with a status from 500. */
  errors: Count,
  /** How many took how long: each bucket by itself, ascending; the last one has no bound. */
  latency: Type.Array(Type.Object({ upToMs: Type.Union([Type.Number(), Type.Null()]), count: Count })),
  webSockets: Count,
});
export type TrafficView = Static<typeof TrafficView>;

const process = {
  name: Type.String(),
  /** `running`, or what it is instead. */
  state: Type.String(),
  /** Why it does not run. */
  reason: Type.Optional(Type.String()),
  pid: Type.Optional(Type.Integer()),
  port: Type.Integer(),
  uptimeSeconds: Type.Optional(Type.Number()),
  restarts: Count,
};

/** A process of the local stack. */
export const ProcessView = Type.Object(process);
export type ProcessView = Static<typeof ProcessView>;

/** A node of one of the local stack's database clusters. */
export const DatabaseProcessView = Type.Object({
  ...process,
  cluster: Type.String(),
  role: Type.Enum(['primary', 'standby']),
  /** Of a standby: `quorum` when its confirmation counts for a commit. */
  syncState: Type.Optional(Type.String()),
  /** Of a standby: bytes of the primary's log that it has not replayed yet. */
  lagBytes: Type.Optional(Type.Number()),
  /** Counts up with each change of the primary. */
  timeline: Type.Optional(Type.Integer()),
  isBeingSeeded: Type.Optional(Type.Boolean()),
});
export type DatabaseProcessView = Static<typeof DatabaseProcessView>;

/** Where a cluster of the local stack stands. */
export const ClusterView = Type.Object({
  cluster: Type.String(),
  primary: Type.String(),
  /** `steady`, `failing over`, `switching over` or `stuck`. */
  state: Type.String(),
  reason: Type.Optional(Type.String()),
  lastChange: Type.Optional(
    Type.Object({
      from: Type.String(),
      to: Type.String(),
      reason: Type.String(),
      at: Type.String(),
      tookMs: Type.Number(),
    }),
  ),
});
export type ClusterView = Static<typeof ClusterView>;

/** Answer of `GET /api/system`. What only a launcher knows is empty where something else runs the processes. */
export const SystemView = Type.Object({
  instances: Type.Array(InstanceView),
  breakerRule: Type.Unknown(),
  discovery: Type.Object({ revision: Type.String(), isSettled: Type.Boolean() }),
  traffic: TrafficView,
  databases: Type.Array(DatabaseProcessView),
  clusters: Type.Array(ClusterView),
  redis: Type.Union([Type.Object({ nodes: Type.Array(ProcessView) }), Type.Null()]),
  processes: Type.Array(ProcessView),
  /** Whether instances can be killed and databases failed over here. */
  hasLocalStack: Type.Boolean(),
});
export type SystemView = Static<typeof SystemView>;
