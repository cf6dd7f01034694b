import { execFile } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Tells Debian's packages not to start their daemons: tests start what they need, and end it. */
const policyFile = '/usr/sbin/policy-rc.d';
/** Longest installation, downloads included, in milliseconds. */
const longestInstallMs = 10 * 60_000;

/**
 * Path of a program, given by its name or whole path, installed from Debian's packages first where it is missing and we are root. Undefined where it cannot
 * be had: then the tests that need it are skipped and say so; on CI, where nothing may be skipped, it throws.
 */
export async function ensureProgram(program: string, packages: readonly string[]): Promise<string | undefined> {
  const found = findProgram(program);
  if (found !== undefined) return found;
  const why = await install(packages);
  const installed = findProgram(program);
  if (installed !== undefined) return installed;
  const message = `not run: needs ${program} (${why ?? `Debian: apt-get install ${packages.join(' ')}`})`;
  if (process.env['CI'] !== undefined) throw new Error(message);
  console.warn(message);
  return undefined;
}

function findProgram(program: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/bin'];
  return folders.map((folder) => resolve(folder, program)).find((path) => existsSync(path));
}

/** Why it could not be installed, or undefined. Test files that install at the same time wait for each other's lock. */
async function install(packages: readonly string[]): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'installing it needs root';
  if (findProgram('apt-get') === undefined) return 'there is no apt-get';
  const isPolicyOurs = !existsSync(policyFile);
  if (isPolicyOurs) writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const apt = async (...args: string[]) => {
    await run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-q', '-y', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: longestInstallMs,
      maxBuffer: 64 * 1024 * 1024,
    });
  };
  try {
    const installAll = () => apt('install', '--no-install-recommends', ...packages);
    // Lists that were never read, or have grown old, name files that are not there.
    await installAll().catch(async () => {
      await apt('update');
      await installAll();
    });
    return undefined;
  } catch (error) {
    return String((error as { stderr?: string }).stderr ?? error).slice(-500);
  } finally {
    if (isPolicyOurs) rmSync(policyFile, { force: true });
  }
}
