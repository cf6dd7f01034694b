import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { defaultGatewayPort, type InstanceCounts, parseInstances } from '../stack/plan.ts';
import { StackError } from '../stack-error.ts';
import { backUp } from './backup.ts';
import { dataDirOf, pathOf } from './environment.ts';
import { failOver } from './failover.ts';
import { kill } from './kill.ts';
import { showLogs } from './logs.ts';
import { restore } from './restore.ts';
import { start } from './start.ts';
import { showStatus } from './status.ts';
import { stop } from './stop.ts';

/** Exit statuses: 0 done, 1 nothing runs or it failed, 2 the command was not understood. */
const failed = 1;
const misused = 2;

type DataOption = { data?: string };

function buildProgram(): Command {
  const program = new Command('airside').description('Runs Airside on this machine').exitOverride();
  const command = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .option('--data <dir>', 'data folder of the stack (default: AIRSIDE_DATA, else .airside in the checkout)');

  command('start', 'start everything, and stop it with Ctrl-C')
    .option('--port <port>', `port of the gateway; the others lie near it (default: ${defaultGatewayPort})`, parsePort)
    .option('--instances <list>', 'instances per service, as in user=2,booking=4', parseCounts)
    .option('--fresh', 'begin with empty databases, Redis, logs and new secrets', false)
    .option('--with-prometheus', 'also run Prometheus and Alertmanager', false)
    .option('--verbose', 'show every line that the processes log', false)
    .action(
      (
        options: DataOption & {
          port?: number;
          instances?: InstanceCounts;
          fresh: boolean;
          withPrometheus: boolean;
          verbose: boolean;
        },
      ) => start({ ...options, dataDir: dataDirOf(options.data) }),
    );
  command('status', 'show every process of a running stack').action((options: DataOption) =>
    showStatus(dataDirOf(options.data)),
  );
  command('stop', 'stop a running stack')
    .option('--erase', 'also remove its data, logs and secrets', false)
    .action((options: DataOption & { erase: boolean }) => stop(dataDirOf(options.data), options.erase));
  command('kill', 'end one process with SIGKILL, to see what happens')
    .argument('<instance>', 'such as booking_service_2, users_db_2 or redis_1')
    .action((name: string, options: DataOption) => kill(dataDirOf(options.data), name));
  command('failover', 'give the place of a database primary to a standby, without a failed request')
    .argument('<cluster>', 'users or booking')
    .action((cluster: string, options: DataOption) => failOver(dataDirOf(options.data), cluster));
  command('backup', 'copy a database cluster, checked, while people use it')
    .argument('<cluster>', 'users or booking')
    .option('--to <dir>', 'folder for the back-up (default: backups/CLUSTER-TIME in the data folder)')
    .action((cluster: string, options: DataOption & { to?: string }) =>
      backUp(dataDirOf(options.data), cluster, options.to === undefined ? undefined : pathOf(options.to)),
    );
  command('restore', 'put a back-up in the place of a database cluster')
    .argument('<cluster>', 'users or booking')
    .argument('<from>', 'folder of the back-up')
    .option('--yes', 'also where there are data, and a stack that runs, which is stopped', false)
    .action((cluster: string, from: string, options: DataOption & { yes: boolean }) =>
      restore(dataDirOf(options.data), { cluster, from: pathOf(from), isConfirmed: options.yes }),
    );
  command('logs', 'show and follow logs')
    .argument(
      '[name]',
      'service or instance, such as booking or user_service_2, or notifications.email for the notices by a channel; everything when absent',
    )
    .option('--no-follow', 'end after what is there')
    .action((name: string | undefined, options: DataOption & { follow: boolean }) =>
      showLogs(dataDirOf(options.data), name, options.follow),
    );
  for (const each of program.commands) each.exitOverride().allowExcessArguments(false).showHelpAfterError(false);
  return program;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 1 to 65535.');
  return port;
}

function parseCounts(text: string): InstanceCounts {
  try {
    return parseInstances(text);
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}

/** Runs the command that the process was given, and sets its exit status. */
export async function runCommand(): Promise<void> {
  try {
    await buildProgram().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : misused;
    } else {
      // A person can act on a StackError; anything else is ours to find.
      console.error(error instanceof StackError ? `\n${error.message}` : error);
      process.exitCode = failed;
    }
  }
}
