/** One migration: its file, and its SQL. */
export type Migration = { name: string; sql: string };

/** What a statement takes from those who still run the release before. */
export type Tightening = { statement: string; takes: string };

const tightenings: readonly { pattern: RegExp; takes: string }[] = [
  { pattern: /\bdrop\s+(table|view|column|schema|function|type|sequence)\b/i, takes: 'drops something' },
  { pattern: /\brename\b/i, takes: 'renames something' },
  { pattern: /\bset\s+not\s+null\b/i, takes: 'refuses what was allowed' },
  { pattern: /\bdrop\s+default\b/i, takes: 'asks for a value that was not needed' },
  { pattern: /\balter\s+(column\s+)?\w+\s+(set\s+data\s+)?type\b/i, takes: 'changes a type' },
  {
    pattern: /\balter\s+table\b[\s\S]*\badd\s+(constraint|check|unique|foreign|exclude)\b/i,
    takes: 'refuses what was allowed',
  },
  { pattern: /\bcreate\s+unique\s+index\b/i, takes: 'refuses what was allowed' },
  { pattern: /\bcreate\s+(or\s+replace\s+)?trigger\b/i, takes: 'changes what a write does' },
];
const newColumn = /\badd\s+column\s+(?:if\s+not\s+exists\s+)?[^,;]*/gi;

/** Statements that could break the processes of the release before, which run beside the new schema for a while. */
export function findTightenings(sql: string): Tightening[] {
  const made = new Set(
    Array.from(
      sql.matchAll(/\bcreate\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?([\w.]+)/gi),
      ([, name]) => name,
    ),
  );
  return statementsOf(sql).flatMap((statement) => {
    // Nobody of before knows a table that this migration makes.
    const [, table] = /\b(?:alter\s+table\s+(?:only\s+)?|\son\s+(?:only\s+)?)([\w.]+)/i.exec(statement) ?? [];
    if (table !== undefined && made.has(table)) return [];
    const found = tightenings.find(({ pattern }) => pattern.test(statement));
    if (found !== undefined) return [{ statement, takes: found.takes }];
    const demands = Array.from(statement.matchAll(newColumn), ([column]) => column).some(
      (column) => /\bnot\s+null\b/i.test(column) && !/\b(default|generated)\b/i.test(column),
    );
    return demands ? [{ statement, takes: 'asks for a value that nobody gave before' }] : [];
  });
}

/** Without comments and bodies of functions, in which semicolons are no ends. */
function statementsOf(sql: string): string[] {
  return sql
    .replaceAll(/--[^\n]*/g, '')
    .replaceAll(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''")
    .split(';')
    .map((statement) => statement.trim().replaceAll(/\s+/g, ' '))
    .filter((statement) => statement !== '');
}

const contract = /^-- contract: (\S+\.sql)\b/gm;

/**
 * What is wrong with the migrations of a service that came after its last released one: each that takes something says with
 * `-- contract: NNNN-name.sql` which released migration had made its place, so that no released process needs it any more.
 */
export function findFaults(migrations: readonly Migration[], lastReleased: string): string[] {
  const names = migrations.map(({ name }) => name);
  const lastIndex = names.indexOf(lastReleased);
  if (lastIndex === -1) return [`${lastReleased} was released and is gone`];
  return migrations.slice(lastIndex + 1).flatMap(({ name, sql }) => {
    const expanded = Array.from(sql.matchAll(contract), ([, file = '']) => file);
    const unknown = expanded.filter((file) => !names.slice(0, lastIndex + 1).includes(file));
    if (unknown.length > 0) return [`${name}: ${unknown.join(', ')} is no released migration of this service`];
    if (expanded.length > 0) return [];
    return findTightenings(sql).map(({ statement, takes }) => `${name}: ${takes}: ${statement.slice(0, 120)}`);
  });
}
