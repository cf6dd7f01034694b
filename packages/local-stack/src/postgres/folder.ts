import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startTimeOf } from '../processes/identity.ts';
import { commandAs, giveTo, type RunAs } from '../processes/unprivileged.ts';
import { readControlFile } from './control-file.ts';
import { endAll, processesIn } from './orphans.ts';
import { type NodeOnDisk, withoutLauncherSettings } from './rules.ts';
import { clientAuthentication, configurationOf, type NodeSettings } from './settings.ts';
import { StackError } from '../stack-error.ts';

const run = promisify(execFile);

/** Password of the role that standbys connect as; made from the superuser's, so that nobody has to keep it. */
export function replicationPassword(superuserPassword: string): string {
  return createHmac('sha256', superuserPassword).update('replication').digest('hex');
}

/** Looks at one node's data folder. An initdb that was cut off leaves no control file or no marker: that counts as empty. */
export function inspectFolder(dataDir: string): NodeOnDisk {
  const control = existsSync(path.join(dataDir, completeMarker)) ? readControlFile(dataDir) : undefined;
  if (control === undefined) return { state: 'empty' };
  const { systemIdentifier, timeline } = control;
  return { state: isStandbyFolder(dataDir) ? 'standby' : 'primary', systemIdentifier, timeline };
}

/** Whether the node would start, or runs, as a standby: PostgreSQL removes the file when it promotes. */
export function isStandbyFolder(dataDir: string): boolean {
  return existsSync(path.join(dataDir, 'standby.signal'));
}

/** Written last when a folder is made: one that lacks it was cut off half-way. */
const completeMarker = 'airside.complete';

/** A new, empty cluster in `dataDir`. */
export async function initializeFolder(options: {
  initdb: string;
  dataDir: string;
  superuserPassword: string;
  runAs: RunAs;
  signal: AbortSignal;
}): Promise<void> {
  const { dataDir, runAs } = options;
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  own(runAs, dataDir);
  const passwordFile = `${dataDir}.password`;
  writeOwned(runAs, passwordFile, `${options.superuserPassword}\n`);
  try {
    const access = ['--username', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
    // The same sorting on every machine and with every C library.
    const text = ['--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C'];
    const quick = ['--no-sync', '--no-instructions'];
    const launch = commandAs(runAs, options.initdb, ['--pgdata', dataDir, ...access, ...text, ...quick]);
    await run(launch.command, launch.args, { ...launch, cwd: dataDir, signal: options.signal });
  } catch (error) {
    throw new StackError(`initdb failed in ${dataDir}: ${messageOf(error)}`, { cause: error });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  writeOwned(runAs, path.join(dataDir, completeMarker), '');
}

/** Makes a standby out of a copy of a stopped node. Replication slots are that node's own and stay behind. */
export async function copyFolder(
  source: string,
  target: string,
  { runAs, signal }: { runAs: RunAs; signal: AbortSignal },
): Promise<void> {
  const unfinished = `${target}.unfinished`;
  for (const folder of [unfinished, target]) rmSync(folder, { recursive: true, force: true });
  await run('cp', ['-Rp', source, unfinished], { signal });
  rmSync(path.join(unfinished, 'postmaster.pid'), { force: true });
  for (const slot of readdirSync(path.join(unfinished, 'pg_replslot'))) {
    rmSync(path.join(unfinished, 'pg_replslot', slot), { recursive: true, force: true });
  }
  writeOwned(runAs, path.join(unfinished, 'standby.signal'), '');
  renameSync(unfinished, target);
}

/** The last touches to a copy of a running primary: where to begin, as what to start, and that it is whole. */
export function finishSeed(dataDir: string, backupLabel: string, runAs: RunAs): void {
  writeOwned(runAs, path.join(dataDir, 'backup_label'), backupLabel);
  writeOwned(runAs, path.join(dataDir, 'standby.signal'), '');
  writeOwned(runAs, path.join(dataDir, completeMarker), '');
}

/** Marks a copy that was checked otherwise, such as a restored back-up, as whole; it starts as a primary. */
export function completeFolder(dataDir: string): void {
  rmSync(path.join(dataDir, 'standby.signal'), { force: true });
  writeFileSync(path.join(dataDir, completeMarker), '', { mode: 0o600 });
}

/** A primary that was stopped in order, after its standbys had everything, goes on as a standby with the data it has. */
export function demoteFolder(dataDir: string, runAs: RunAs): void {
  writeOwned(runAs, path.join(dataDir, 'standby.signal'), '');
}

/** Writes the configuration of a node that is about to start. */
export function configureFolder(dataDir: string, settings: NodeSettings, runAs: RunAs): void {
  giveTo(runAs, dataDir);
  writeOwned(runAs, path.join(dataDir, 'postgresql.conf'), configurationOf(settings));
  writeOwned(runAs, path.join(dataDir, 'pg_hba.conf'), clientAuthentication);
  const autoConf = path.join(dataDir, 'postgresql.auto.conf');
  if (existsSync(autoConf)) writeOwned(runAs, autoConf, withoutLauncherSettings(readFileSync(autoConf, 'utf8')));
  // A primary-to-be that is still a standby stays one until it is promoted: promotion is what begins a new timeline.
  if (settings.source !== undefined) writeOwned(runAs, path.join(dataDir, 'standby.signal'), '');
}

/**
 * Ends a server that an earlier, killed run left behind in this folder and what is left of one that was killed, and removes
 * the lock of one that is gone: PostgreSQL itself would take any living process with the recorded pid for the owner.
 */
export async function freeFolder(dataDir: string): Promise<void> {
  const lock = path.join(dataDir, 'postmaster.pid');
  const pid = existsSync(lock) ? Number(readFileSync(lock, 'utf8').split('\n')[0]) : Number.NaN;
  if (Number.isInteger(pid) && pid > 0 && (await isServerOf(pid, dataDir))) await endServer(pid);
  if (!(await endAll(() => processesIn(dataDir)))) throw new StackError(`processes that work in ${dataDir} do not end`);
  rmSync(lock, { force: true });
}

async function endServer(pid: number): Promise<void> {
  const startTime = startTimeOf(pid);
  for (const [signal, graceMs] of [
    ['SIGINT', 2500],
    ['SIGQUIT', 1500],
    ['SIGKILL', 2000],
  ] as const) {
    process.kill(pid, signal);
    for (let waitedMs = 0; waitedMs < graceMs; waitedMs += 25) {
      if (startTimeOf(pid) !== startTime) return;
      await delay(25);
    }
  }
  throw new StackError(`process ${pid}, a PostgreSQL server of an earlier run, does not end`);
}

async function isServerOf(pid: number, dataDir: string): Promise<boolean> {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataDir);
    return (await run('ps', ['-o', 'command=', '-p', String(pid)])).stdout.includes(dataDir);
  } catch {
    return false;
  }
}

function writeOwned(runAs: RunAs, file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o600 });
  own(runAs, file);
}

function own(runAs: RunAs, file: string): void {
  if (runAs.kind === 'user') chownSync(file, runAs.uid, runAs.gid);
}

function messageOf(error: unknown): string {
  const { stderr } = error as { stderr?: string };
  return stderr === undefined || stderr === '' ? String(error) : stderr.trim();
}
