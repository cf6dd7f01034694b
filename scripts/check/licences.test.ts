import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fromElsewhere, isAllowed, type LockedPackage, refusedLicences } from './licences.ts';

const lock = readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8');
const { packages } = JSON.parse(lock) as { packages: Record<string, LockedPackage> };

test('everything that is shipped has a licence that asks for nothing but its own text', () => {
  expect(Object.keys(packages).length).toBeGreaterThan(200);
  expect(refusedLicences(packages)).toEqual([]);
});

test('everything that is shipped comes from the registry', () => {
  expect(fromElsewhere(packages)).toEqual([]);
});

test('a licence that is not allowed is found, but for one of development alone', () => {
  const planted = {
    'node_modules/copyleft': { version: '1.0.0', license: 'GPL-3.0-only' },
    'node_modules/a/node_modules/unknown': { version: '2.0.0' },
    'node_modules/tool': { version: '1.0.0', license: 'MPL-2.0', dev: true },
    'node_modules/@airside/own': { link: true },
    'node_modules/git': { license: 'MIT', resolved: 'git+ssh://git@example.org/x.git' },
  };
  expect(refusedLicences(planted)).toEqual(['copyleft 1.0.0: GPL-3.0-only', 'unknown 2.0.0: no licence']);
  expect(fromElsewhere(planted)).toEqual(['git: git+ssh://git@example.org/x.git']);
  expect(isAllowed('(MIT OR GPL-3.0-only)')).toBe(true);
  expect(isAllowed('MIT AND GPL-3.0-only')).toBe(false);
});
