import { existsSync } from 'node:fs';
import path from 'node:path';
import { startChild } from '../processes/child.ts';
import { type Supervised, supervise } from '../processes/supervisor.ts';
import { type DiscoveryClient, endLease } from './discovery.ts';
import { environmentOf, type Surroundings } from './environment.ts';
import type { PlannedInstance } from './plan.ts';
import { logFileOf, type ProcessRegistry, type RegisteredProcess } from './registry.ts';
import { StackError } from '../stack-error.ts';

export type ServiceOptions = {
  dataDir: string;
  /** Folder with one folder per service, each with `src/main.ts`. */
  servicesDir: string;
  /** Folder of the ETL, which lies beside the services. */
  etlDir: string;
  around: Surroundings;
  registry: ProcessRegistry;
  discovery: DiscoveryClient;
  onProgress(line: string): void;
};

/** Services of a release from before there was a warehouse have none beside them. */
export function hasEtl({ etlDir }: Pick<ServiceOptions, 'etlDir'>): boolean {
  return existsSync(path.join(etlDir, 'src/main.ts'));
}

/** Starts one instance and keeps it running; a crash is told to discovery at once. */
export async function startInstance(instance: PlannedInstance, options: ServiceOptions): Promise<void> {
  const { name } = instance;
  const main =
    instance.folder === 'etl'
      ? path.join(options.etlDir, 'src/main.ts')
      : path.join(options.servicesDir, mainOf(instance.folder));
  if (!existsSync(main)) throw new StackError(`${name} cannot start: there is no ${main}`);
  const logFile = logFileOf(options.dataDir, name);
  const process: Supervised = supervise({
    name,
    launch: () => launchNode(main, logFile, environmentOf(instance, options.around)),
    mayRestart: () => true,
    onChange: () => options.registry.note(entry),
    onCrash(reason) {
      options.onProgress(`${name} ${reason}`);
      if (instance.service !== undefined) void endLease(options.discovery, name);
    },
    nowMs: () => performance.now(),
  });
  const port = options.around.ports[name] ?? 0;
  const entry: RegisteredProcess = { name, kind: 'service', port, logFile, process };
  await process.start();
}

/** Below the folder of services. What stands in for a provider speaks the protocol of the service that calls it, and lies beside it. */
function mainOf(folder: PlannedInstance['folder']): string {
  if (folder === 'receivers') return 'notification/src/receivers/main.ts';
  return folder === 'payment_sandbox' ? 'booking/src/sandbox-provider/main.ts' : path.join(folder, 'src/main.ts');
}

/** The same Node that runs the launcher runs the TypeScript as it is. */
function launchNode(main: string, logFile: string, env: Record<string, string>) {
  return startChild({ command: process.execPath, args: [main], cwd: path.dirname(path.dirname(main)), logFile, env });
}
