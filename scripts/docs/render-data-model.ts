import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ask, listColumns, markdownTable } from './schema.ts';
import { readWords, type Words } from './words.ts';

const root = join(import.meta.dirname, '../..');

export const dataModelFile = join(root, 'docs/data-model.md');

/** Who owns a schema of its own; the role and the schema are of one name. */
export const owners = [
  { service: 'user', cluster: 'users', role: 'user_service' },
  { service: 'notification', cluster: 'users', role: 'notification_service' },
  { service: 'booking', cluster: 'booking', role: 'booking_service' },
  { service: 'operations', cluster: 'booking', role: 'operations_service' },
] as const;
export type Owner = (typeof owners)[number];

export function migrationsOf({ service }: Pick<Owner, 'service'>): string {
  return join(root, 'services', service, 'migrations');
}

const introduction = `# The data of each service
Made by \`node scripts/docs/data-model.ts\` from the migrated schemas and the comments in \`services/*/migrations\`; a test tells when it is out of date. The warehouse has a page of its own: [warehouse.md](warehouse.md).

Each service owns one schema, named as its role, and nobody else may enter it but the ETL, which reads what the \`for-the-warehouse\` migrations let it. A foreign key never leaves a schema: what another service owns is
named by its id alone. Beside it lies \`<role>_jobs\`, the job queue of pg-boss, which makes its own tables. \`outbox\`, \`outbox_relay\`, \`inbox\` and what belongs to them are the same everywhere ([events.md](events.md)).`;

type Key = { table: string; columns: string[]; target: string };

/** The page, given a way into the migrated schema of each owner. */
export async function renderDataModel(askOf: (owner: Owner) => Ask): Promise<string> {
  const sections: string[] = [];
  for (const owner of owners) sections.push(await renderOwner(owner, askOf(owner)));
  return `${[introduction, ...sections].join('\n\n')}\n`;
}

async function renderOwner(owner: Owner, ask: Ask): Promise<string> {
  const tables = await ask<{ table: string; kind: string; primary: string[] | null }>(
    `select c.relname as table, case c.relkind when 'v' then 'view' else 'table' end as kind,
            (select array_agg(a.attname order by a.attnum) from pg_index i
               join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey) where i.indrelid = c.oid and i.indisprimary) as primary
       from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'v') and c.relname !~ '^schema_migrations'
      order by c.relname`,
  );
  const columns = await listColumns(ask);
  const keys = await ask<Key>(
    `select c.relname as table, t.relname as target,
            (select array_agg(a.attname order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum = any(k.conkey)) as columns
       from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class t on t.oid = k.confrelid
      where k.contype = 'f' and k.connamespace = current_schema()::regnamespace`,
  );
  const words = readAllWords(owner);
  const pages = tables.map(({ table, kind, primary }) => {
    const rows = columns
      .filter((one) => one.table === table)
      .map(({ column, type, isNullable, meaning }) => [
        `${primary?.includes(column) === true ? '**key** ' : ''}\`${column}\``,
        type,
        isNullable ? '' : 'yes',
        [refersTo(keys, table, column), meaning ?? words.get(`${table}.${column}`) ?? ''].filter(Boolean).join(' '),
      ]);
    const said = words.get(table);
    const head = `### ${table}${kind === 'view' ? ' (view)' : ''}`;
    return `${head}\n${said === undefined ? '' : `${said}\n`}\n${markdownTable(['column', 'type', 'always', 'meaning'], rows)}`;
  });
  return `## ${owner.service}: schema \`${owner.role}\` of cluster \`${owner.cluster}\`\n\n${pages.join('\n\n')}`;
}

function refersTo(keys: readonly Key[], table: string, column: string): string {
  const targets = keys.filter((key) => key.table === table && key.columns.includes(column)).map(({ target }) => target);
  return [...new Set(targets)]
    .toSorted()
    .map((target) => `→ \`${target}\`.`)
    .join(' ');
}

/** Of all migrations of a service; the last word counts. */
function readAllWords(owner: Owner): Words {
  const folder = migrationsOf(owner);
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .toSorted();
  return new Map(names.flatMap((name) => [...readWords(readFileSync(join(folder, name), 'utf8'))]));
}
