import { readSecrets, warehouseUrls } from '@airside/local-stack';
import pg from 'pg';
import { until } from '../kit/stack.ts';

const template = 'etl_killed_template';
const database = 'etl_killed';
const endedMs = 30_000;

/** A warehouse of the experiment's own, beside the one that people read, on the same server. */
export type OwnWarehouse = {
  /** Environment of `npm run etl` that fills it from the stack's sources. */
  environment: Record<string, string>;
  connect(): Promise<pg.Client>;
  /** Makes it as it is before the first load. */
  empty(): Promise<void>;
  /** Equal for equal contents, whatever numbers the warehouse has given to customers. */
  checksum(): Promise<string>;
  /** Waits until the server has noticed that a load is gone. */
  whenLeft(): Promise<void>;
  drop(): Promise<void>;
};

/** `prepare` brings an empty database to what the migrations say. */
export async function createOwnWarehouse(
  dataDir: string,
  prepare: (environment: Record<string, string>) => Promise<unknown>,
): Promise<OwnWarehouse> {
  const urls = warehouseUrls(dataDir);
  const urlOf = (name: string) => withPath(urls['DATABASE_URLS'] ?? '', name);
  const superuserUrl = (name: string) => {
    const url = new URL(urlOf(name));
    url.username = 'postgres';
    url.password = readSecrets(dataDir)?.superuserPassword ?? '';
    return url.href;
  };
  const asSuperuser = (name: string, statements: readonly string[]) => runAll(superuserUrl(name), statements);
  const drop = () =>
    asSuperuser(
      'postgres',
      [template, database].map((name) => `drop database if exists ${name} with (force)`),
    );

  await drop();
  await asSuperuser('postgres', [`create database ${template}`]);
  await asSuperuser(template, ['create schema warehouse authorization warehouse']);
  await prepare({ ...urls, DATABASE_URLS: urlOf(template) });
  const connect = () => open(urlOf(database));
  const inside = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = await connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  return {
    environment: { ...urls, DATABASE_URLS: urlOf(database) },
    connect,
    empty: () =>
      asSuperuser('postgres', [
        `drop database if exists ${database} with (force)`,
        `create database ${database} template ${template}`,
      ]),
    checksum: () => inside(checksumOf),
    whenLeft: () =>
      inside(async (client) => {
        await until('the server has ended the connections of the load', () => isLeft(client), endedMs);
      }),
    drop,
  };
}

async function open(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000, statement_timeout: 60_000 });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function runAll(url: string, statements: readonly string[]): Promise<void> {
  const client = await open(url);
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function withPath(base: string, name: string): string {
  const url = new URL(base);
  url.pathname = `/${name}`;
  return url.href;
}

async function isLeft(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from pg_stat_activity where datname = current_database() and application_name like 'airside etl%'`,
  );
  return rowCount === 0;
}

/** Of everything that a load publishes; a customer goes by the passenger that he is, for his number is drawn at random. */
async function checksumOf(client: pg.Client): Promise<string> {
  const { rows: tables } = await client.query<{ name: string; hasCustomer: boolean }>(
    `select c.relname as name, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'customer_key') as "hasCustomer"
       from pg_class c where c.relkind = 'r' and c.relnamespace = 'warehouse'::regnamespace
        and (c.relname ~ '^(dim|fact|mart)_' or c.relname = 'watermark') order by c.relname`,
  );
  const sums: string[] = [];
  for (const { name, hasCustomer } of tables) {
    const row = hasCustomer ? rowWithCustomer : 'to_jsonb(t)';
    const { rows } = await client.query<{ sum: string }>(
      `select count(*) || ' ' || coalesce(sum(hashtextextended((${row})::text, 0)::numeric), 0) as sum from ${name} t`,
    );
    sums.push(`${name} ${rows[0]?.sum}`);
  }
  return sums.join('\n');
}

const rowWithCustomer = `to_jsonb(t) - 'customer_key' - 'customer_no' || jsonb_build_object('customer',
  (select jsonb_build_array(i.passenger_id, c.tier, c.has_account, c.validity, c.is_inferred)
     from dim_customer c left join customer_identity i using (customer_no) where c.customer_key = t.customer_key))`;
