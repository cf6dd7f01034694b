import { type Static, Type } from 'typebox';

/** One node of a PostgreSQL cluster as a service sees it. */
export const DatabaseNode = Type.Object({
  /** `host:port`. */
  name: Type.String(),
  state: Type.Enum(['primary', 'standby', 'unreachable']),
  /** Whether writes go there now. */
  isWriter: Type.Boolean(),
  /** Counts up with each change of the primary. */
  timeline: Type.Optional(Type.Integer()),
  /** Position of its write-ahead log, `0/16B3748`; of a standby what it has replayed. */
  lsn: Type.Optional(Type.String()),
  /** Age of a standby's data, in milliseconds; absent where it is too old to be told. */
  lagMs: Type.Optional(Type.Number()),
  error: Type.Optional(Type.String()),
});

/** Answer of `GET /internal/database`: a service's view of its own cluster. */
export const DatabaseView = Type.Object({
  cluster: Type.String(),
  nodes: Type.Array(DatabaseNode),
  /** Changes of the primary since the process started. */
  failovers: Type.Integer(),
});
export type DatabaseView = Static<typeof DatabaseView>;
