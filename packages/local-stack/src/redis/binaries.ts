import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { unpackDebian, type UnpackWatch } from '../programs/debian.ts';
import { StackError } from '../stack-error.ts';

const run = promisify(execFile);

/** A Redis server program, and where it finds its libraries if not in the usual places. */
export type RedisBinary = { server: string; libraryPath?: string };

const debian = { title: 'Redis', packages: ['redis-server', 'redis-tools'], programs: ['redis-server'] };

/** Finds a server: `redis-server` or `valkey-server` on PATH, else Debian's packages unpacked into `cacheDir`. */
export async function findRedis(cacheDir: string, watch: UnpackWatch): Promise<RedisBinary> {
  for (const name of ['redis-server', 'valkey-server']) {
    if (await answersVersion({ server: name })) return { server: name };
  }
  const reasons: string[] = [];
  try {
    const unpacked = await unpackDebian(path.join(cacheDir, 'redis-debian'), debian, watch);
    const binary = unpacked && { server: unpacked.paths['redis-server'] ?? '', libraryPath: unpacked.libraryPath };
    if (binary !== undefined && (await answersVersion(binary))) return binary;
    if (binary !== undefined) reasons.push(`the unpacked server in ${cacheDir} does not run`);
  } catch (error) {
    reasons.push(`unpacking Debian's packages failed: ${String((error as { stderr?: string }).stderr || error)}`);
  }
  const reason = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
  throw new StackError(`No Redis server was found${reason}. ${installHint(process.platform)}`);
}

function installHint(platform: NodeJS.Platform): string {
  const command =
    platform === 'darwin' ? 'brew install redis' : 'sudo apt-get install redis-server (or: dnf install redis)';
  return `Install one with: ${command}; or give REDIS_URLS=redis://host:port[,…] of servers that already run.`;
}

async function answersVersion(binary: RedisBinary): Promise<boolean> {
  const libraries = binary.libraryPath === undefined ? [] : [`LD_LIBRARY_PATH=${binary.libraryPath}`];
  try {
    const answer = await run('env', [...libraries, binary.server, '--version'], { timeout: 5000 });
    return answer.stdout.includes('v=');
  } catch {
    return false;
  }
}
