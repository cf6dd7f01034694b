import { connectCluster } from '@airside/postgres';
import { createLogger } from '@airside/service';
import { makeInstance, type InstanceSettings } from './instance.ts';

// An instance in a process of its own: it is there to be killed.

const settings = JSON.parse(process.argv[2] ?? '{}') as InstanceSettings & { databaseUrls: string[] };
const cluster = await connectCluster({ name: 'test', urls: settings.databaseUrls, applicationName: settings.name });
const logger = createLogger({ service: 'test', instance: settings.name, level: 'silent' });
const { workflows } = await makeInstance(cluster, logger, settings);
await workflows.start();
