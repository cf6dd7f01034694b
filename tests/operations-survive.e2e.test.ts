import { afterAll, beforeAll, expect, test } from 'vitest';
import { npmRun, npmStart, type StartedStack, temporaryData } from './npm-start.ts';

// Operations while parts are killed: the experiments of `npm run prove` at their small size, on one stack.

const data = temporaryData();
let stack: StartedStack;

beforeAll(async () => {
  stack = await npmStart({
    dataDir: data.dir,
    port: 24_800,
    args: ['--instances', 'user=1,booking=2,notification=2,operations=2'],
  });
});
afterAll(async () => {
  await stack?.stop();
  data.remove();
});

/** Runs an experiment and gives what its last line says. */
async function prove(name: string): Promise<{ code: number | null; finding: unknown }> {
  const { code, output } = await npmRun('prove', [name, '--quick', '--data', data.dir], data.dir);
  const line = output.trim().split('\n').at(-1) ?? '';
  return { code, finding: line.startsWith('{') ? JSON.parse(line) : output };
}

const nothingWrong = {
  eventsLost: 0,
  executionsDoubled: 0,
  executionsStuck: 0,
  executionsFailed: 0,
  noticesMissing: 0,
  noticesDoubled: 0,
};

test('events reported while operations, notification, relays and Redis are killed are worked through, each once', async () => {
  expect(await prove('scenario-chaos')).toEqual({
    code: 0,
    finding: expect.objectContaining({ ok: true, figures: expect.objectContaining({ ...nothingWrong, rounds: 3 }) }),
  });
});

test('a workflow whose instance dies is taken over by another one, and everything is done once', async () => {
  expect(await prove('takeover')).toEqual({
    code: 0,
    finding: expect.objectContaining({ ok: true, figures: expect.objectContaining({ ...nothingWrong, takeovers: 1 }) }),
  });
});
