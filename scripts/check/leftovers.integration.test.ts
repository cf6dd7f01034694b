import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { endLeftovers, findLeftovers, runMark } from './leftovers.ts';

function folderOf(run: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${run}-`));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test.runIf(process.platform === 'linux').each([
  ['its environment', (run: string) => ({ env: { [runMark]: run } })],
  ['its folder, where its environment is gone', (run: string) => ({ env: {}, cwd: folderOf(run) })],
])('a process left behind is known by %s, and ended', async (_name, optionsOf) => {
  const run = randomUUID();
  const child = spawn('/bin/sleep', ['60'], { ...optionsOf(run), detached: true, stdio: 'ignore' });
  await once(child, 'spawn');
  const found = await findLeftovers(run, 0);
  expect(found).toEqual([{ pid: child.pid, command: '/bin/sleep 60' }]);
  const ended = once(child, 'exit');
  endLeftovers(found);
  await ended;
  expect(await findLeftovers(run, 5000)).toEqual([]);
});
