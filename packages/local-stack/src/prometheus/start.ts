import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Launch, startChild } from '../processes/child.ts';
import { lastLines } from '../processes/log-file.ts';
import { type Supervised, supervise } from '../processes/supervisor.ts';
import { StackError } from '../stack-error.ts';
import { checkout, programCacheFor } from '../stack/places.ts';
import { logFileOf, type ProcessRegistry, type RegisteredProcess } from '../stack/registry.ts';
import { findPrometheus, type Program } from './binaries.ts';
import { configurationFor, type WatchedPorts } from './configuration.ts';
import { type AlertUrls, receiversFor } from './receivers.ts';

export type PrometheusOptions = {
  dataDir: string;
  ports: Readonly<Record<string, number>>;
  alertUrls: AlertUrls;
  registry: ProcessRegistry;
  onProgress(line: string): void;
  signal: AbortSignal;
};

const readyDeadlineMs = 20_000;
const pollMs = 50;

/** Starts Prometheus and Alertmanager beside the stack, with the rules of the checkout; returns when both answer. */
export async function startPrometheus(options: PrometheusOptions): Promise<void> {
  const { dataDir, ports, registry, onProgress, signal } = options;
  const programs = await findPrometheus(programCacheFor(dataDir), { log: onProgress, signal });
  const dir = path.join(dataDir, 'prometheus');
  const port = (name: string) => ports[name] ?? 0;
  const watched: WatchedPorts = {
    gateway: port('gateway_1'),
    discovery: port('discovery_1'),
    prometheus: port('prometheus'),
    alertmanager: port('alertmanager'),
  };
  writeConfiguration(dir, watched, options.alertUrls);
  const launch = (name: string, program: Program, args: string[]) =>
    startOne(
      {
        name,
        port: port(name),
        launch: {
          command: program.command,
          args: [...program.args, ...args],
          cwd: dir,
          logFile: logFileOf(dataDir, name),
        },
      },
      { registry, onProgress },
    );
  await launch('alertmanager', programs.alertmanager, [
    '--config.file=alertmanager.yml',
    '--storage.path=alerts',
    `--web.listen-address=127.0.0.1:${port('alertmanager')}`,
    // Alone: it looks for no others.
    '--cluster.listen-address=',
  ]);
  await launch('prometheus', { command: programs.prometheus, args: [] }, [
    '--config.file=prometheus.yml',
    '--storage.tsdb.path=series',
    '--storage.tsdb.retention.time=7d',
    '--enable-feature=exemplar-storage',
    `--web.listen-address=127.0.0.1:${port('prometheus')}`,
  ]);
  for (const name of ['alertmanager', 'prometheus']) await waitUntilReady(name, options);
  onProgress(`Prometheus at http://127.0.0.1:${port('prometheus')}`);
}

/** Rules are copied, so that what runs does not change under it while somebody edits. */
function writeConfiguration(dir: string, ports: WatchedPorts, alertUrls: AlertUrls): void {
  const source = path.join(checkout, 'prometheus');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  cpSync(path.join(source, 'rules'), path.join(dir, 'rules'), { recursive: true });
  const write = (name: string, edit: (text: string) => string) =>
    writeFileSync(path.join(dir, name), edit(readFileSync(path.join(source, name), 'utf8')));
  // The URL of a webhook often is the right to use it; the folder is ours alone.
  write('alertmanager.yml', (text) => receiversFor(text, alertUrls));
  write('prometheus.yml', (text) => configurationFor(text, ports));
}

async function startOne(
  { name, port, launch }: { name: string; port: number; launch: Launch },
  { registry, onProgress }: Pick<PrometheusOptions, 'registry' | 'onProgress'>,
): Promise<void> {
  const process: Supervised = supervise({
    name,
    launch: () => startChild(launch),
    mayRestart: () => true,
    onChange: () => registry.note(entry),
    onCrash: (reason) => onProgress(`${name} ${reason}`),
    nowMs: () => performance.now(),
  });
  const entry: RegisteredProcess = { name, kind: 'watcher', port, logFile: launch.logFile, process };
  await process.start();
}

async function waitUntilReady(name: string, { dataDir, ports, signal }: PrometheusOptions): Promise<void> {
  const deadline = performance.now() + readyDeadlineMs;
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    const answer = await fetch(`http://127.0.0.1:${ports[name]}/-/ready`, { signal: AbortSignal.timeout(1000) }).catch(
      () => undefined,
    );
    if (answer?.ok === true) return;
    await delay(pollMs);
  }
  const tail = lastLines(logFileOf(dataDir, name), 8).join('\n');
  throw new StackError(`${name} does not answer; its log ends:\n${tail}`);
}
