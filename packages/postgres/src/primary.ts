import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { type Attempt, attemptOn, type Db, runOn, runScript, type StatementNames } from './db.ts';
import { classify, isHeld, outcomeUnknown, unavailable } from './errors.ts';
import type { Node } from './node.ts';
import { type Patience, patienceOf } from './patience.ts';
import { emptyCommit } from './queries.ts';
import type { ReadSessions } from './session.ts';
import type { Watch } from './watch.ts';

export type Counts = {
  /** Writes that found no primary, or one that refused, and were sent again. */
  waits: number;
  /** Writes whose answer nobody knows. */
  unknownOutcomes: number;
};

export type PrimaryDeps = {
  watch: Watch;
  names: StatementNames;
  /** Longest wait for a primary, in milliseconds: of a session, or else of one statement or transaction. */
  patienceMs: number;
  sessions: ReadSessions;
  counts: Counts;
};

type Work<T> = (client: pg.PoolClient) => Promise<T>;
/** What to do about an answer that did not come. */
type OnUnknown<T> = (error: unknown, patience: Patience) => Promise<T>;

/** Pause before a node that did nothing is asked again, in milliseconds. */
const pauseMs = 25;

/** What looks like a read needs no standby for a commit, and may be asked again: as a read, so that the server agrees. */
export function looksLikeRead(text: string): boolean {
  return /^\s*(select|with)\b/i.test(text) && !/\b(insert|update|delete|merge)\b/i.test(text);
}

/** What goes to the primary, and waits for the next one while the primary changes. */
export function createPrimary(deps: PrimaryDeps) {
  const { watch, names, counts } = deps;
  const patienceNow = () => patienceOf(deps.sessions.current()?.patience, performance.now(), deps.patienceMs);

  /** From its first wait on, or its first answer that did not come, a session's patience runs. */
  function runOut(patience: Patience): void {
    const session = deps.sessions.current();
    if (session !== undefined) session.patience ??= patience;
  }

  async function whenPrimary(kind: 'read' | 'write', patience: Patience): Promise<Node> {
    const node = watch.primaryFor(kind);
    if (node !== undefined) return node;
    runOut(patience);
    return watch.whenPrimary(kind, patience);
  }

  async function onPrimary<T>(
    kind: 'read' | 'write',
    work: Work<T>,
    unknown: OnUnknown<T>,
    patience: Patience,
    phase: 'running' | 'committing' = 'running',
  ): Promise<T> {
    for (;;) {
      const node = await whenPrimary(kind, patience);
      const attempt = await attemptOn(node, work, { kind, phase: () => phase });
      if (attempt.kind === 'done') return attempt.result;
      runOut(patience);
      await afterFailure(node, attempt);
      if (attempt.kind === 'rolledBack') throw unavailable(attempt.error);
      if (attempt.kind === 'unknown') return unknown(attempt.error, patience);
      counts.waits += 1;
      if (performance.now() > patience.primaryMs) throw unavailable(attempt.error);
      await delay(pauseMs);
    }
  }

  /** Finds out at once who is there now, rather than at the next turn. */
  async function afterFailure(node: Node, { kind, error }: Exclude<Attempt<unknown>, { kind: 'done' }>): Promise<void> {
    if (kind === 'rolledBack') return;
    if (isHeld(error)) watch.doubtCommits(node);
    const looking = watch.lookNow();
    if (kind === 'notDone') await looking;
  }

  function giveUp(error: unknown): Promise<never> {
    counts.unknownOutcomes += 1;
    return Promise.reject(outcomeUnknown(error));
  }

  /** The server refuses a statement that writes here; what it answers had no effect the first time either. */
  async function againAsRead<Row extends object>(
    run: Work<Row[]>,
    text: string,
    error: unknown,
    patience: Patience,
  ): Promise<Row[]> {
    if (!looksLikeRead(text)) return giveUp(error);
    const read: Work<Row[]> = async (client) => {
      await client.query('begin read only');
      const rows = await run(client);
      await client.query('commit');
      return rows;
    };
    try {
      const attempt = await attemptOn(await whenPrimary('read', patience), read);
      return attempt.kind === 'done' ? attempt.result : await giveUp(error);
    } catch {
      return giveUp(error);
    }
  }

  const statement =
    <Row extends object>(text: string, values: readonly unknown[] | undefined): Work<Row[]> =>
    (client) =>
      runOn(client, names, text, values);

  return {
    query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]> {
      const run = statement<Row>(text, values);
      const kind = looksLikeRead(text) ? 'read' : 'write';
      return onPrimary(kind, run, (error, patience) => againAsRead(run, text, error, patience), patienceNow());
    },

    /**
     * For a statement that may be run twice: one without an answer is run once more. What it finds of the first time may be
     * on this server alone yet; a commit behind it is confirmed only when a standby has both.
     */
    repeatable<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]> {
      const run = statement<Row>(text, values);
      const confirmed: Work<Row[]> = async (client) => {
        const rows = await run(client);
        await client.query(emptyCommit);
        return rows;
      };
      const again: OnUnknown<Row[]> = (error, patience) =>
        // Where no standby confirms, the second would wait as the first did, and the caller longer than he should.
        isHeld(error)
          ? giveUp(error)
          : onPrimary('write', confirmed, (second) => Promise.reject(second as Error), patience).catch(() =>
              giveUp(error),
            );
      return onPrimary('write', run, again, patienceNow());
    },

    script: <Row extends object>(text: string): Promise<Row[]> =>
      onPrimary<Row[]>('write', (client) => runScript(client, text), giveUp, patienceNow(), 'committing'),

    /** Begins where it can be written, and only then runs `work`: once at most. */
    async transaction<T>(work: (tx: Db) => Promise<T>): Promise<T> {
      const patience = patienceNow();
      for (;;) {
        const node = await whenPrimary('write', patience);
        const transaction = newTransaction(names, work);
        const attempt = await attemptOn(node, transaction.run, { phase: transaction.phase });
        if (attempt.kind === 'done' && attempt.result !== undefined) return attempt.result.value;
        runOut(patience);
        if (attempt.kind !== 'done') await afterFailure(node, attempt);
        const error = attempt.kind === 'done' ? new Error('the primary refuses writes') : attempt.error;
        // Asked after the connection is gone: from then on no commit can leave any more.
        const stage = transaction.stage();
        if (stage === 'commit' && attempt.kind === 'unknown') return giveUp(error);
        if (stage !== 'begin' || attempt.kind === 'rolledBack' || performance.now() > patience.primaryMs)
          throw unavailable(error);
        counts.waits += 1;
        await delay(pauseMs);
      }
    },
  };
}

function newTransaction<T>(names: StatementNames, work: (tx: Db) => Promise<T>) {
  let stage: 'begin' | 'work' | 'commit' = 'begin';
  return {
    stage: () => stage,
    phase: () => (stage === 'commit' ? 'committing' : 'running') as 'committing' | 'running',
    /** Undefined where the server takes no writes: then nothing has begun. */
    async run(client: pg.PoolClient): Promise<{ value: T } | undefined> {
      if (await beginsReadOnly(client)) {
        await client.query('rollback');
        return undefined;
      }
      stage = 'work';
      let value: T;
      try {
        value = await work({ query: (text, values) => runOn(client, names, text, values) });
      } catch (error) {
        // A broken connection rolls back by itself.
        if (classify(error, 'running') === 'failed') await client.query('rollback');
        throw error;
      }
      stage = 'commit';
      const { command } = await client.query('commit');
      if (command !== 'COMMIT') throw new Error('the transaction had failed, and was rolled back');
      return { value };
    },
  };
}

/** One round trip for both: the transaction, and whether the server is about to give its place away. */
async function beginsReadOnly(client: pg.PoolClient): Promise<boolean> {
  const results: unknown = await client.query('begin; show transaction_read_only');
  const [, shown] = results as [pg.QueryResult, pg.QueryResult<{ transaction_read_only: string }>];
  return shown.rows[0]?.transaction_read_only === 'on';
}
