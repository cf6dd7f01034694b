import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findLeftovers, runMark } from './leftovers.ts';
import { add, nothing, type Tally, tallyOfCheck, tallyOfVitest } from './tally.ts';

// What `npm test` runs: the static checks, cheap to dear, then unit, integration and end-to-end tests.

const root = join(import.meta.dirname, '../..');
const staticChecks = ['format', 'lint', 'types', 'layers', 'unused'];
const suites = ['unit', 'integration', 'e2e'];
const all = [...staticChecks, ...suites];

const help = `npm test [-- --only ${all.join(',')}]

Runs every check in this order: ${all.join(', ')}. Each is one line when it passes; its output is shown when it fails.
The last line counts: N passed, N failed. Exit status 0 only when nothing failed.`;

const { values } = parseArgs({ options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
if (values.help) {
  console.log(help);
  process.exit(0);
}
const wanted = values.only?.split(',') ?? all;
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown check: ${unknown.join(', ')}\n\n${help}`);
  process.exit(2);
}

const run = randomUUID();
const scratch = mkdtempSync(join(tmpdir(), 'airside-check-'));
const env = {
  ...process.env,
  PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
  TURBO_TELEMETRY_DISABLED: '1',
  NO_UPDATE_NOTIFIER: '1',
  [runMark]: run,
};
let running: ChildProcess | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    running?.kill(signal);
    process.exitCode = 1;
  });
}

/** Runs a command and gathers what it says; shows it at once where `isShown`. */
function execute(command: string, args: string[], isShown: boolean): Promise<{ ok: boolean; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    running = child;
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        if (isShown) process.stdout.write(chunk);
        else output += chunk.toString();
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

async function runCheck(name: string): Promise<Tally> {
  const { ok, output } = await execute(
    'turbo',
    ['run', `//#check:${name}`, '--output-logs=errors-only', '--log-prefix=none'],
    false,
  );
  if (!ok) console.log(output);
  return tallyOfCheck(ok);
}

async function runSuite(name: string): Promise<Tally> {
  const report = join(scratch, `${name}.json`);
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const { ok } = await execute('vitest', ['run', '--project', name, ...reporters], true);
  return tallyOfVitest(ok, report);
}

async function main(): Promise<void> {
  let total = nothing;
  for (const name of all.filter((candidate) => wanted.includes(candidate))) {
    const started = performance.now();
    const tally = staticChecks.includes(name) ? await runCheck(name) : await runSuite(name);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      `${tally.failed === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(12)} ${String(tally.passed).padStart(4)} passed  ${seconds} s`,
    );
    total = add(total, tally);
  }
  const leftovers = await findLeftovers(run);
  for (const leftover of leftovers) console.log(`left behind: ${leftover}`);
  total = add(total, tallyOfCheck(leftovers.length === 0));
  // On CI a test that does not run is a test that fails.
  if (process.env['CI'] !== undefined && total.skipped > 0)
    total = { ...total, failed: total.failed + total.skipped, skipped: 0 };
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
  process.exitCode = total.failed === 0 ? (process.exitCode ?? 0) : 1;
}

await main().finally(() => rmSync(scratch, { recursive: true, force: true }));
