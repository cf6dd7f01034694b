import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWebApp } from './build.ts';

let checkout: string;
let lines: string[];

/** A checkout whose bundler is a few lines: what is tested is when it runs and what becomes of its result. */
const bundler = `
import { readFileSync, writeFileSync } from 'node:fs';
const folder = process.argv[process.argv.indexOf('--outDir') + 1];
const source = readFileSync('src/main.tsx', 'utf8');
if (source.includes('broken')) { console.error('src/main.tsx: <broken> & unfit'); process.exit(1); }
writeFileSync(folder + '/index.html', source);
`;

beforeEach(() => {
  checkout = mkdtempSync(path.join(tmpdir(), 'airside-checkout-'));
  chmodSync(checkout, 0o755);
  lines = [];
  write('package-lock.json', '{}');
  write('web/package.json', '{"type":"module"}');
  write('web/src/main.tsx', 'one');
  write('web/node_modules/vite/package.json', '{"name":"vite","type":"module"}');
  write('web/node_modules/vite/bin/vite.js', bundler);
});
afterEach(() => rmSync(checkout, { recursive: true }));

function write(name: string, content: string): void {
  const file = path.join(checkout, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

const open = () =>
  openWebApp({
    checkout,
    dataDir: path.join(checkout, 'data'),
    onProgress: (line) => lines.push(line),
    signal: new AbortController().signal,
  });
const pageIn = (folder: string) => readFileSync(path.join(folder, 'index.html'), 'utf8');

test('is built once, and again when a source or a package has changed', async () => {
  const folder = await open();
  expect(pageIn(folder)).toBe('one');
  expect(lines).toEqual([expect.stringMatching(/building/), expect.stringMatching(/built in/)]);
  await open();
  expect(lines).toHaveLength(2);
  write('web/src/main.tsx', 'two');
  expect(pageIn(await open())).toBe('two');
  write('package-lock.json', '{"packages":{}}');
  await open();
  expect(lines).toHaveLength(6);
});

test('two starts at once leave one whole app', async () => {
  const [one, other] = await Promise.all([open(), open()]);
  expect([one, pageIn(one ?? '')]).toEqual([other, 'one']);
});

test('a build that fails leaves a page with the reason, and the app as it was for the next try', async () => {
  write('web/src/main.tsx', 'broken');
  const folder = await open();
  expect(pageIn(folder)).toContain('src/main.tsx: &lt;broken&gt; &amp; unfit');
  expect(lines.at(-1)).toMatch(/failed/);
  expect(existsSync(path.join(checkout, 'web/dist'))).toBe(false);
  write('web/src/main.tsx', 'mended');
  expect(pageIn(await open())).toBe('mended');
});
