import { expect, test } from 'vitest';
import { clusterTable, configurationOf, nodeId } from './rules.ts';

test('the three masters share all 16384 slots without gap or overlap', () => {
  const table = clusterTable('a', [5501, 5502, 5503], 0);
  const ranges = [...table.matchAll(/connected (\d+)-(\d+)/g)].map((match) => [Number(match[1]), Number(match[2])]);
  expect(ranges[0]?.[0]).toBe(0);
  expect(ranges[1]?.[0]).toBe((ranges[0]?.[1] ?? 0) + 1);
  expect(ranges[2]?.[0]).toBe((ranges[1]?.[1] ?? 0) + 1);
  expect(ranges[2]?.[1]).toBe(16_383);
});

test('a master is itself in its own table only, and keeps its id when ports move', () => {
  const before = clusterTable('a', [5501, 5502, 5503], 1);
  const after = clusterTable('a', [6501, 6502, 6503], 1);
  expect(before.match(/myself/g)).toHaveLength(1);
  expect(before).toContain(`${nodeId('a', 1)} 127.0.0.1:5502@15502 myself,master`);
  expect(after).toContain(`${nodeId('a', 1)} 127.0.0.1:6502@16502 myself,master`);
});

test('two stacks never have the same node ids', () => {
  expect(nodeId('a', 0)).not.toBe(nodeId('b', 0));
});

test('a lone server is not in cluster mode', () => {
  expect(configurationOf(5501, false)).not.toContain('cluster-enabled');
  expect(configurationOf(5501, true)).toContain('cluster-require-full-coverage no');
});
