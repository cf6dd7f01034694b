import { join } from 'node:path';
import { type Ask, type Column, listColumns, markdownTable } from './schema.ts';

export const warehouseFile = join(import.meta.dirname, '../../docs/warehouse.md');
export const warehouseMigrations = join(import.meta.dirname, '../../etl/migrations');

type Table = { table: string; kind: 'table' | 'view'; meaning: string | null; sources: string | null };

const introduction = `# The warehouse
Made by \`node scripts/docs/warehouse.ts\` from the schema itself (\`etl/migrations\`, its comments and its table \`lineage\`); a test tells when it is out of date.

Every night, and whenever somebody runs \`npm run etl\`, what happened in the services lands here: dimensions (\`dim_\`), facts (\`fact_\`), and
marts (\`mart_\`) by day, on which the reports stand. Days of flights are local at the origin; days of money, messages and sales are UTC. Money is in minor
units of the currency beside it, and is never added over currencies. A run is one transaction: whoever reads sees all of it or nothing.`;

const groups: readonly { title: string; belongs: RegExp }[] = [
  { title: 'Facts', belongs: /^fact_/ },
  { title: 'Dimensions', belongs: /^(dim_|customer_)/ },
  { title: 'Marts', belongs: /^mart_/ },
  { title: 'Views', belongs: /^report_/ },
  { title: 'Log of the runs', belongs: /^(etl_|dq_|lineage$|watermark$)/ },
];

/** The page on the warehouse, as Markdown. Throws where a column has no meaning yet. */
export async function renderWarehouse(ask: Ask): Promise<string> {
  const tables = await ask<Table>(
    `select c.relname as table, case c.relkind when 'v' then 'view' else 'table' end as kind, obj_description(c.oid) as meaning,
            (select string_agg(cluster || '/' || source, ', ' order by cluster, source) from lineage where target = c.relname) as sources
       from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'v') and c.relpersistence = 'p'
      order by c.relname`,
  );
  const columns = await listColumns(ask);
  const sections = groups.map(({ title, belongs }) => {
    const own = tables.filter(({ table }) => belongs.test(table));
    return `## ${title}\n${own.map((table) => section(table, columns)).join('\n\n')}`;
  });
  return `${[introduction, ...sections].join('\n\n')}\n`;
}

function section({ table, kind, meaning, sources }: Table, columns: readonly Column[]): string {
  const own = columns.filter((column) => column.table === table);
  const from = sources === null ? '' : `\n\nMade of: ${sources}.`;
  if (kind === 'view') {
    const names = own.map(({ column }) => `\`${column}\``).join(', ');
    return `### ${table}\n${told(meaning, table)} Columns: ${names}.${from}`;
  }
  const rows = own.map(({ column, type, isNullable, meaning: words }) => [
    `\`${column}\``,
    type,
    isNullable ? '' : 'yes',
    told(words, `${table}.${column}`),
  ]);
  return `### ${table}\n${told(meaning, table)}${from}\n\n${markdownTable(['column', 'type', 'always', 'meaning'], rows)}`;
}

function told(meaning: string | null, of: string): string {
  if (meaning === null) throw new Error(`${of} has no comment: say what it means in a migration`);
  return meaning;
}
