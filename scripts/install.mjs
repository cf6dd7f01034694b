// Installs what is missing before `npm start` and `npm test`. No dependencies, and plain enough for Node 20:
// it runs before the pinned runtime is there. Prints nothing when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const isWindows = process.platform === 'win32';
const stamp = join(root, 'node_modules', '.airside-install');
const lock = join(root, '.airside-installing');
const runtime = join(root, 'node_modules', '.bin', isWindows ? 'node.cmd' : 'node');
const oldestRuntime = 26;
/** An install takes seconds to a few minutes; a lock older than this is nobody's, whoever has its process id now. */
const longestInstallMs = 15 * 60_000;
/** Time between making a lock and writing its owner into it, generously. */
const ownerlessMs = 5000;

if (!isInstalled()) {
  await takeLock();
  try {
    // Another command may have installed while this one waited.
    if (!isInstalled()) install();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}
if (process.exitCode === undefined) checkRuntime();

/** What node_modules must match: the lockfile (else the manifest), on this platform. */
function wantedHash() {
  const lockfile = join(root, 'package-lock.json');
  const source = existsSync(lockfile) ? lockfile : join(root, 'package.json');
  return createHash('sha256').update(readFileSync(source)).update(`${process.platform}-${process.arch}`).digest('hex');
}

/** The stamp also tells whether npm had a runtime for this platform: where it had none, its absence is no fault. */
function isInstalled() {
  if (!existsSync(stamp)) return false;
  const [hash, hadRuntime] = readFileSync(stamp, 'utf8').split('\n');
  return hash === wantedHash() && (hadRuntime !== 'runtime' || existsSync(runtime));
}

function install() {
  const started = Date.now();
  // An install that is killed half way must not pass for a finished one.
  rmSync(stamp, { force: true });
  console.log('Installing packages (only when they are missing or have changed; about a minute) …');
  let command = existsSync(join(root, 'package-lock.json')) ? ['ci'] : ['install'];
  let outcome = npm(command);
  // A lockfile written where the registry lacks packages of other platforms is refused by `npm ci`, though it has all for this one.
  if (outcome.status !== 0 && /code EUSAGE/.test(outcome.words)) {
    console.log('package-lock.json does not list every package; installing what it lists and resolving the rest …');
    command = ['install', '--no-save'];
    outcome = npm(command);
  }
  if (outcome.status !== 0) {
    console.error(outcome.words);
    console.error("\nInstalling failed (npm's words are above). Is the npm registry reachable?");
    console.error(`To see it again: npm ${command.join(' ')}`);
    process.exitCode = 1;
    return;
  }
  writeFileSync(stamp, `${wantedHash()}\n${existsSync(runtime) ? 'runtime' : 'no runtime'}\n`);
  console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

function npm(command) {
  // Warnings stay out: npm's EBADENGINE speaks of the machine's own Node, which only installs the pinned one.
  const args = [...command, '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, stdout, stderr, error } = spawnSync('npm', args, {
    cwd: root,
    env: { ...process.env, PATH: pathWithoutOurs(), npm_config_update_notifier: 'false' },
    encoding: 'utf8',
    shell: isWindows,
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, words: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}` };
}

/** npm must not run on the Node inside the folder that it is about to replace. */
function pathWithoutOurs() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.filter((folder) => !folder.startsWith(join(root, 'node_modules'))).join(delimiter);
}

/** Two commands started at once must not install into one folder together; the second waits for the first. */
async function takeLock() {
  for (let attempt = 0; !makeLock(); attempt += 1) {
    if (isAbandoned(lock)) removeAbandoned();
    else {
      if (attempt === 0) console.log('Another command is installing packages; waiting for it …');
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

function makeLock() {
  try {
    mkdirSync(lock);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(lock, 'pid'), String(process.pid));
  return true;
}

function isAbandoned(folder) {
  const since = statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
  if (since === undefined) return false;
  const ageMs = Date.now() - since;
  const owner = readOwner(folder);
  return ageMs > longestInstallMs || (owner > 0 ? !isAlive(owner) : ageMs > ownerlessMs);
}

/** The process id of a lock's owner; 0 where none is written, or no more. */
function readOwner(folder) {
  try {
    return Number(readFileSync(join(folder, 'pid'), 'utf8'));
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Several may find it abandoned: one gets to rename it, and who got the lock of a new owner instead gives it back. */
function removeAbandoned() {
  const aside = `${lock}-${process.pid}`;
  try {
    renameSync(lock, aside);
    if (!isAbandoned(aside)) renameSync(aside, lock);
  } catch {
    // Another was quicker.
  }
  rmSync(aside, { recursive: true, force: true });
}

/** npm leaves out a platform package silently where there is none for this machine. */
function checkRuntime() {
  if (existsSync(runtime) || Number(process.versions.node.split('.')[0]) >= oldestRuntime) return;
  console.error(
    `Airside needs Node ${oldestRuntime}. npm has no packaged one for ${process.platform}-${process.arch}, and this machine has ${process.version}.\n` +
      `Install Node ${oldestRuntime} or newer and try again.`,
  );
  process.exitCode = 1;
}
