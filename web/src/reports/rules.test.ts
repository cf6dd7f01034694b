import { expect, test } from 'vitest';
import { readReportSearch } from './address.ts';
import { barsOf, daysOf, formatFigure } from './rules.ts';

test('without days it is the last thirty, and with one of them the thirty up to it', () => {
  expect(daysOf({}, '2026-11-30')).toEqual({ from: '2026-11-01', to: '2026-11-30' });
  expect(daysOf({ to: '2026-03-01' }, '2026-11-30').from).toBe('2026-01-31');
  expect(readReportSearch({ report: 'gossip', from: '2026-02-30', to: '2026-02-28' })).toEqual({ to: '2026-02-28' });
});

test('bars are shares of the longest one, the longest first; a funnel keeps its order', () => {
  const rows = [
    { route: 'RMO-BER', load_factor: 0.4 },
    { route: 'RMO-LTN', load_factor: 0.8 },
    { route: 'RMO-FCO', load_factor: null },
  ];
  expect(barsOf('load-factor', rows).map(({ label, share }) => [label, share])).toEqual([
    ['RMO-LTN', 1],
    ['RMO-BER', 0.5],
    ['RMO-FCO', 0],
  ]);
  const stages = [
    { stage: 'quoted', count: 4 },
    { stage: 'confirmed', count: 8 },
  ];
  expect(barsOf('cancellation-funnel', stages).map(({ label }) => label)).toEqual(['quoted', 'confirmed']);
  expect(barsOf('delay-causes', [])).toEqual([]);
});

test('of many rows those of nothing have no bar, and days stay in their order', () => {
  const rows = Array.from({ length: 30 }, (_, index) => ({
    route: `R${index}`,
    load_factor: index < 3 ? index / 10 : 0,
  }));
  expect(barsOf('load-factor', rows).map(({ label }) => label)).toEqual(['R2', 'R1']);
  const days = [
    { date: '2026-11-21', on_time_share: 0.6 },
    { date: '2026-11-22', on_time_share: 0.9 },
  ];
  expect(barsOf('on-time-performance', days).map(({ label }) => label)).toEqual(['2026-11-21', '2026-11-22']);
});

test('figures are written as people write them', () => {
  const en = { language: 'en', currency: 'EUR' } as const;
  expect(formatFigure(0.8765, 'share', en)).toBe('87.7%');
  expect(formatFigure(1_234_500, 'money', en)).toBe('€12,345.00');
  expect(formatFigure(null, 'count', en)).toBe('–');
  expect(formatFigure(1500, 'ms', en)).toBe('1,500 ms');
});
