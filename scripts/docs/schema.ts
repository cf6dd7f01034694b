/** Runs one statement in the schema that is told of. */
export type Ask = <Row extends object>(sql: string) => Promise<Row[]>;

export type Column = { table: string; column: string; type: string; isNullable: boolean; meaning: string | null };

/** Columns of all tables and views of the current schema, in their order. */
export function listColumns(ask: Ask): Promise<Column[]> {
  return ask<Column>(
    `select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as "isNullable",
            col_description(c.oid, a.attnum) as meaning
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'v') order by c.relname, a.attnum`,
  );
}

/** A table of Markdown. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
