/** A table, what identifies a row of it, and what a row ought to be. */
export type Target = {
  table: string;
  key: readonly string[];
  /** The other columns. */
  columns: readonly string[];
  /** Gives key and columns by their names. */
  select: string;
};

/** Statement that adds the rows that are missing and writes those that differ; a row that is as it should be is not touched. */
export function upsert({ table, key, columns, select }: Target): string {
  const all = [...key, ...columns];
  const list = (of: readonly string[], alias: string) => of.map((name) => `${alias}${name}`).join(', ');
  const action =
    columns.length === 0 ? 'nothing' : `update set ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}`;
  const differs = columns.length === 0 ? '' : ` or (${list(columns, 't.')}) is distinct from (${list(columns, 'n.')})`;
  return `insert into ${table} (${list(all, '')})
select ${list(all, 'n.')} from (${select}) n
  left join ${table} t on ${key.map((name) => `t.${name} = n.${name}`).join(' and ')}
 where t.${key[0]} is null${differs}
    on conflict (${list(key, '')}) do ${action}`;
}

/** Statement that takes away the rows that ought not to be there. */
export function removeOthers({ table, key, select }: Target): string {
  const same = key.map((name) => `t.${name} = n.${name}`).join(' and ');
  return `delete from ${table} t where not exists (select from (${select}) n where ${same})`;
}
