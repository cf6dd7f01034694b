import { prepareDatabases } from '@airside/local-stack';
import { exitOnError, readConfig } from '@airside/service';
import { clustersOf, databasesConfig } from './config.ts';

// Runs to its end before the services start: databases, roles and schemas on clusters that Patroni or an operator keeps.
// Can be repeated; a password that was changed is set anew.

const timeoutMs = 120_000;

async function main(): Promise<void> {
  const clusters = clustersOf(readConfig(databasesConfig, process.env));
  for (const { urls, database } of clusters) {
    await prepareDatabases({ urls, databases: [database], timeoutMs });
    console.log(JSON.stringify({ level: 'info', service: 'deploy', database: database.name, msg: 'prepared' }));
  }
}

main().catch(exitOnError(undefined));
