import path from 'node:path';
import { startChild } from '../processes/child.ts';
import { type Supervised, supervise } from '../processes/supervisor.ts';
import { commandAs, type RunAs } from '../processes/unprivileged.ts';
import type { PostgresBinaries } from './binaries.ts';
import { configureFolder, freeFolder, isStandbyFolder } from './folder.ts';

export type ClusterNode = { name: string; port: number; dataDir: string; logFile: string; process: Supervised };

export type NodeOptions = {
  binaries: PostgresBinaries;
  runAs: RunAs;
  logDir: string;
  /** Names of all nodes of the cluster. */
  names: readonly string[];
  replicationPassword: string;
  isFast: boolean;
  /** Who is to be the primary at this moment; its port. */
  primary(): { name: string; port: number };
  onChange(node: ClusterNode): void;
  /** A crash, with the reason and what follows. */
  onCrash(node: ClusterNode, reason: string): void;
};

/** One server of a cluster. Each start writes its configuration anew, so that it always follows whoever is the primary then. */
export function createNode(place: { name: string; port: number; dataDir: string }, options: NodeOptions): ClusterNode {
  const { name, port, dataDir } = place;
  const logFile = path.join(options.logDir, `${name}.log`);
  const isPrimary = () => options.primary().name === name;
  const process: Supervised = supervise({
    name,
    async launch() {
      await freeFolder(dataDir);
      const role = isPrimary()
        ? {}
        : { source: { port: options.primary().port, password: options.replicationPassword } };
      const others = options.names.filter((other) => other !== name);
      configureFolder(dataDir, { name, port, others, ...role, isFast: options.isFast }, options.runAs);
      const command = commandAs(options.runAs, options.binaries.postgres, ['-D', dataDir]);
      return startChild({ ...command, cwd: dataDir, logFile });
    },
    // A crashed primary may have lost the role meanwhile; started blindly it would take writes again. And what was never
    // made a standby must not pass for one.
    mayRestart: () => !isPrimary() && isStandbyFolder(dataDir),
    onChange: () => options.onChange(node),
    onCrash: (reason) => options.onCrash(node, reason),
    nowMs: () => performance.now(),
  });
  const node: ClusterNode = { ...place, logFile, process };
  return node;
}
