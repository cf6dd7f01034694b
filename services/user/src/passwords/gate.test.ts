import { expect, test } from 'vitest';
import { createGate } from './gate.ts';

function heldWork() {
  const finish: (() => void)[] = [];
  let started = 0;
  const work = () => {
    started += 1;
    return new Promise<void>((resolve) => finish.push(resolve));
  };
  return { work, finish, started: () => started };
}

test('runs so many at once, lets so many wait, and refuses the rest as overloaded', async () => {
  const gate = createGate({ atOnce: 2, waiting: 1 });
  const { work, finish, started } = heldWork();
  const accepted = [gate(work), gate(work), gate(work)];
  await expect(gate(work)).rejects.toMatchObject({ code: 'OVERLOADED' });
  expect(started()).toBe(2);
  finish[0]?.();
  await accepted[0];
  expect(started()).toBe(3);
  for (const end of finish) end();
  await Promise.all(accepted);
});

test('whoever waited too long is refused, and its work is never begun', async () => {
  const gate = createGate({ atOnce: 1, waiting: 5, longestWaitMs: 1 });
  const { work, finish, started } = heldWork();
  const first = gate(work);
  await expect(gate(work)).rejects.toMatchObject({ code: 'OVERLOADED' });
  finish[0]?.();
  await first;
  expect(started()).toBe(1);
});

test('work that fails gives its place back', async () => {
  const gate = createGate({ atOnce: 1, waiting: 0 });
  await expect(gate(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await gate(() => Promise.resolve('yes'))).toBe('yes');
});
