import { describe, expect, test } from 'vitest';
import { isFiring, nameOf, tableOf } from './rules.ts';

const down = { alert: 'TargetDown', labels: { instance: 'user_service_2' } };

describe('an alert counts as firing', () => {
  const firing = [{ alert: 'TargetDown', labels: { instance: 'user_service_2', severity: 'ticket' } }];
  test('with the labels that it must have, whatever others it has', () => {
    expect(isFiring(down, firing)).toBe(true);
    expect(isFiring({ alert: 'TargetDown', labels: {} }, firing)).toBe(true);
  });
  test('and not for somebody else', () => {
    expect(isFiring({ alert: 'TargetDown', labels: { instance: 'user_service_1' } }, firing)).toBe(false);
    expect(isFiring({ alert: 'ServiceAbsent', labels: { instance: 'user_service_2' } }, firing)).toBe(false);
  });
});

test('the table has every alert by name: seen, missed, or not caused', () => {
  const seen = { ...down, fault: 'one hangs', firedAfterSeconds: 41, quietAfterSeconds: 3 };
  const missed = { fault: 'a lock', reason: 'not within 90 s', expected: { alert: 'PoolExhausted', labels: {} } };
  const found = { seen: [seen], missed: [missed], told: new Set(['TargetDown']) };
  const rows = tableOf(['TargetDown', 'PoolExhausted', 'EtlFailed'], found);
  expect(rows.map(({ alert, firing, told }) => [alert, firing, told])).toEqual([
    ['TargetDown', 'after 41 s', 'yes'],
    ['PoolExhausted', 'no: not within 90 s', 'no'],
    ['EtlFailed', 'no: no fault here causes it', 'no'],
  ]);
});

test('an alert is named with its labels', () => {
  expect(nameOf(down)).toBe('TargetDown{instance=user_service_2}');
});
