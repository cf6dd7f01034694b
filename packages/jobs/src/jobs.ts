import type { Cluster, Db } from '@airside/postgres';
import { PgBoss } from 'pg-boss';
import type { WorkOptions } from './attempt.ts';
import { bossDatabase, bossTransaction } from './database.ts';
import type { Log } from './log.ts';
import { deadQueueOf, type Queue } from './queue.ts';
import { deadlinesOf, reasonFrom } from './rules.ts';
import { carryTrace } from './tracing.ts';
import { startWorker, type Worker } from './worker.ts';

export type SendOptions = {
  /** A uuid (`idFrom` makes one of any key). A job of this id that is there already, done or not, stays as it is. */
  id?: string;
  /** Not before; at once by default. */
  startAfter?: Temporal.Instant;
  /** Jobs of one group share the worker's bound `perGroup`. */
  group?: string;
};

export type DeadJob<Data extends object> = {
  data: Data;
  /** Of the last failure. */
  reason: string;
};

export type Schedule<Data extends object> = {
  queue: Queue<Data>;
  /** Five fields, `17 * * * *`; to the minute. */
  cron: string;
  /** IANA name; UTC by default. */
  timeZone?: string;
  data: Data;
};

export type JobCount = { queue: string; state: 'ready' | 'deferred' | 'active' | 'dead'; count: number };

export type JobsOptions = {
  /** Writes go to whichever node is primary at that moment. */
  cluster: Cluster;
  /** Schema of the tables, which the role must own: `notification_service_jobs`. */
  schema: string;
  /** Every queue that this process sends to or works on. */
  queues: readonly Queue<object>[];
  /** Jobs that come by the clock, once for all processes. */
  schedules?: readonly Schedule<object>[];
  log: Log;
};

export type Jobs = {
  /** Enqueues in the caller's transaction: the job is there when it commits, and only then. False where the id is taken. */
  send<Data extends object>(tx: Db, queue: Queue<Data>, data: Data, options?: SendOptions): Promise<boolean>;
  /** The same for many with one statement; gives how many are new. */
  sendAll<Data extends object>(
    tx: Db,
    queue: Queue<Data>,
    jobs: readonly (SendOptions & { data: Data })[],
  ): Promise<number>;
  /** A hint, after the commit, that saves this process the wait for its next look at the queue (0.5 s). */
  wake(queue: Queue<object>): void;
  /**
   * Works a queue off. `onDead` is told of each job whose attempts are used up; what it writes through `tx` happens once.
   * As long as it throws it is told again, after growing pauses.
   */
  work<Data extends object>(
    queue: Queue<Data>,
    options: WorkOptions<Data> & { onDead?: (job: DeadJob<Data>, tx: Db) => Promise<void> },
  ): void;
  /** How many jobs wait, run and were given up, as of about a second ago. */
  counts(): Promise<JobCount[]>;
  /** Takes no more jobs, waits for those in hand (1.5 s, then their signals are aborted and others get them), and ends. */
  stop(): Promise<void>;
};

const patienceMs = 1500;
/** Most calls of `onDead` at once. */
const deadConcurrency = 4;

/** Durable jobs in PostgreSQL, by pg-boss. Makes or updates its tables first; safe where several processes start at once. */
export async function startJobs({ cluster, schema, queues, schedules = [], log }: JobsOptions): Promise<Jobs> {
  const boss = new PgBoss({
    db: bossDatabase(cluster),
    schema,
    createSchema: false,
    schedule: schedules.length > 0,
    // Together with the deadlines of a queue they say how soon a dead worker's job is taken over.
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    maintenanceIntervalSeconds: 60,
    // Catalog scans at every round and rebuilds that outlast our statement limit: a matter for the database's operators.
    monitorVacuum: false,
    reindex: false,
  });
  boss.on('error', (error) => log.warn({ err: error, schema }, 'jobs: pg-boss failed at something; it goes on'));
  boss.on('warning', ({ message }) => log.warn({ schema }, `jobs: ${message}`));
  await boss.start();
  for (const queue of queues) await ensureQueue(boss, queue);
  for (const { queue, cron, timeZone = 'UTC', data } of schedules) {
    await boss.schedule(queue.name, cron, data, { tz: timeZone });
  }
  const deps = { boss, cluster, schema, log };
  const workers = new Map<string, Worker>();

  const toBoss = ({ id, startAfter, group }: SendOptions) => ({
    ...(id === undefined ? {} : { id }),
    ...(startAfter === undefined ? {} : { startAfter: startAfter.toString() }),
    ...(group === undefined ? {} : { group: { id: group } }),
  });

  return {
    async send(tx, queue, data, options = {}) {
      return (await boss.send(queue.name, carryTrace(data), { ...toBoss(options), db: bossTransaction(tx) })) !== null;
    },
    async sendAll(tx, queue, jobs) {
      if (jobs.length === 0) return 0;
      const inserts = jobs.map(({ data, ...options }) => ({ data: carryTrace(data), ...toBoss(options) }));
      const ids = await boss.insert(queue.name, inserts, { db: bossTransaction(tx), returnId: true });
      return ids?.length ?? 0;
    },
    wake: (queue) => workers.get(queue.name)?.wake(),
    work(queue, { onDead, ...options }) {
      workers.set(queue.name, startWorker(deps, queue, options));
      if (onDead === undefined) return;
      const dead = deadQueueOf(queue);
      workers.set(
        dead.name,
        startWorker(deps, dead, {
          concurrency: deadConcurrency,
          areDead: true,
          handle: (job, row) =>
            cluster.transaction(async (tx) => {
              await onDead({ data: job.data, reason: reasonFrom(row.output) }, tx);
              await job.finish(tx);
            }),
        }),
      );
    },
    async counts() {
      const names = queues.flatMap((queue) => [queue.name, deadQueueOf(queue).name]);
      const found = new Map((await boss.getQueues(names)).map((queue) => [queue.name, queue]));
      return queues.flatMap((queue) => countsOf(queue.name, found.get(queue.name), found.get(deadQueueOf(queue).name)));
    },
    async stop() {
      await Promise.all([...workers.values()].map((worker) => worker.stop(patienceMs)));
      await boss.stop({ graceful: false, close: false });
    },
  };
}

/** Makes a queue and its dead queue, or brings them to what is declared now. */
async function ensureQueue(boss: PgBoss, queue: Queue<object>): Promise<void> {
  const dead = deadQueueOf(queue);
  await boss.createQueue(dead.name);
  await boss.updateQueue(dead.name, optionsOf(dead));
  await boss.createQueue(queue.name);
  await boss.updateQueue(queue.name, { ...optionsOf(queue), deadLetter: dead.name });
}

/** The pause is none as far as pg-boss knows: what its supervisor takes from a dead worker is to run at once. */
function optionsOf({ attempts, longestRunSeconds, keepDoneSeconds }: Queue<object>) {
  return {
    retryLimit: attempts - 1,
    retryDelay: 0,
    retryBackoff: false,
    deleteAfterSeconds: keepDoneSeconds,
    ...deadlinesOf(longestRunSeconds),
  };
}

type Counted = { readyCount: number; deferredCount: number; activeCount: number; queuedCount: number };

function countsOf(queue: string, own: Counted | undefined, dead: Counted | undefined): JobCount[] {
  return [
    { queue, state: 'ready', count: own?.readyCount ?? 0 },
    { queue, state: 'deferred', count: own?.deferredCount ?? 0 },
    { queue, state: 'active', count: own?.activeCount ?? 0 },
    { queue, state: 'dead', count: (dead?.queuedCount ?? 0) + (dead?.activeCount ?? 0) },
  ];
}
