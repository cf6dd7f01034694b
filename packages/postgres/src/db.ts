import { Problem } from '@airside/contracts';
import type pg from 'pg';
import { asProblem, isConnectionLost } from './errors.ts';
import { tracedStatement } from './tracing.ts';

/** Something that runs SQL and gives the rows: a node of a cluster, or a transaction. */
export type Db = {
  /**
   * Runs one statement. `text` is constant SQL with `$1` parameters (it is prepared once per connection);
   * Temporal values may be passed as they are. Throws Problem DATABASE_UNAVAILABLE when the server is gone.
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
  const statement = { text, values: values.map(toParameter), ...(name === undefined ? {} : { name }) };
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
    if (!isConnectionLost(error)) await client.query('rollback');
    throw error;
  }
}

/** Longest queue of statements waiting for a connection of one pool; more is refused at once. */
const longestQueue = 1000;

/** Borrows a connection for `work`; one that broke is thrown away, not given back. */
export async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  if (pool.waitingCount >= longestQueue) throw new Problem('OVERLOADED', { retryAfterSeconds: 1 });
  const client = await pool.connect().catch((error: unknown) => {
    throw asProblem(error);
  });
  let isBroken = false;
  try {
    return await work(client);
  } catch (error) {
    isBroken = isConnectionLost(error) || (error instanceof Problem && error.code === 'OUTCOME_UNKNOWN');
    throw asProblem(error);
  } finally {
    client.release(isBroken);
  }
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
