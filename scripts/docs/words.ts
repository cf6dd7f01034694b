/** What the comments of migrations say, by `table` and by `table.column`. */
export type Words = ReadonlyMap<string, string>;

const comment = /^\s*--\s?(.*)$/;
const table = /^\s*(?:create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?|alter\s+table\s+)([\w.]+)/i;
const madeTable = /^\s*create\s+/i;
const view = /^\s*create\s+(?:or\s+replace\s+)?view\s+([\w.]+)/i;
const column = /^\s*(?:add\s+column\s+(?:if\s+not\s+exists\s+)?)?([a-z_][a-z0-9_]*)\s+[a-z]/i;
/** What begins a line among columns and is none. */
const noColumn = /^\s*(primary|unique|check|foreign|constraint|exclude|references|on|or|and|where|select|from|as)\b/i;

/** Reads the comment right above a table or view, and those above or behind its columns. */
export function readWords(sql: string): Words {
  const words = new Map<string, string>();
  let above: string[] = [];
  let current: string | undefined;
  for (const line of sql.split('\n')) {
    const said = comment.exec(line)?.[1];
    if (said !== undefined) {
      above.push(said.trim());
      continue;
    }
    const [, name] = table.exec(line) ?? view.exec(line) ?? [];
    if (name !== undefined) {
      current = name;
      if (above.length > 0 && (madeTable.test(line) || view.test(line))) words.set(name, above.join(' '));
    }
    const body = name === undefined ? line : line.replace(table, '');
    const [, of] = noColumn.test(body) ? [] : (column.exec(body) ?? []);
    if (current !== undefined && of !== undefined) {
      const behind = /--\s*(.*)$/.exec(body)?.[1] ?? '';
      const all = [...(name === undefined ? above : []), behind].filter((part) => part !== '');
      if (all.length > 0) words.set(`${current}.${of}`, all.join(' '));
    }
    above = [];
    if (/;\s*(--.*)?$/.test(line)) current = undefined;
  }
  return words;
}
