import { query } from '../kit/database.ts';
import type { Stack } from '../kit/stack.ts';
import type { Check } from './check.ts';
import { type Right, secretsIn, textsIn, wrongRights } from './rules.ts';
import type { SecurityScene } from './scene.ts';

type Cluster = 'users' | 'booking';
/** Who is at home where; the ETL nowhere. */
const roles: Readonly<Record<Cluster, readonly string[]>> = {
  users: ['user_service', 'notification_service', 'etl'],
  booking: ['booking_service', 'operations_service', 'etl'],
};
const forbidden = '42501';

/** Each role may touch its own schema only, the ETL reads and nothing else; and no secret of this run stands in a log. */
export const databasesAndLogs: Check = {
  id: 'S9',
  async run(scene) {
    const { stack } = scene;
    const wrong: string[] = [];
    let looked = 0;
    for (const cluster of ['users', 'booking'] as const) {
      await control(stack, cluster);
      for (const role of roles[cluster]) {
        const rights = await rightsOf(stack, cluster, role);
        looked += rights.length;
        wrong.push(...wrongRights(rights).map((one) => `${one.role} ${one.right} ${one.schema}.${one.table}`));
        wrong.push(...(await tryForbidden(stack, cluster, role)));
      }
    }
    const leaked = findLeaks(scene);
    return {
      faults: { 'rights too many': wrong.length, 'secrets in logs': leaked.length },
      says: `${looked} rights of ${roles.users.length + roles.booking.length} roles; ${scene.planted.size} secrets looked for`,
      // Not the secrets themselves.
      examples: [...wrong, ...leaked.map((secret) => `a secret beginning with ${secret.slice(0, 4)}`)],
    };
  },
};

/** What a role may do to each table and view of the cluster, its schemas being open to it. */
function rightsOf(stack: Stack, cluster: Cluster, role: string): Promise<Right[]> {
  return query<Right>(
    stack.databaseUrl(cluster, role),
    `select current_user::text as role, n.nspname as schema, c.relname as table, r as right
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
            cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'REFERENCES', 'DELETE', 'TRUNCATE', 'TRIGGER']) r
      where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
        and n.nspname not like 'pg\\_%' and has_schema_privilege(n.oid, 'usage')
        and case when r in ('DELETE', 'TRUNCATE', 'TRIGGER') then has_table_privilege(c.oid, r)
                 else has_any_column_privilege(c.oid, r) end`,
  );
}

/** The control: a right given by mistake is found. */
async function control(stack: Stack, cluster: Cluster): Promise<void> {
  const [giver = '', taker = ''] = roles[cluster];
  const url = stack.databaseUrl(cluster, giver);
  const table = `${giver}.planted_fault`;
  await query(url, `create table ${table} (id integer)`);
  await query(url, `grant usage on schema ${giver} to ${taker}`);
  await query(url, `grant select on ${table} to ${taker}`);
  const found = wrongRights(await rightsOf(stack, cluster, taker));
  await query(url, `revoke usage on schema ${giver} from ${taker}`);
  await query(url, `drop table ${table}`);
  if (!found.some((right) => right.table === 'planted_fault')) throw new Error('a planted right was not found');
}

/** What no role of a service may do, tried. */
async function tryForbidden(stack: Stack, cluster: Cluster, role: string): Promise<string[]> {
  const other = roles[cluster].find((one) => one !== role && one !== 'etl') ?? '';
  const statements = [
    `create table ${other}.intruder (id integer)`,
    `create table public.intruder (id integer)`,
    `create schema intruder`,
    `create role intruder`,
    `create database intruder`,
    `set role ${other}`,
    `set session authorization ${other}`,
    `alter role ${other} password 'x'`,
    `select pg_read_file('/etc/passwd')`,
    `copy (select 1) to program 'id'`,
    `select * from pg_authid`,
    `alter system set log_statement = 'all'`,
    `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${other}'`,
    ...(role === 'etl' ? [`create table etl (id integer)`] : []),
  ];
  // That a role reads only by default would be no obstacle: whoever has its password says otherwise.
  const url = `${stack.databaseUrl(cluster, role)}?options=${encodeURIComponent('-c default_transaction_read_only=off')}`;
  const wrong: string[] = [];
  for (const statement of statements) {
    const code = await query(url, statement).then(
      () => 'done',
      (error: { code?: string }) => error.code ?? 'failed',
    );
    // 3F000: there is not even a schema that it could write to.
    if (code !== forbidden && code !== '3F000') wrong.push(`${role}: ${statement} → ${code}`);
  }
  return wrong;
}

const shortestSecret = 8;

function findLeaks({ planted, secrets, readLogs, people }: SecurityScene): string[] {
  const lines = readLogs();
  const { vapidKeys: _vapid, adminUsername: _name, ...own } = secrets;
  for (const secret of textsIn(own)) if (secret.length >= shortestSecret) planted.add(secret);
  // The control: what is in the logs is found there.
  const known = [`/api/flight/bookings/${people.owner.userId}`];
  if (secretsIn(lines, known).length === 0) throw new Error('the logs do not even hold the paths of requests');
  return secretsIn(lines, planted);
}
