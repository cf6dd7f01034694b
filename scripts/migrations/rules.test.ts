import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import released from './released.json' with { type: 'json' };
import { findFaults, findTightenings } from './rules.ts';

const services = join(import.meta.dirname, '../../services');

describe('what came after the last release takes nothing that a released process needs without an expand step', () => {
  test.each(Object.entries(released))('%s', (service, lastReleased) => {
    const folder = join(services, service, 'migrations');
    const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
    const migrations = names.toSorted().map((name) => ({ name, sql: readFileSync(join(folder, name), 'utf8') }));
    expect(findFaults(migrations, lastReleased)).toEqual([]);
  });

  test('every service with a database is watched', () => {
    const withDatabase = readdirSync(services).filter((name) =>
      readdirSync(join(services, name)).includes('migrations'),
    );
    expect(Object.keys(released).toSorted()).toEqual(withDatabase.toSorted());
  });
});

test.each([
  'alter table flight drop column gate',
  'drop table seat',
  'alter table flight rename column gate to stand',
  'alter table flight alter column gate set not null',
  'alter table flight alter gate type int',
  'alter table flight add constraint few check (seats < 9)',
  'create unique index on flight (gate)',
  'alter table flight add column stand text not null',
])('is found: %s', (statement) => {
  expect(findTightenings(`${statement};`)).toHaveLength(1);
});

test.each([
  'alter table flight add column stand text',
  "alter table flight add column stand text not null default ''",
  'create index on flight (gate)',
  'create table stand (id int primary key); create unique index on stand (id); alter table stand add check (id > 0)',
  'alter table flight alter column gate drop not null',
  'create function clear() returns void language plpgsql as $$ begin drop table x; end $$',
  '-- drop table flight',
])('expands only: %s', (sql) => {
  expect(findTightenings(`${sql};`)).toEqual([]);
});

const expand = { name: '0001-stand.sql', sql: 'alter table flight add column stand text;' };
const dropsGate = 'alter table flight drop column gate;';

test('a column may go in the release after the one in which its place was taken', () => {
  const contract = { name: '0002-no-gate.sql', sql: `-- contract: 0001-stand.sql\n${dropsGate}` };
  expect(findFaults([expand, contract], '0001-stand.sql')).toEqual([]);
});

test('it may not go in the same release, nor without saying what took its place', () => {
  const first = { name: '0000-first.sql', sql: '' };
  const contract = { name: '0002-no-gate.sql', sql: `-- contract: 0001-stand.sql\n${dropsGate}` };
  expect(findFaults([first, expand, contract], '0000-first.sql')).toEqual([
    '0002-no-gate.sql: 0001-stand.sql is no released migration of this service',
  ]);
  expect(findFaults([expand, { name: '0002-no-gate.sql', sql: dropsGate }], '0001-stand.sql')).toEqual([
    '0002-no-gate.sql: drops something: alter table flight drop column gate',
  ]);
});
