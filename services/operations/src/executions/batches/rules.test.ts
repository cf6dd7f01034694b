import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tellingParts } from '../../workflows/workflow.ts';
import { type Attempted, type BatchOutput, partOver, sumOutputs } from './rules.ts';

const at = Temporal.Instant.from('2026-12-01T07:15:00Z');
const batch = (status: Attempted['status'], output: BatchOutput | null = null): Attempted => ({
  status,
  attempts: status === 'WAITING' ? 0 : 1,
  startedAt: status === 'WAITING' ? null : at,
  finishedAt: status === 'SUCCEEDED' || status === 'FAILED' ? at.add({ seconds: 1 }) : null,
  output,
  error: status === 'FAILED' ? 'no answer' : null,
});
const [details, text, sending] = tellingParts;
const all: BatchOutput = { [details]: { passengers: 2 }, [text]: { planned: 4 }, [sending]: { queued: 4 } };
const statuses = (batches: readonly Attempted[]) =>
  tellingParts.map((part) => partOver(tellingParts, part, batches).status);

describe('a part over all batches', () => {
  test.each<[string, Attempted[], string[]]>([
    ['none has begun', [batch('WAITING'), batch('WAITING')], ['WAITING', 'WAITING', 'WAITING']],
    ['one has begun', [batch('RUNNING'), batch('WAITING')], ['RUNNING', 'WAITING', 'WAITING']],
    ['one is done', [batch('SUCCEEDED', all), batch('WAITING')], ['RUNNING', 'RUNNING', 'RUNNING']],
    ['all are done', [batch('SUCCEEDED', all), batch('SUCCEEDED', all)], ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']],
    [
      'one failed at its text',
      [batch('SUCCEEDED', all), batch('FAILED', { [details]: { passengers: 2 } })],
      ['SUCCEEDED', 'FAILED', 'RUNNING'],
    ],
  ])('where %s', (_name, batches, expected) => {
    expect(statuses(batches)).toEqual(expected);
  });

  test('has the counts of those that are done, and the reason of the one that failed', () => {
    const batches = [batch('SUCCEEDED', all), batch('FAILED', { [details]: { passengers: 3 } })];
    expect(partOver(tellingParts, details, batches)).toMatchObject({
      output: { [details]: { passengers: 5 } },
      error: null,
    });
    expect(partOver(tellingParts, text, batches)).toMatchObject({
      output: { [text]: { planned: 4 } },
      error: 'no answer',
    });
  });
});

test('sums are the same in whatever order and grouping', () => {
  const output = fc.dictionary(fc.constantFrom('a', 'b'), fc.dictionary(fc.constantFrom('x', 'y'), fc.nat(1000)));
  fc.assert(
    fc.property(fc.array(output), fc.nat(), (outputs, cut) => {
      const at = outputs.length === 0 ? 0 : cut % outputs.length;
      const [one, other] = [outputs.slice(0, at), outputs.slice(at)];
      expect(sumOutputs([sumOutputs(one), sumOutputs(other)])).toEqual(sumOutputs(outputs));
      expect(sumOutputs(outputs.toReversed())).toEqual(sumOutputs(outputs));
    }),
  );
});
