// Installs what is missing before `npm start` and `npm test`. No dependencies, and plain enough for Node 20:
// it runs before the pinned runtime is there. Prints nothing when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'node_modules', '.airside-install');
const lock = join(root, '.airside-installing');
const runtime = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const lockfile = readFileSync(join(root, 'package-lock.json'));
const wanted = createHash('sha256').update(lockfile).update(`${process.platform}-${process.arch}`).digest('hex');
/** An install takes seconds to a few minutes; a lock older than this belongs to one that was killed. */
const staleLockMs = 10 * 60_000;
const oldestRuntime = 26;

if (!isInstalled()) {
  await takeLock();
  try {
    if (!isInstalled()) install();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}
checkRuntime();

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
}

function install() {
  const started = Date.now();
  console.log('Installing packages (once; about a minute) …');
  const { status, stdout, stderr, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) {
    console.error(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`);
    console.error("\nInstalling failed (npm's words are above). Is the npm registry reachable? Try again with: npm ci");
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
  console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** Two commands started at once must not install into one folder together; the second waits for the first. */
async function takeLock() {
  for (let waited = false; ; waited = true) {
    try {
      mkdirSync(lock);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Date.now() - since > staleLockMs) rmSync(lock, { recursive: true, force: true });
    else if (!waited) console.log('Another command is installing packages; waiting for it …');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** npm leaves out a platform package silently where there is none for this machine. */
function checkRuntime() {
  if (existsSync(runtime)) return;
  if (Number(process.versions.node.split('.')[0]) >= oldestRuntime) return;
  console.error(
    `Airside needs Node ${oldestRuntime}. npm has no packaged one for ${process.platform}-${process.arch}, and this machine has ${process.version}.\n` +
      `Install Node ${oldestRuntime} or newer and try again.`,
  );
  process.exit(1);
}
