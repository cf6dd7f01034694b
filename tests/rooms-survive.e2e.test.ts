import { afterAll, beforeAll, expect, test } from 'vitest';
import { npmRun, npmStart, type StartedStack, temporaryData } from './npm-start.ts';

// Rooms while parts are killed: the experiments of `npm run prove` at their small size, on one stack.

const data = temporaryData();
let stack: StartedStack;

beforeAll(async () => {
  stack = await npmStart({ dataDir: data.dir, port: 24_400, args: ['--instances', 'user=1,booking=2'] });
});
afterAll(async () => {
  await stack.stop();
  data.remove();
});

/** Runs an experiment and gives what its last line says. */
async function prove(name: string): Promise<{ code: number | null; finding: unknown }> {
  const { code, output } = await npmRun('prove', [name, '--quick', '--data', data.dir], data.dir);
  const line = output.trim().split('\n').at(-1) ?? '';
  return { code, finding: line.startsWith('{') ? JSON.parse(line) : output };
}

const nothingWrong = { lost: 0, doubled: 0, misplaced: 0, unexpected: 0 };

test('sockets that are cut, and whose instance is killed, get every update once and in order', async () => {
  expect(await prove('rooms')).toEqual({
    code: 0,
    finding: expect.objectContaining({ ok: true, figures: expect.objectContaining({ ...nothingWrong, runs: 1 }) }),
  });
});

test('ten seconds without Redis cost no update', async () => {
  expect(await prove('redis-outage')).toEqual({
    code: 0,
    finding: expect.objectContaining({ ok: true, figures: expect.objectContaining({ ...nothingWrong, runs: 1 }) }),
  });
});
