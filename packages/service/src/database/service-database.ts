type Node = {
  name: string;
  isWriter: boolean;
  view:
    | { state: 'unreachable'; error: string }
    | { state: 'primary'; lsn: string; timeline: number }
    | { state: 'standby'; lsn: string; timeline: number; lagMs: number };
};

/** What a request has seen of the database. */
export type ReadSession = { after: string | undefined; hasWritten: boolean };

/** The cluster of a service (`packages/postgres`), as far as every service does the same with it. */
export type ServiceDatabase = {
  name: string;
  inSession<T>(session: ReadSession, work: () => T): T;
  position(): Promise<string>;
  nodes(): Node[];
  counts(): { failovers: number; waits: number; unknownOutcomes: number };
};
