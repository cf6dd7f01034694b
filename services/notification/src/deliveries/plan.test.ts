import { describe, expect, test } from 'vitest';
import { defaultPreferences } from '../preferences/rules.ts';
import { planNotice, supersededBy } from './plan.ts';

type Input = Parameters<typeof planNotice>[0];
const at = (text: string) => Temporal.Instant.from(text);
const usual: Input = {
  event: { kind: 'delay', time: at('2026-12-01T10:00:00Z'), isCurrent: true, departureAt: at('2026-12-02T12:00:00Z') },
  recipient: { accountId: 7, email: 'ana@example.org', phone: '+37360000000', devices: ['fcm'] },
  preferences: { ...defaultPreferences, channels: { email: true, sms: true, push: true } },
  earlier: [],
  configured: { email: true, sms: true, fcm: true, webpush: true },
  now: at('2026-12-01T10:00:01Z'),
};
const night = { from: '22:00', to: '07:00', timeZone: 'Europe/Chisinau' };

function plan(change: Partial<Input>): Record<string, string> {
  const decisions = planNotice({ ...usual, ...change });
  return Object.fromEntries(decisions.map(({ channel, state, code }) => [channel, `${state} ${code}`]));
}

describe('a notice is planned', () => {
  test('on each channel that was chosen and can be reached', () => {
    expect(plan({})).toEqual({
      in_app: 'PLANNED chosen',
      email: 'PLANNED chosen',
      sms: 'PLANNED chosen',
      push: 'PLANNED chosen',
    });
  });

  test('with a reason for every channel that it skips', () => {
    expect(
      plan({ preferences: { ...defaultPreferences, channels: { email: false, sms: false, push: true } } }),
    ).toMatchObject({
      email: 'SKIPPED channel_off',
      sms: 'SKIPPED channel_off',
    });
    expect(plan({ preferences: { ...usual.preferences, kinds: ['cancellation'] } })).toEqual({
      in_app: 'PLANNED chosen',
      email: 'SKIPPED kind_off',
      sms: 'SKIPPED kind_off',
      push: 'SKIPPED kind_off',
    });
    const nowhere = { accountId: undefined, email: undefined, phone: undefined, devices: [] };
    expect(plan({ recipient: nowhere })).toEqual({
      email: 'SKIPPED no_address',
      sms: 'SKIPPED no_address',
      push: 'SKIPPED no_address',
    });
    expect(plan({ configured: { email: false, sms: false, fcm: false, webpush: true } })).toEqual({
      in_app: 'PLANNED chosen',
      email: 'SKIPPED no_provider',
      sms: 'SKIPPED no_provider',
      push: 'SKIPPED no_provider',
    });
  });

  test('by e-mail for an account whose address is asked for when sending', () => {
    const decisions = planNotice({ ...usual, recipient: { ...usual.recipient, email: undefined } });
    expect(decisions.find(({ channel }) => channel === 'email')).toMatchObject({
      state: 'PLANNED',
      address: undefined,
    });
  });
});

describe('a notice of an event that does not count is skipped everywhere', () => {
  test('because it came late and changed nothing', () => {
    expect(new Set(Object.values(plan({ event: { ...usual.event, isCurrent: false } })))).toEqual(
      new Set(['SKIPPED not_current']),
    );
  });

  test.each([
    ['delay', 'delay', '2026-12-01T10:00:01Z', true],
    ['delay', 'delay', '2026-12-01T10:00:00Z', false],
    ['delay', 'delay', '2026-12-01T09:59:00Z', false],
    ['delay', 'cancellation', '2026-12-01T10:05:00Z', true],
    ['delay', 'gate_change', '2026-12-01T10:05:00Z', false],
    ['gate_change', 'cancellation', '2026-12-01T10:05:00Z', true],
    ['cancellation', 'delay', '2026-12-01T10:05:00Z', false],
  ] as const)('a %s with a %s of %s before it: %s', (kind, earlier, time, isSkipped) => {
    const states = Object.values(
      plan({ event: { ...usual.event, kind }, earlier: [{ kind: earlier, time: at(time) }] }),
    );
    expect(states.every((state) => state === 'SKIPPED older')).toBe(isSkipped);
  });

  test('a cancellation makes every earlier notice of the departure obsolete, others those of their own kind', () => {
    expect(supersededBy('cancellation')).toHaveLength(3);
    expect(supersededBy('gate_change')).toEqual(['gate_change']);
  });
});

describe('in quiet hours', () => {
  const preferences = { ...usual.preferences, quietHours: night };
  const now = at('2026-12-01T23:30:00Z'); // 01:30 in Chisinau

  test('a notice waits for their end, but for the inbox', () => {
    const decisions = planNotice({ ...usual, preferences, now });
    expect(plan({ preferences, now })).toMatchObject({ in_app: 'PLANNED chosen', email: 'HELD quiet_hours' });
    const held = decisions.flatMap((decision) => (decision.state === 'HELD' ? [decision.heldUntil.toString()] : []));
    expect(new Set(held)).toEqual(new Set(['2026-12-02T05:00:00Z']));
  });

  test.each([
    ['cancellation', '2026-12-02T12:00:00Z', 'HELD quiet_hours'],
    ['cancellation', '2026-12-02T09:00:00Z', 'HELD quiet_hours'],
    ['cancellation', '2026-12-02T08:59:00Z', 'PLANNED chosen'],
    ['cancellation', '2026-12-02T01:00:00Z', 'PLANNED chosen'],
    ['gate_change', '2026-12-02T01:00:00Z', 'PLANNED chosen'],
    ['delay', '2026-12-02T01:00:00Z', 'HELD quiet_hours'],
  ] as const)('a %s of a flight that leaves at %s: %s', (kind, departure, state) => {
    const event = { ...usual.event, kind, departureAt: at(departure) };
    expect(plan({ preferences, now, event })['email']).toBe(state);
  });
});
