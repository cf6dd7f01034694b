import { appendFileSync, closeSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { boundLog, lastLines, longestLogBytes, openLog, readLog } from './log-file.ts';
import { tailLogs } from './log-tail.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'airside-logs-'));
afterAll(() => rmSync(dir, { recursive: true }));

test('a log over its bound moves aside while its writer goes on writing', () => {
  const file = path.join(dir, 'bounded.log');
  const writer = openLog(file);
  writeSync(writer, `${'x'.repeat(longestLogBytes)}\nlast before\n`);
  boundLog(file);
  writeSync(writer, 'first after\n');
  closeSync(writer);
  expect(readFileSync(file, 'utf8')).toBe('first after\n');
  expect(statSync(`${file}.1`).size).toBeGreaterThan(longestLogBytes);
  expect(lastLines(`${file}.1`, 1)).toEqual(['last before']);
});

test('a log below its bound is left alone', () => {
  const file = path.join(dir, 'small.log');
  appendFileSync(file, 'one\ntwo\n');
  boundLog(file);
  expect(lastLines(file, 5)).toEqual(['one', 'two']);
  expect(existsSync(`${file}.1`)).toBe(false);
});

test('reading goes on at the start of a log that was emptied', () => {
  const file = path.join(dir, 'emptied.log');
  appendFileSync(file, 'new\n');
  expect(readLog(file, 1000)).toEqual({ text: 'new\n', next: 4 });
});

test('following gives the backlog, then whole lines only, of files that appear later too', () => {
  const old = path.join(dir, 'old.log');
  const late = path.join(dir, 'late.log');
  appendFileSync(old, 'a\nb\nc\n');
  const seen: string[] = [];
  const logs = [
    { name: 'old', file: old },
    { name: 'late', file: late },
  ];
  const stop = tailLogs(logs, 2, (name, line) => seen.push(`${name} ${line}`));
  appendFileSync(old, 'd\nunfini');
  appendFileSync(late, 'e\n');
  stop();
  expect(seen).toEqual(['old b', 'old c', 'old d', 'late e']);
});
