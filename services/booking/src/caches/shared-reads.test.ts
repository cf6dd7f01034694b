import { expect, test } from 'vitest';
import { shareReads } from './shared-reads.ts';

/** Reads that are answered by hand. */
function readings() {
  const begun: { name: string; answer: PromiseWithResolvers<string> }[] = [];
  const read = shareReads((group, key) => {
    const answer = Promise.withResolvers<string>();
    begun.push({ name: `${group} ${key}`, answer });
    return answer.promise;
  });
  const turnIsOver = () => new Promise((resolve) => setImmediate(resolve));
  return { read, begun, turnIsOver };
}

test('those who ask in one turn share a read that begins after the last of them has asked', async () => {
  const { read, begun, turnIsOver } = readings();
  const answers = [read('g', 'a\nb'), read('g', 'a\nb'), read('g', 'c')];
  await Promise.resolve();
  answers.push(read('g', 'c'));
  expect(begun).toEqual([]);
  await turnIsOver();
  expect(begun.map(({ name }) => name)).toEqual(['g a\nb', 'g c']);
  for (const { name, answer } of begun) answer.resolve(name);
  expect(await Promise.all(answers)).toEqual(['g a\nb', 'g a\nb', 'g c', 'g c']);
});

test('whoever asks while a read is under way gets a newer one', async () => {
  const { read, begun, turnIsOver } = readings();
  const first = read('g', 'a');
  await turnIsOver();
  const second = read('g', 'a');
  await turnIsOver();
  expect(begun).toHaveLength(2);
  begun[0]?.answer.resolve('old');
  begun[1]?.answer.resolve('new');
  expect(await Promise.all([first, second])).toEqual(['old', 'new']);
});

test('all who share a read hear that it failed', async () => {
  const { read, begun, turnIsOver } = readings();
  const answers = [read('g', 'a'), read('g', 'a')];
  const outcomes = Promise.allSettled(answers);
  await turnIsOver();
  begun[0]?.answer.reject(new Error('gone'));
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
