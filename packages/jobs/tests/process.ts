import { connectCluster } from '@airside/postgres';
import { setTimeout as delay } from 'node:timers/promises';
import { startJobs } from '../src/index.ts';
import { chores, schema } from './chores.ts';

// A worker in a process of its own that takes a job, says so, and never ends it: it is there to be killed.

const urls = JSON.parse(process.argv[2] ?? '[]') as string[];
const cluster = await connectCluster({ name: 'test', urls, applicationName: 'test child' });
const jobs = await startJobs({ cluster, schema, queues: [chores], log: { warn: () => undefined } });
jobs.work(chores, {
  concurrency: 1,
  async handle({ data }) {
    await cluster.writer.query('insert into effect (what) values ($1)', [`taken: ${data.what}`]);
    await delay(60_000);
  },
});
