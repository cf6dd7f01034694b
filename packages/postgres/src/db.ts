import { Problem } from '@airside/contracts';
import type pg from 'pg';
import { classify, type Failure, outcomeUnknown } from './errors.ts';
import type { Node, WaitKind } from './node.ts';
import { tracedStatement } from './tracing.ts';

/** Something that runs SQL and gives the rows: a node of a cluster, or a transaction. */
export type Db = {
  /**
   * Runs one statement. `text` is constant SQL with `$1` parameters (it is prepared once per connection);
   * Temporal values may be passed as they are. Throws Problem DATABASE_UNAVAILABLE where the statement had no effect,
   * OUTCOME_UNKNOWN where it may have had one.
   */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
};

/** Statements remembered by name; beyond it they run unnamed, so that generated SQL cannot fill servers with plans. */
const mostStatements = 500;

/** Gives each constant SQL text a short name, under which every connection prepares it once. */
export type StatementNames = (text: string) => string | undefined;

export function createStatementNames(): StatementNames {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= mostStatements) return known;
    const name = `s${names.size}`;
    names.set(text, name);
    return name;
  };
}

/** Runs a statement on one connection. */
export async function runOn<Row extends object>(
  client: pg.ClientBase,
  names: StatementNames,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const name = names(text);
  const statement: pg.QueryConfig & { queryMode: 'extended' } = {
    text,
    values: values.map(toParameter),
    // Also without parameters: what a lost connection means depends on it.
    queryMode: 'extended',
    ...(name === undefined ? {} : { name }),
  };
  const result = await tracedStatement(text, () => client.query<Row>(statement));
  return result.rows;
}

/** Runs a text of several statements on one connection; such a text cannot be prepared and takes no parameters. */
export async function runScript<Row extends object>(client: pg.ClientBase, text: string): Promise<Row[]> {
  try {
    const results: pg.QueryResult<Row> | pg.QueryResult<Row>[] = await client.query<Row>(text);
    return [results].flat().flatMap(({ rows }) => rows);
  } catch (error) {
    // The text may have begun a transaction, which the next user of the connection must not find.
    if (classify(error, 'running') === 'failed') await client.query('rollback');
    throw error;
  }
}

/** Longest queue of statements waiting for a connection of one pool; more is refused at once. */
const longestQueue = 1000;

/** How work on a connection ended; an error of the work itself is thrown. */
export type Attempt<T> = { kind: 'done'; result: T } | { kind: Exclude<Failure, 'failed'>; error: unknown };

export type AttemptOptions = {
  kind?: WaitKind;
  /** What the work is about when it fails; running, as a rule. */
  phase?: () => 'running' | 'committing';
};

/**
 * Borrows a connection of a node for `work` and says what became of it. A connection that broke is thrown away, not given
 * back. A commit that the server acknowledged without its standbys counts as unknown: they may never get it.
 */
export async function attemptOn<T>(
  node: Node,
  work: (client: pg.PoolClient) => Promise<T>,
  { kind = 'write', phase = () => 'running' }: AttemptOptions = {},
): Promise<Attempt<T>> {
  if (node.pool.waitingCount >= longestQueue) throw new Problem('OVERLOADED', { retryAfterSeconds: 1 });
  let client: pg.PoolClient;
  const connecting = node.pool.connect();
  try {
    // A node that went silent takes connections without a word.
    client = await node.whileThere(connecting, kind);
  } catch (error) {
    connecting.then(
      (late) => late.release(),
      () => undefined,
    );
    return failed(error, 'connecting');
  }
  let isBroken = true;
  let warning: Error | undefined;
  const onNotice = (notice: { code?: string | undefined; message?: string | undefined }) => {
    if (isUnconfirmed(notice)) warning = new Error(notice.message);
  };
  client.on('notice', onNotice);
  try {
    const result = await node.whileThere(work(client), kind);
    if (warning !== undefined) throw outcomeUnknown(warning);
    isBroken = false;
    return { kind: 'done', result };
  } catch (error) {
    if (error instanceof Problem) {
      isBroken = error.code === 'OUTCOME_UNKNOWN' || error.code === 'DATABASE_UNAVAILABLE';
      throw error;
    }
    isBroken = classify(error, phase()) !== 'failed';
    return failed(error, phase());
  } finally {
    client.off('notice', onNotice);
    client.release(isBroken);
  }
}

function failed(error: unknown, phase: 'connecting' | 'running' | 'committing'): Attempt<never> {
  const kind = classify(error, phase);
  if (kind === 'failed') throw error;
  return { kind, error };
}

/** `canceling wait for synchronous replication …`: committed here, and perhaps nowhere else. */
function isUnconfirmed({ code, message }: { code?: string | undefined; message?: string | undefined }): boolean {
  return (code === '01000' || code === '57P01') && message?.includes('synchronous replication') === true;
}

function toParameter(value: unknown): unknown {
  return isTemporal(value) ? value.toString() : value;
}

function isTemporal(value: unknown): value is { toString(): string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag]?.startsWith('Temporal.') === true
  );
}
