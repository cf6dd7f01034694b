import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shortenConfiguration, shortenRules } from './durations.ts';

const prometheusDir = join(import.meta.dirname, '../../../prometheus');
const divided = { factor: 60, longestForMs: 60_000 };
const read = (name: string) => readFileSync(join(prometheusDir, name), 'utf8');
const ruleFiles = ['rules/alerts.yml', 'rules/slo.yml', 'rules/recordings.yml'];
const durations = (text: string) => text.match(/(?<=\[)\d+[a-z]+(?=\])|(?<=for: )\d+[a-z]+$/gm) ?? [];

describe('rules', () => {
  test('how long something must last, and what it is looked for in, are divided', () => {
    expect(shortenRules('        for: 30s\n', divided)).toBe('        for: 500ms\n');
    expect(shortenRules('        for: 15s\n', divided)).toBe('        for: 250ms\n');
    expect(shortenRules('increase(x[10m])', divided)).toBe('increase(x[10s])');
  });

  test('nothing lasts longer than can be waited for', () => {
    expect(shortenRules('        for: 26h\n', divided)).toBe('        for: 60s\n');
    expect(shortenRules('        for: 26h\n', { factor: 1, longestForMs: 180_000 })).toBe('        for: 180s\n');
    expect(shortenRules('        for: 30s\n', { factor: 1, longestForMs: 180_000 })).toBe('        for: 30s\n');
  });

  test('a window stays as long as three scrapes, and a short one as it is', () => {
    expect(shortenRules('min_over_time(x[30s]) or y[2s]', divided)).toBe('min_over_time(x[6s]) or y[2s]');
  });

  test('a rate times its window is still the number of events in the window', () => {
    expect(shortenRules('airside:slo_events:rate3d * 259200 >= 20', divided)).toBe(
      'airside:slo_events:rate3d * 4320 >= 20',
    );
  });

  test('thresholds stay: what is older than 30 s must grow that old', () => {
    const rule = 'expr: time() - max(x_seconds) > 26 * 3600 or y > 300 or z > 0.2 or w > 1000';
    expect(shortenRules(rule, divided)).toBe(rule);
  });

  test.each(ruleFiles)('nothing else of %s changes, and nothing at all with factor 1', (name) => {
    const text = read(name);
    const blank = (rules: string) =>
      rules.replaceAll(/\[\d+[a-z]+\]|(for: )\d+[a-z]+$|(:rate\w+ \* )\d+/gm, (_all, key = '') => String(key));
    expect(blank(shortenRules(text, divided))).toBe(blank(text));
    expect(durations(shortenRules(text, divided))).toHaveLength(durations(text).length);
    const rewritten = shortenRules(text, { factor: 1, longestForMs: Number.POSITIVE_INFINITY });
    expect(rewritten.replaceAll(/\d+[a-z]*/g, '')).toBe(text.replaceAll(/\d+[a-z]*/g, ''));
  });
});

test('nothing happens more often than every two seconds', () => {
  const text = shortenConfiguration(read('prometheus.yml'), divided);
  expect(text).toContain('  scrape_interval: 2s\n  scrape_timeout: 2s\n  evaluation_interval: 2s\n');
  expect(text).toContain('refresh_interval: 2s\n');
  const told = shortenConfiguration(read('alertmanager.yml'), divided);
  expect(told).toContain('  group_wait: 2s\n  group_interval: 2s\n');
  expect(told).toContain('  repeat_interval: 4h\n');
});
