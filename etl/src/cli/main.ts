import { dataDirOf, StackError, warehouseUrls } from '@airside/local-stack';
import { migrate } from '@airside/postgres';
import { ConfigError, readConfig } from '@airside/service';
import { runConfig } from '../config.ts';
import { migrationsFolder } from '../migrations.ts';
import { RunUnderWay, runOnce } from '../run/run.ts';
import { type Command, help, readCommand } from './options.ts';
import { describeResult, describeStep } from './summary.ts';

const exits = { failed: 1, misused: 2, refused: 3, underWay: 4 } as const;

/** The databases of the environment, else those of the stack in the data folder. */
function findDatabases(data: string | undefined): Record<string, string | undefined> {
  if (process.env['DATABASE_URLS']) return process.env;
  return warehouseUrls(dataDirOf(data));
}

async function load({ run, isDry, data }: Extract<Command, { kind: 'run' }>): Promise<number> {
  const config = readConfig(runConfig, findDatabases(data));
  await migrate({ urls: config.DATABASE_URLS, folder: migrationsFolder });
  const result = await runOnce(
    {
      warehouseUrl: config.DATABASE_URLS[0] ?? '',
      sourceUrls: { booking: config.SOURCE_BOOKING_URLS, users: config.SOURCE_USERS_URLS },
      onStep: (step) => console.log(describeStep(step)),
      now: () => Temporal.Now.instant(),
    },
    { run, isDry, askedBy: 'person' },
  );
  console.log(`\n${describeResult(result, isDry)}`);
  return result.state === 'refused' ? exits.refused : 0;
}

async function main(): Promise<number> {
  let command: Command;
  try {
    command = readCommand(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    return exits.misused;
  }
  if (command.kind === 'run') return load(command);
  console.log(help);
  return 0;
}

function failed(error: unknown): number {
  if (error instanceof RunUnderWay) {
    console.error('Another run is under way; it loads the same.');
    return exits.underWay;
  }
  const isExpected = error instanceof StackError || error instanceof ConfigError;
  console.error(isExpected ? error.message : `The run failed, and nothing was changed: ${String(error)}`);
  return exits.failed;
}

process.exit(await main().catch(failed));
