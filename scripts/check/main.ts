import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { endLeftovers, findLeftovers, runMark } from './leftovers.ts';
import { type Outcome, runCommand } from './run-command.ts';
import { add, forbidSkipping, nothing, summaryLine, type Tally, tallyOfCheck, tallyOfVitest } from './tally.ts';

// What `npm test` runs: the static checks, cheap to dear, then unit, integration and end-to-end tests.

const throughTurbo = (task: string) => ['turbo', 'run', `//#${task}`, '--output-logs=new-only', '--log-prefix=none'];
const staticChecks: Record<string, string[]> = {
  format: throughTurbo('format:check'),
  lint: throughTurbo('lint'),
  typecheck: throughTurbo('typecheck'),
  layers: [process.execPath, 'scripts/check/layers.ts'],
  knip: ['knip', '--no-config-hints'],
};
const suites = ['unit', 'integration', 'e2e'];
const all = [...Object.keys(staticChecks), ...suites];

const help = `npm test [-- --only ${all.join(',')}]

Runs every check in this order: ${all.join(', ')}.
Each is one line when it passes; its whole output is shown when it fails. The last line counts: N passed, N failed.
Exit status 0 only when nothing failed. With CI=true a skipped test is a failed one.`;

const root = join(import.meta.dirname, '../..');
const run = randomUUID();
const scratch = join(tmpdir(), `airside-check-${run}`);
const interruption = new AbortController();
const leftoverGraceMs = 3000;
/** Of one kind of tests; the end-to-end ones take twenty minutes on two quiet cores. */
const longestTestsMs = 40 * 60_000;
const env = {
  ...process.env,
  PATH: [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
  TMPDIR: scratch,
  TURBO_TELEMETRY_DISABLED: '1',
  NO_UPDATE_NOTIFIER: '1',
  [runMark]: run,
};

/** The checks that were asked for; ends the process where nothing is to be run. */
function readArguments(): string[] {
  try {
    const { values } = parseArgs({ options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
    if (values.help === true) {
      console.log(help);
      process.exit(0);
    }
    const wanted = values.only?.split(',') ?? all;
    const unknown = wanted.filter((name) => !all.includes(name));
    if (unknown.length > 0) throw new Error(`Unknown check: ${unknown.join(', ')}`);
    return all.filter((name) => wanted.includes(name));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    process.exit(2);
  }
}

function execute([command = '', ...args]: string[], deadlineMs: number): Promise<Outcome> {
  return runCommand(command, args, { cwd: root, env, deadlineMs, signal: interruption.signal });
}

async function runStep(name: string): Promise<{ tally: Tally; remarks: string }> {
  const check = staticChecks[name];
  if (check !== undefined) {
    const { ok, output } = await execute(check, 5 * 60_000);
    return { tally: tallyOfCheck(ok), remarks: ok ? '' : output };
  }
  const file = join(scratch, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { ok, output } = await execute(['vitest', 'run', '--project', name, ...reporters], longestTestsMs);
  const { tally, skipped } = tallyOfVitest(ok, existsSync(file) ? readFileSync(file, 'utf8') : undefined);
  const skips = skipped.map((test) => `       skipped: ${test}\n`).join('');
  return { tally, remarks: tally.failed > 0 ? `${output}\n${skips}` : skips };
}

function printLine(name: string, { passed, failed, skipped }: Tally, started: number): void {
  const counts = [`${passed} passed`, failed > 0 ? `${failed} failed` : '', skipped > 0 ? `${skipped} skipped` : ''];
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const words = counts.filter((count) => count !== '').join(', ');
  console.log(`${failed === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(24)} ${`${seconds} s`.padStart(8)}   ${words}`);
}

async function checkLeftovers(): Promise<Tally> {
  const started = performance.now();
  const leftovers = await findLeftovers(run, leftoverGraceMs);
  const tally = tallyOfCheck(leftovers.length === 0);
  printLine('no process left behind', tally, started);
  for (const { pid, command } of leftovers) console.log(`       ended now: ${pid} ${command}`);
  endLeftovers(leftovers);
  return tally;
}

async function main(names: string[]): Promise<void> {
  let total = nothing;
  for (const name of names) {
    const started = performance.now();
    const { tally, remarks } = await runStep(name);
    if (interruption.signal.aborted) break;
    printLine(name, tally, started);
    if (remarks !== '') console.log(remarks);
    total = add(total, tally);
  }
  if (interruption.signal.aborted) {
    endLeftovers(await findLeftovers(run, leftoverGraceMs));
    console.log('Interrupted.');
    total = add(total, tallyOfCheck(false));
  } else total = add(total, await checkLeftovers());
  if (['true', '1'].includes(process.env['CI'] ?? '')) total = forbidSkipping(total);
  console.log(`\n${summaryLine(total)}`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interruption.abort());
const names = readArguments();
mkdirSync(scratch);
await main(names).finally(() => rmSync(scratch, { recursive: true, force: true }));
