import { createTestDatabase, silentLogger, type TestDatabase, waitUntil } from '@airside/testing';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { defineQueue, idFrom, type Jobs, startJobs } from '../src/index.ts';
import { chores, schema } from './chores.ts';

const slow = defineQueue<{ who: string }>({ name: 'slow', longestRunSeconds: 30 });
const failing = defineQueue<{ what: string }>({ name: 'failing', attempts: 3, pauseSeconds: () => 0 });

let database: TestDatabase;
const started: Jobs[] = [];

const log = silentLogger();

async function start(): Promise<Jobs> {
  const jobs = await startJobs({ cluster: database.cluster, schema, queues: [chores, slow, failing], log });
  started.push(jobs);
  return jobs;
}

async function effects(): Promise<string[]> {
  const rows = await database.cluster.writer.query<{ what: string }>('select what from effect order by n');
  return rows.map(({ what }) => what);
}

const send = (jobs: Jobs, what: string, id?: string) =>
  database.cluster.transaction((tx) => jobs.send(tx, chores, { what }, id === undefined ? {} : { id }));

/** A worker whose effect and end are one transaction. */
function work(jobs: Jobs): void {
  jobs.work(chores, {
    concurrency: 4,
    handle: (job) =>
      database.cluster.transaction(async (tx) => {
        await tx.query('insert into effect (what) values ($1)', [job.data.what]);
        await job.finish(tx);
      }),
  });
}

beforeAll(async () => {
  database = await createTestDatabase({ role: 'jobs_test', migrations: join(import.meta.dirname, 'migrations') });
});
beforeEach(() => database.cluster.writer.query('truncate effect'));
afterEach(() => Promise.all(started.splice(0).map((jobs) => jobs.stop())));
afterAll(() => database.drop());

test('a job enqueued in a transaction that is rolled back never runs, one that is committed runs once', async () => {
  const jobs = await start();
  const outcome = database.cluster.transaction(async (tx) => {
    await jobs.send(tx, chores, { what: 'rolled back' });
    throw new Error('changed my mind');
  });
  await expect(outcome).rejects.toThrow('changed my mind');
  await send(jobs, 'first');
  work(jobs);
  await waitUntil('the first one', async () => (await effects()).length > 0);
  await send(jobs, 'second');
  await waitUntil('both', async () => (await effects()).length > 1);
  expect(await effects()).toEqual(['first', 'second']);
});

test('a job under an id that is taken adds none, also after the first one is done', async () => {
  const jobs = await start();
  work(jobs);
  const id = idFrom('webhook 1', 'event 1');
  expect(await send(jobs, 'once', id)).toBe(true);
  expect(await send(jobs, 'once', id)).toBe(false);
  await waitUntil('it is done', async () => (await effects()).length > 0);
  expect(await send(jobs, 'once', id)).toBe(false);
  const many = [{ data: { what: 'once' }, id }, { data: { what: 'other' } }];
  expect(await database.cluster.transaction((tx) => jobs.sendAll(tx, chores, many))).toBe(1);
  await waitUntil('the other one', async () => (await effects()).length > 1);
  expect(await effects()).toEqual(['once', 'other']);
});

test('a worker that is killed in the middle of a job leaves it to another, which takes it over within 10 s', async () => {
  const jobs = await start();
  const child = spawn(process.execPath, [join(import.meta.dirname, 'process.ts'), JSON.stringify(database.urls)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    await send(jobs, 'chore');
    await waitUntil('the child has it', async () => (await effects()).includes('taken: chore'));
  } finally {
    child.kill('SIGKILL');
  }
  work(jobs);
  await waitUntil('the other one has done it', async () => (await effects()).includes('chore'), 10_000);
  expect(await effects()).toEqual(['taken: chore', 'chore']);
});

test('a job that keeps failing is tried as often as declared, then handed to onDead with its last reason', async () => {
  const jobs = await start();
  const attempts: number[] = [];
  const dead: object[] = [];
  jobs.work(failing, {
    concurrency: 1,
    async handle({ attempt }) {
      attempts.push(attempt);
      throw new Error(`no luck at attempt ${attempt}`);
    },
    async onDead(job, tx) {
      await tx.query('insert into effect (what) values ($1)', [`dead: ${job.data.what}`]);
      // The first telling is lost.
      if (dead.push(job) === 1) throw new Error('not listening');
    },
  });
  await database.cluster.transaction((tx) => jobs.send(tx, failing, { what: 'hopeless' }));
  await waitUntil('it was told and noted', async () => (await effects()).length > 0);
  expect(attempts).toEqual([1, 2, 3]);
  const told = { data: { what: 'hopeless' }, reason: 'no luck at attempt 3' };
  expect(dead).toEqual([told, told]);
  expect(await effects()).toEqual(['dead: hopeless']);
});

test('stop waits for the job in hand', async () => {
  const jobs = await start();
  const steps: string[] = [];
  const gate = Promise.withResolvers<void>();
  jobs.work(slow, {
    concurrency: 1,
    async handle() {
      steps.push('begun');
      await gate.promise;
      steps.push('ended');
    },
  });
  await database.cluster.transaction((tx) => jobs.send(tx, slow, { who: 'first' }));
  await database.cluster.transaction((tx) => jobs.send(tx, slow, { who: 'left for others' }));
  await waitUntil('it has begun', () => steps.length > 0);
  const stopped = jobs.stop().then(() => steps.push('stopped'));
  gate.resolve();
  await stopped;
  expect(steps).toEqual(['begun', 'ended', 'stopped']);

  const successor = await start();
  const taken: string[] = [];
  successor.work(slow, { concurrency: 1, handle: async ({ data }) => void taken.push(data.who) });
  await waitUntil('the other job', () => taken.length > 0);
  expect(taken).toEqual(['left for others']);
});

test('a job that does not end while its process stops is given to another at once', async () => {
  const jobs = await start();
  let hasBegun = false;
  jobs.work(slow, {
    concurrency: 1,
    handle: ({ signal }) =>
      new Promise((_resolve, reject) => {
        hasBegun = true;
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  });
  await database.cluster.transaction((tx) => jobs.send(tx, slow, { who: 'endless' }));
  await waitUntil('it has begun', () => hasBegun);
  await jobs.stop();
  const successor = await start();
  const taken: { who: string; attempt: number }[] = [];
  successor.work(slow, {
    concurrency: 1,
    handle: async ({ data, attempt }) => void taken.push({ who: data.who, attempt }),
  });
  await waitUntil('the successor has it', () => taken.length > 0, 5000);
  expect(taken).toEqual([{ who: 'endless', attempt: 2 }]);
});

test('no more jobs of one group are in hand than allowed, and other groups go on meanwhile', async () => {
  const jobs = await start();
  const gate = Promise.withResolvers<void>();
  const begun: string[] = [];
  jobs.work(slow, {
    concurrency: 20,
    perGroup: 2,
    async handle({ data }) {
      begun.push(data.who);
      if (data.who === 'stuck') await gate.promise;
    },
  });
  const all = [...Array.from({ length: 30 }, () => 'stuck'), ...Array.from({ length: 10 }, () => 'brisk')];
  await database.cluster.transaction((tx) =>
    jobs.sendAll(
      tx,
      slow,
      all.map((who) => ({ data: { who }, group: who })),
    ),
  );
  await waitUntil('the brisk ones are done', () => begun.filter((who) => who === 'brisk').length === 10);
  expect(begun.filter((who) => who === 'stuck')).toHaveLength(2);
  gate.resolve();
  await waitUntil('the rest', () => begun.length === all.length);
});

test('counts tell what waits, runs and was given up', async () => {
  const jobs = await start();
  const later = Temporal.Now.instant().add({ hours: 1 });
  await database.cluster.transaction((tx) => jobs.send(tx, chores, { what: 'later' }, { startAfter: later }));
  await waitUntil('it is counted', async () =>
    (await jobs.counts()).some(({ queue, state, count }) => queue === 'chores' && state === 'deferred' && count === 1),
  );
});
