import { Problem } from '@airside/contracts';
import { expect, test } from 'vitest';
import { bucketOf, unsent, upperEndOf } from '../transform/rules.ts';
import { daysOf, stagesOf, summarizeLatencies, toCsv } from './rules.ts';

const today = Temporal.PlainDate.from('2026-03-31');

test('without days a report is about the last thirty', () => {
  const { from, to } = daysOf({}, today);
  expect([from.toString(), to.toString()]).toEqual(['2026-03-02', '2026-03-31']);
});

test.each([
  { from: '2026-04-01', to: '2026-03-31' },
  { from: '2020-01-01', to: '2026-03-31' },
])('days that make no sense are refused: %j', (query) => {
  expect(() => daysOf(query, today)).toThrow(Problem);
});

test('latencies are those of what was sent, by channel', () => {
  const rows = summarizeLatencies([
    { channel: 'notice/email', state: 'SENT', bucket: bucketOf(200), messages: 99 },
    { channel: 'notice/email', state: 'SENT', bucket: bucketOf(9000), messages: 1 },
    { channel: 'notice/email', state: 'FAILED', bucket: unsent, messages: 3 },
    { channel: 'notice/sms', state: 'SKIPPED', bucket: unsent, messages: 2 },
  ]);
  expect(rows).toEqual([
    {
      channel: 'email',
      messages: 103,
      sent: 100,
      failed: 3,
      p50_ms: upperEndOf(bucketOf(200)),
      p95_ms: upperEndOf(bucketOf(200)),
      p99_ms: upperEndOf(bucketOf(200)),
    },
    { channel: 'sms', messages: 2, sent: 0, failed: 0, p50_ms: null, p95_ms: null, p99_ms: null },
  ]);
});

test('a funnel has its stages in order', () => {
  const funnel = {
    quoted: 9,
    confirmed: 4,
    refundOwed: 3,
    refundPaid: 2,
    quotedMinor: 90,
    owedMinor: 30,
    paidMinor: 20,
  };
  expect(stagesOf([{ currency: 'EUR', ...funnel }]).map(({ stage, count }) => [stage, count])).toEqual([
    ['quoted', 9],
    ['confirmed', 4],
    ['refund_owed', 3],
    ['refund_paid', 2],
  ]);
});

test('CSV keeps commas and quotes, leaves out what is not there, and has no formulas', () => {
  const rows = [{ a: 'x,y', b: 'say "so"', c: null, d: -5, e: '=1+1' }];
  expect(toCsv(['a', 'b', 'c', 'd', 'e'], rows)).toBe(`a,b,c,d,e\r\n"x,y","say ""so""",,-5,'=1+1\r\n`);
});
