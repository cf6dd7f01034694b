import type { ExecutionStatus, NoticeFlight, WorkflowName } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { WorkflowEvent } from '../workflows/workflow.ts';

/** What the steps of an execution are about. */
export type Execution = {
  id: number;
  eventId: string;
  workflow: WorkflowName;
  flightId: string;
  departureId: number | null;
  flight: NoticeFlight | null;
  event: WorkflowEvent;
  run: number;
};

export const executionColumns = `e.id, e.event_id as "eventId", e.workflow, e.flight_id as "flightId",
            e.departure_id as "departureId", e.flight, e.event, e.run`;

/** Id of the new execution; undefined where the event has one of this workflow. */
export async function insertExecution(
  tx: Db,
  execution: Pick<Execution, 'eventId' | 'workflow' | 'flightId' | 'departureId' | 'event'> & {
    startedAt: Temporal.Instant;
  },
): Promise<number | undefined> {
  const { eventId, workflow, flightId, departureId, event, startedAt } = execution;
  const [row] = await tx.query<{ id: number }>(
    `insert into execution (event_id, workflow, flight_id, departure_id, event, status, started_at)
     values ($1, $2, $3, $4, $5::jsonb, 'RUNNING', $6)
     on conflict (event_id, workflow) do nothing returning id`,
    [eventId, workflow, flightId, departureId, JSON.stringify(event), startedAt],
  );
  return row?.id;
}

export type LockedExecution = {
  id: number;
  workflow: WorkflowName;
  status: ExecutionStatus;
  run: number;
  startedAt: Temporal.Instant;
};

/** Locks an execution, so that one alone moves it on; held until the transaction ends. */
export async function lockExecution(tx: Db, id: number): Promise<LockedExecution | undefined> {
  const [row] = await tx.query<LockedExecution>(
    'select id, workflow, status, run, started_at as "startedAt" from execution where id = $1 for update',
    [id],
  );
  return row;
}

/** Notes the flight as it was found first. */
export function setFlight(tx: Db, id: number, flight: NoticeFlight) {
  return tx.query(
    `update execution set flight = coalesce(flight, $2::jsonb), departure_id = coalesce(departure_id, $3) where id = $1`,
    [id, JSON.stringify(flight), flight.departure_id],
  );
}

export function endExecution(tx: Db, id: number, status: 'SUCCEEDED' | 'FAILED', now: Temporal.Instant) {
  return tx.query('update execution set status = $2, finished_at = $3 where id = $1', [id, status, now]);
}

/** Lets a failed execution run again; gives the number of this run. */
export async function reviveExecution(tx: Db, id: number): Promise<number> {
  const [row] = await tx.query<{ run: number }>(
    `update execution set status = 'RUNNING', finished_at = null, run = run + 1 where id = $1 returning run`,
    [id],
  );
  if (row === undefined) throw new Error('the update gave no row');
  return row.run;
}

export type ExecutionRow = Omit<Execution, 'departureId' | 'flight' | 'run' | 'event'> & {
  status: ExecutionStatus;
  startedAt: Temporal.Instant;
  finishedAt: Temporal.Instant | null;
};

const listColumns = `id, event_id as "eventId", workflow, flight_id as "flightId", status,
            started_at as "startedAt", finished_at as "finishedAt"`;

/** Newest first; `before` is the id of the last one of the page before. */
export function listExecutions(
  db: Db,
  page: { status?: ExecutionStatus; flight?: string; before?: number; limit: number },
): Promise<ExecutionRow[]> {
  return db.query<ExecutionRow>(
    `select ${listColumns}
       from execution
      where ($1::text is null or status = $1) and ($2::text is null or flight_id = $2) and ($3::bigint is null or id < $3)
      order by id desc
      limit $4`,
    [page.status ?? null, page.flight ?? null, page.before ?? null, page.limit],
  );
}

export async function findExecution(
  db: Db,
  id: number,
): Promise<(ExecutionRow & { event: WorkflowEvent }) | undefined> {
  const [row] = await db.query<ExecutionRow & { event: WorkflowEvent }>(
    `select ${listColumns}, event from execution where id = $1`,
    [id],
  );
  return row;
}

/** Events that ran a workflow lately, newest first. */
export async function listLatestEvents(db: Db, limit: number): Promise<WorkflowEvent[]> {
  const rows = await db.query<{ event: WorkflowEvent }>('select event from execution order by id desc limit $1', [
    limit,
  ]);
  return rows.map(({ event }) => event);
}

/** Deletes up to 500 executions that ended before; answers how many. */
export async function deleteEnded(db: Db, before: Temporal.Instant): Promise<number> {
  const rows = await db.query(
    `delete from execution e
      using (select id from execution where finished_at < $1 order by finished_at limit 500) old
      where e.id = old.id
     returning 1`,
    [before],
  );
  return rows.length;
}

export type RunningCount = { workflow: WorkflowName; count: number; oldestSeconds: number };

/** Executions under way by workflow, with the zeros. */
export function listRunning(db: Db, workflows: readonly WorkflowName[]): Promise<RunningCount[]> {
  return db.query<RunningCount>(
    `select w.workflow, count(e.id)::int as count,
            coalesce(extract(epoch from now() - min(e.started_at)), 0)::float8 as "oldestSeconds"
       from unnest($1::text[]) w(workflow)
       left join execution e on e.workflow = w.workflow and e.status = 'RUNNING'
      group by w.workflow`,
    [workflows],
  );
}
