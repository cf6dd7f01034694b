import pg from 'pg';

/** One statement on a connection of its own; longest wait for it in milliseconds. */
export async function query<Row extends pg.QueryResultRow>(
  connectionString: string,
  text: string,
  values: readonly unknown[] = [],
  timeoutMs = 2000,
): Promise<Row[]> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000, statement_timeout: timeoutMs });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}
