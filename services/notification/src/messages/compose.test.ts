import { noticeLanguages } from '@airside/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composeMessage, createComposer } from './compose.ts';
import type { NoticeFacts, Reader } from './facts.ts';
import { toGsm7 } from './gsm7.ts';
import { wordMinutes } from './words.ts';

const flight: NoticeFacts['flight'] = {
  flight_id: 'SW3456',
  departure_id: 12,
  airline: 'Southwind',
  origin: 'LAS',
  origin_city: 'Las Vegas',
  origin_zone: 'America/Los_Angeles',
  destination: 'SEA',
  destination_city: 'Seattle',
  destination_zone: 'America/Los_Angeles',
  scheduled_departure: '2026-12-01T18:15:00Z',
  estimated_departure: '2026-12-01T19:45:00Z',
  scheduled_arrival: '2026-12-01T21:00:00Z',
  estimated_arrival: '2026-12-01T22:30:00Z',
  status: 'DELAYED',
  gate: 'D15',
  terminal: '3',
  version: 4,
};
const reader: Reader = {
  firstName: 'Ștefan',
  tier: 'MEMBER',
  specialRequests: null,
  seat: '12A',
  isFollowUp: false,
};
const delay = (minutes: number, category: 'minor' | 'major' | 'severe', detail?: string): NoticeFacts => ({
  flight,
  what: {
    kind: 'delay',
    delay_minutes: minutes,
    delay_category: category,
    reason: 'CREW',
    reason_detail: detail ?? null,
  },
});
const cancellation: NoticeFacts = { flight, what: { kind: 'cancellation', reason: 'WEATHER' } };
const gateChange: NoticeFacts = {
  flight,
  what: {
    kind: 'gate_change',
    old_gate: 'A5',
    new_gate: 'D15',
    terminal_change: true,
    old_terminal: '1',
    new_terminal: '3',
  },
};
const all = [delay(25, 'minor'), delay(90, 'major'), delay(150, 'severe'), delay(0, 'minor'), cancellation, gateChange];

describe('a notice', () => {
  test('of a delay says by how much, from when to when in the airport’s own time, and why', () => {
    const text = composeMessage(delay(90, 'major'), reader, 'en');
    expect(text.subject).toBe('Flight SW3456 to Seattle is delayed by 1 h 30 min');
    expect(text.body).toContain('Dear Ștefan, we are sorry: your Southwind flight SW3456 from Las Vegas to Seattle');
    expect(text.body).toContain('leaves on Tuesday 1 December, 11:45 instead of Tuesday 1 December, 10:15');
    expect(text.body).toContain('arrives on Tuesday 1 December, 14:30');
    expect(text.body).toContain('because of crew availability');
    expect(text.body).toContain('your seat 12A');
    expect(text.sms).toBe(
      'Stefan, flight SW3456 Las Vegas-Seattle is delayed by 1 h 30 min (crew availability). New departure 11:45, before 10:15.',
    );
    expect(text.isUrgent).toBe(false);
  });

  test('of a cancellation apologises and says what to do next', () => {
    const text = composeMessage(cancellation, reader, 'en');
    expect(text.body).toMatch(/very sorry.*cancelled because of the weather/);
    expect(text.body).toMatch(/another flight or a full refund/);
    expect(text.isUrgent).toBe(true);
  });

  test('of a gate change with a terminal change is urgent and names both, in each text', () => {
    const { subject, body, sms, push } = composeMessage(gateChange, reader, 'en');
    for (const text of [subject, body, sms, `${push.title} ${push.text}`]) {
      expect(text).toMatch(/terminal/i);
      expect(text).toContain('D15');
    }
    expect(body).toMatch(/urgent.*gate D15 instead of gate A5, in? ?terminal 3 instead of terminal 1/);
    expect(subject).toMatch(/^Urgent/);
  });

  test.each([
    ['A-LIST', 'A-List member'],
    ['A-LIST PREFERRED', 'A-List Preferred member'],
  ])('gives priority in words to %s, and to nobody else', (tier, words) => {
    for (const facts of [delay(90, 'major'), cancellation, gateChange]) {
      expect(composeMessage(facts, { ...reader, tier }, 'en').body).toContain(words);
      expect(composeMessage(facts, { ...reader, tier }, 'en').body).toContain('priority');
      expect(composeMessage(facts, reader, 'en').body).not.toContain('A-List');
    }
  });

  test('mentions a special request, in a paragraph of its own', () => {
    for (const facts of all) {
      const asked = composeMessage(facts, { ...reader, specialRequests: 'wheelchair assistance' }, 'en').body;
      expect(asked.split('\n\n')).toHaveLength(3);
      expect(asked).toContain('(wheelchair assistance)');
      expect(composeMessage(facts, reader, 'en').body.split('\n\n')).toHaveLength(2);
    }
  });

  test('of a cleared delay says that the flight is on time', () => {
    const text = composeMessage(delay(0, 'minor'), reader, 'en');
    for (const part of [text.subject, text.body, text.sms, text.push.title]) expect(part).toContain('on time again');
  });

  test('of an early departure says so, in every language', () => {
    for (const [language, words] of [
      ['en', 'leaves 15 min early'],
      ['de', 'startet 15 min früher'],
      ['ro', 'pleacă cu 15 min mai devreme'],
      ['es', 'sale 15 min antes'],
    ] as const)
      expect(composeMessage(delay(-15, 'minor'), reader, language).subject).toContain(words);
  });

  test('that follows one already sent says that it replaces it', () => {
    expect(composeMessage(delay(90, 'major'), { ...reader, isFollowUp: true }, 'en').body).toContain('replaces');
  });

  test.each([
    ['ro', 'Zborul SW3456 spre Seattle întârzie 1 h 30 min', 'marți, 1 decembrie, 11:45'],
    ['de', 'Flug SW3456 nach Seattle verspätet sich um 1 h 30 min', 'Dienstag, 1. Dezember, 11:45'],
    ['es', 'El vuelo SW3456 a Seattle se retrasa 1 h 30 min', 'martes, 1 de diciembre, 11:45'],
  ] as const)('is written in %s', (language, subject, time) => {
    const text = composeMessage(delay(90, 'major'), reader, language);
    expect(text.subject).toBe(subject);
    expect(text.body).toContain(time);
    expect(text.language).toBe(language);
  });

  test('tells each time in the zone of its own airport', () => {
    const toTokyo = { ...flight, destination_city: 'Tokyo', destination_zone: 'Asia/Tokyo' };
    const { body } = composeMessage({ ...delay(90, 'major'), flight: toTokyo }, reader, 'en');
    expect(body).toContain('arrives on Wednesday 2 December, 07:30');
  });

  test('takes a name with emoji or markup, and a detail of 10 000 characters, without harm', () => {
    const odd = { ...reader, firstName: '<b>Ana</b> 👩‍👩‍👧 {{ secret }}\r\nBcc: x@y.zz https://evil.example' };
    const text = composeMessage(delay(90, 'major', 'x'.repeat(10_000)), odd, 'en');
    for (const part of [text.subject, text.body, text.sms, text.push.title, text.push.text])
      expect(part).not.toMatch(/[<>{}\r]|https:|@/);
    expect(text.body).toContain('👩‍👩‍👧');
    expect(text.body.length).toBeLessThan(2000);
    expect(text.sms).toContain('Ana');
    const noName = composeMessage(cancellation, { ...reader, firstName: 'Анна' }, 'en');
    expect(noName.body).toContain('Dear Анна,');
    expect(noName.sms).toMatch(/^Sorry: flight/);
  });
});

test('durations are told in hours and minutes', () => {
  expect([1, 45, 60, 90, 120, 1501].map(wordMinutes)).toEqual([
    '1 min',
    '45 min',
    '1 h',
    '1 h 30 min',
    '2 h',
    '25 h 1 min',
  ]);
});

describe('for any facts and any reader, in every language', () => {
  const anyText = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary', maxLength: 300 }));
  const gate = fc.option(fc.stringMatching(/^[A-Z]?[0-9]{1,3}[A-Z]?$/), { nil: null });
  const reasons = fc.constantFrom('WEATHER', 'MECHANICAL', 'CREW', 'ATC', 'SECURITY', 'OTHER');
  const what: fc.Arbitrary<NoticeFacts['what']> = fc.oneof(
    fc.record({
      kind: fc.constant('delay' as const),
      delay_minutes: fc.integer({ min: -100, max: 5000 }),
      delay_category: fc.constantFrom('minor', 'major', 'severe'),
      reason: reasons,
      reason_detail: fc.option(anyText, { nil: null }),
    }),
    fc.record({
      kind: fc.constant('cancellation' as const),
      reason: reasons,
      reason_detail: fc.option(anyText, { nil: null }),
    }),
    fc.record({
      kind: fc.constant('gate_change' as const),
      old_gate: gate,
      new_gate: gate,
      terminal_change: fc.boolean(),
      old_terminal: gate,
      new_terminal: gate,
    }),
  );
  const cases = fc.record({
    what,
    language: fc.constantFrom(...noticeLanguages),
    minutes: fc.integer({ min: 0, max: 100_000 }),
    flightId: fc.stringMatching(/^[A-Z]{2}[0-9]{1,5}$/),
    city: anyText,
    reader: fc.record({
      firstName: fc.option(anyText, { nil: undefined }),
      tier: fc.constantFrom('MEMBER', 'A-LIST', 'A-LIST PREFERRED', 'SOMETHING'),
      specialRequests: fc.option(anyText, { nil: null }),
      seat: fc.option(fc.stringMatching(/^[0-9]{1,2}[A-F]$/), { nil: null }),
      isFollowUp: fc.boolean(),
    }),
  });

  test('the SMS is one message, no variable is left, and what happened is in every text', () => {
    fc.assert(
      fc.property(cases, ({ what, language, minutes, flightId, city, reader: anyReader }) => {
        const departure = Temporal.Instant.from('2026-01-01T00:00:00Z').add({ minutes });
        const facts: NoticeFacts = {
          what,
          flight: { ...flight, flight_id: flightId, origin_city: city, estimated_departure: departure.toString() },
        };
        const text = createComposer(facts)(anyReader, language);
        const time = departure
          .toZonedDateTimeISO(flight.origin_zone)
          .toPlainTime()
          .toString({ smallestUnit: 'minute' });
        const { subject, body, sms, push } = text;
        expect(sms.length).toBeLessThan(160);
        expect(toGsm7(sms)).toBe(sms);
        for (const part of [subject, body, sms, push.title, push.text]) {
          expect(part).not.toMatch(/[{}<>]|undefined|null|NaN|\[object/);
          expect(part.isWellFormed()).toBe(true);
        }
        expect(subject).not.toMatch(/[\r\n]/);
        for (const part of [subject, body, sms, push.title]) expect(part).toContain(flightId);
        if (what.kind === 'delay') for (const part of [body, sms, push.text]) expect(part).toContain(time);
        if (what.kind === 'delay' && what.delay_minutes !== 0)
          for (const part of [subject, body, sms]) expect(part).toContain(wordMinutes(Math.abs(what.delay_minutes)));
        if (what.kind === 'cancellation') expect(sms).toContain('10:15');
        if (what.kind === 'gate_change' && what.new_gate !== null)
          for (const part of [subject, body, sms, push.title, push.text]) expect(part).toContain(what.new_gate);
        if (what.kind === 'gate_change' && what.terminal_change)
          for (const part of [subject, body, sms, push.text]) expect(part).toMatch(/terminal/i);
        expect([2, 3]).toContain(body.split('\n\n').length);
        expect(body.length).toBeLessThan(3000);
      }),
      { numRuns: 150 },
    );
  });
});
