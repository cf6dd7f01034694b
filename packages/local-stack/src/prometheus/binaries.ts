import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { type DebianPrograms, unpackDebian, type UnpackWatch } from '../programs/debian.ts';
import { StackError } from '../stack-error.ts';

const run = promisify(execFile);

/** Prometheus, its Alertmanager, and the tools that check their configuration. */
export type PrometheusPrograms = {
  prometheus: string;
  promtool: string;
  alertmanager: Program;
  amtool: string;
};

/** A command line to which options are added. */
export type Program = { command: string; args: readonly string[] };

/** Debian calls the Alertmanager by a longer name than its makers do. */
const debian: DebianPrograms = {
  title: 'Prometheus',
  packages: ['prometheus', 'prometheus-alertmanager'],
  programs: ['prometheus', 'promtool', 'prometheus-alertmanager', 'amtool'],
};

/** Those on PATH, else Debian's packages unpacked into `cacheDir`. Throws StackError where there are none. */
export async function findPrometheus(cacheDir: string, watch: UnpackWatch): Promise<PrometheusPrograms> {
  const onPath = { prometheus: 'prometheus', promtool: 'promtool', amtool: 'amtool' };
  const isInstalled = await areRunning(Object.values(onPath));
  for (const alertmanager of ['prometheus-alertmanager', 'alertmanager'])
    if (isInstalled && (await areRunning([alertmanager])))
      return { ...onPath, alertmanager: { command: alertmanager, args: [] } };
  const reason = await unpack(cacheDir, watch);
  if (typeof reason !== 'string') return reason;
  throw new StackError(
    `No Prometheus was found (${reason}). Install it with: sudo apt-get install prometheus prometheus-alertmanager ` +
      '(macOS: brew install prometheus alertmanager), or start without --with-prometheus.',
  );
}

async function unpack(cacheDir: string, watch: UnpackWatch): Promise<PrometheusPrograms | string> {
  try {
    const unpacked = await unpackDebian(path.join(cacheDir, 'prometheus-debian'), debian, watch);
    if (unpacked === undefined) return 'there is no apt-get';
    const {
      prometheus = '',
      promtool = '',
      amtool = '',
      'prometheus-alertmanager': alertmanager = '',
    } = unpacked.paths;
    return { prometheus, promtool, amtool, alertmanager: withShare(alertmanager) };
  } catch (error) {
    return `unpacking Debian's packages failed: ${String((error as { stderr?: string }).stderr || error)}`;
  }
}

/**
 * Debian's Alertmanager looks for its templates in /usr/share, wherever it lies itself: it gets to see the unpacked folder
 * there, in a namespace of its own. `exec` all the way: the pid is the program's.
 */
function withShare(program: string): Program {
  const share = path.join(path.dirname(program), '../share');
  const script = 'mount --bind "$0" /usr/share && exec "$@"';
  return { command: 'unshare', args: ['--user', '--map-root-user', '--mount', 'sh', '-c', script, share, program] };
}

async function areRunning(programs: readonly string[]): Promise<boolean> {
  const answers = programs.map((program) => run(program, ['--version'], { timeout: 5000 }));
  return (await Promise.allSettled(answers)).every(({ status }) => status === 'fulfilled');
}
