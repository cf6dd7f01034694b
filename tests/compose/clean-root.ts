import { ensureProgram } from '@airside/testing';
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../deploy/tests/compose-file.ts';

const run = promisify(execFile);

/** Debian of the image that the Dockerfile begins with. */
const suite = 'bookworm';
/** What Node's program is linked with beside the C library. */
const libraries = 'libatomic1,libstdc++6';
/** In the image; a build brings its own npm. */
const builder = 'npm@11';
const stepMs = 600_000;
const certificates = '/etc/ssl/certs/ca-certificates.crt';

export type CleanRoots = {
  /** Command that runs a program of a service as its image would: there alone, as user 1000, in the service's folder. */
  enter(service: string, program: readonly string[], environment: Readonly<Record<string, string>>): string[];
  close(): void;
};

/**
 * The steps of the Dockerfile without an engine: for each service a root of its own that holds Debian, Node and what the scripts
 * of deploy/image put there, and nothing of this machine but its network. Throws where that cannot be had.
 */
export async function makeCleanRoots(services: readonly string[]): Promise<CleanRoots> {
  const debootstrap = await ensureProgram('debootstrap', ['debootstrap']);
  if (debootstrap === undefined || process.getuid?.() !== 0) throw new Error('clean roots need root and debootstrap');
  const dir = mkdtempSync(join(tmpdir(), 'airside-roots-'));
  const close = () => rmSync(dir, { recursive: true, force: true });
  const base = join(dir, 'base');
  try {
    await run(debootstrap, ['--variant=minbase', `--include=${libraries}`, suite, base], {
      timeout: stepMs,
      maxBuffer: 2 ** 26,
    });
    await addNode(base);
    copySource(join(base, 'source'));
    for (const service of services) await build(base, service);
    for (const service of services) await keepImageOnly(base, join(dir, service), service);
  } catch (error) {
    close();
    throw error;
  }
  return {
    enter: (service, program, environment) => [
      'unshare',
      '--mount',
      'sh',
      '-c',
      'mount -t proc proc "$0/proc" && exec chroot --userspec=1000:1000 "$0" env -i -C /airside/service "$@"',
      join(dir, service),
      ...Object.entries({ PATH: '/usr/local/bin:/usr/bin:/bin', ...environment }).map(
        ([key, value]) => `${key}=${value}`,
      ),
      ...program,
    ],
    close,
  };
}

/** As the image of Node has it: the program, and npm for building. */
async function addNode(base: string): Promise<void> {
  cpSync(realpathSync(process.execPath), join(base, 'usr/local/bin/node'));
  await run('npm', ['install', '--global', '--prefix', join(base, 'usr/local'), builder], { timeout: stepMs });
  // How this machine reaches the registry: an engine lends a build the same.
  for (const file of ['/etc/resolv.conf', '/etc/hosts']) if (existsSync(file)) cpSync(file, join(base, file));
  if (existsSync(certificates)) {
    mkdirSync(join(base, dirname(certificates)), { recursive: true });
    cpSync(certificates, join(base, certificates), { dereference: true });
  }
  const settings = join(homedir(), '.npmrc');
  if (existsSync(settings)) cpSync(settings, join(base, 'root/.npmrc'));
}

/** What `COPY . .` takes: the checkout without what is ignored. */
function copySource(target: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const name of listed
    .toString()
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(root, file)))) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    cpSync(join(root, name), join(target, name));
  }
}

/** Stages `packages`, `web` and `assembled`, with their names for folders. */
const stages = `
set -eu
service="$1"; build="/build/$service"; image="/images/$service"
mkdir -p "$build" "$image"
cd /source
folder="$(sh deploy/image/folder.sh "$service")"
find . -name package.json -not -path '*/node_modules/*' -exec cp --parents -t "$build" {} +
cp --parents -t "$build" package-lock.json .npmrc deploy/image/folder.sh deploy/image/install.sh
cd "$build"
sh deploy/image/install.sh "$folder"
cp -R /source/. .
sh deploy/image/assemble.sh "$folder" "$image"
cp -R /source "/web-$service"
cd "/web-$service"
sh deploy/image/build-web.sh "$service" "$image.web"
cp -R "$image.web/." "$image"
rm -rf "/web-$service" "$build" "$image.web"
`;

async function build(base: string, service: string): Promise<void> {
  const environment = ['HOME=/root', 'PATH=/usr/local/bin:/usr/bin:/bin'];
  if (existsSync(certificates)) environment.push(`NODE_EXTRA_CA_CERTS=${certificates}`);
  await run('chroot', [base, 'env', '-i', ...environment, 'sh', '-c', stages, 'sh', service], {
    timeout: stepMs,
    maxBuffer: 2 ** 26,
  });
}

/** The last stage: the clean system with one image in it, and nothing that could install. */
async function keepImageOnly(base: string, target: string, service: string): Promise<void> {
  mkdirSync(target);
  const all = await run('ls', ['-A', base]);
  const kept = all.stdout.split('\n').filter((name) => !['', 'source', 'build', 'images'].includes(name));
  // Files are shared between the roots: whoever runs in one can change none.
  await run('cp', ['-al', ...kept.map((name) => join(base, name)), target]);
  for (const name of ['usr/local/lib/node_modules', 'usr/local/bin/npm', 'usr/local/bin/npx', 'root/.npmrc'])
    rmSync(join(target, name), { recursive: true, force: true });
  await run('mv', [join(base, 'images', service), join(target, 'airside')]);
  await run('sh', [
    '-c',
    'mkdir -p "$0/data" "$0/airside/.compile-cache" && chown 1000:1000 "$0/data" "$0/airside/.compile-cache"',
    target,
  ]);
}
