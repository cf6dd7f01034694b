import { connectCluster, migrate } from '@airside/postgres';
import { connectPlatform, exitOnError, leaseOf, readConfig, run } from '@airside/service';
import { join } from 'node:path';
import { buildApp } from './app.ts';
import { notificationConfig, refuseUnsafe } from './config.ts';

async function main(): Promise<void> {
  const config = readConfig(notificationConfig, process.env);
  refuseUnsafe(config);
  const { INSTANCE_NAME: instance, DATABASE_URLS: urls } = config;
  const platform = connectPlatform('notification_service', config);
  await migrate({ urls, folder: join(import.meta.dirname, '../migrations') });
  const cluster = await connectCluster({ name: 'users', urls, applicationName: instance });
  const app = await buildApp({
    instance,
    cluster,
    logger: platform.logger,
    registry: platform.registry,
    auth: platform.auth,
    isOpen: config.OPEN_READS,
  });
  await run({
    app,
    logger: platform.logger,
    host: config.HOST,
    port: config.PORT,
    lease: leaseOf(config, 'notification_service'),
    onClose: [() => platform.close(), () => cluster.close()],
  });
}

main().catch(exitOnError(undefined));
