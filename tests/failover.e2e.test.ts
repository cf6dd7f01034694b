import { firstAfter, joinStack, setScene } from '@airside/prove';
import { waitUntil } from '@airside/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from './client.ts';
import { npmRun, npmStart, type StartedStack, temporaryData } from './npm-start.ts';

// Databases that fail over, and clients that follow: experiments of `npm run prove` at their small size, on one stack.

const data = temporaryData();
let stack: StartedStack;

const start = () =>
  npmStart({
    dataDir: data.dir,
    port: 24_600,
    args: ['--instances', 'user=1,booking=2,notification=1'],
    // People sign in all the time here; what a password costs is not what is asked.
    env: { BCRYPT_COST: '4' },
  });

beforeAll(async () => {
  stack = await start();
});
afterAll(async () => {
  await stack.stop();
  data.remove();
});

/** Runs an experiment and gives what its last line says. */
async function prove(name: string): Promise<{ prove: string; figures: Record<string, unknown> }> {
  const { output } = await npmRun('prove', [name, '--quick', '--data', data.dir], data.dir);
  const line = output.trim().split('\n').at(-1) ?? '';
  return line.startsWith('{')
    ? (JSON.parse(line) as { prove: string; figures: Record<string, unknown> })
    : fail(output);
}

function fail(output: string): never {
  throw new Error(output);
}

// Seconds are for quiet machines; what is counted holds on any.
const nothingWrong = { lost: 0, doubled: 0, refusedButDone: 0, seatsSoldTwice: 0 };

test('a killed primary costs no acknowledged booking, and comes back as a standby', async () => {
  const { figures } = await prove('primary-killed');
  expect(figures).toMatchObject({ ...nothingWrong, writableAgain: 0 });
});

test('a switch-over of both clusters fails no booking, no cancellation and no login', async () => {
  const { figures } = await prove('switched-over');
  expect(figures).toMatchObject({ ...nothingWrong, failedRequests: 0 });
});

test('npm run failover and npm run status say who serves', async () => {
  const { code, output } = await npmRun('failover', ['users'], data.dir);
  expect([code, output]).toEqual([0, expect.stringMatching(/^users_db_\d took over from users_db_\d in \d+ ms/)]);
  const [, successor] = /^(users_db_\d)/.exec(output) ?? [];
  expect((await npmRun('status', [], data.dir)).output).toContain(`${successor} took over from`);
  expect((await npmRun('failover', ['fares'], data.dir)).code).toBe(1);
  const client = createClient(stack.base);
  const { token } = await client.loginAdmin();
  const { body } = await client.call('GET', '/api/gateway/status', { token });
  expect(body['databases']).toEqual([
    expect.objectContaining({
      cluster: 'users',
      nodes: expect.arrayContaining([expect.objectContaining({ isWriter: true })]),
    }),
    expect.objectContaining({ cluster: 'booking' }),
    expect.objectContaining({ cluster: 'warehouse' }),
  ]);
});

test('npm run failover -- booking fails no request of those who book meanwhile', async () => {
  const scene = await setScene(joinStack(data.dir), { writers: 6 });
  const { name } = await scene.nodes.whenWhole('booking');
  const storm = await scene.storm('by-command');
  const { code, output } = await npmRun('failover', ['booking'], data.dir);
  expect([code, output]).toEqual([0, expect.stringContaining(`took over from ${name}`)]);
  const switchedMs = performance.now();
  await waitUntil('bookings go on', () => firstAfter(storm.entries, switchedMs));
  const entries = await storm.stop();
  expect(entries.filter(({ failures }) => failures.length > 0)).toEqual([]);
  expect(await scene.judge()).toMatchObject(nothingWrong);
  await scene.close();
});

test('Ctrl-C in the middle of a failover: the next start has all that was acknowledged, and goes on', async () => {
  const scene = await setScene(joinStack(data.dir), { writers: 6 });
  const { name, pid = 0 } = await scene.nodes.whenWhole('booking');
  const storm = await scene.storm('cut-off');
  const outputBefore = stack.output().length;
  process.kill(pid, 'SIGKILL');
  await waitUntil('the failover begins', () => stack.output().slice(outputBefore).includes(`${name} is lost`));
  const { code } = await stack.stop('SIGINT');
  expect(code).toBe(0);
  stack = await start();
  const startedMs = performance.now();
  // People whose wish was under way ask on, and go on booking.
  await waitUntil('bookings go on', () => firstAfter(storm.entries, startedMs), 30_000);
  await storm.stop();
  expect(await scene.judge()).toMatchObject(nothingWrong);
  await scene.nodes.whenWhole('booking');
  await scene.close();
}, 180_000);
