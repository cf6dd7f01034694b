import { noticeLanguages } from '@airside/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goodTexts, goodWording } from '../../tests/wording-corpus.ts';
import { catalogues, composeMessage, createComposer } from './compose.ts';
import type { NoticeFacts, Reader } from './facts.ts';
import { toGsm7 } from './gsm7.ts';
import { wordingKindOf } from './wording.ts';
import { wordFacts, wordReader } from './words.ts';

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
  firstName: 'Ana',
  tier: 'A-LIST',
  specialRequests: 'wheelchair assistance',
  seat: '12A',
  isFollowUp: true,
};
const late: NoticeFacts = {
  flight,
  what: {
    kind: 'delay',
    delay_minutes: 90,
    delay_category: 'major',
    reason: 'CREW',
    reason_detail: 'A crew is on its way',
  },
};

describe('a wording', () => {
  const wordingOf = () => goodWording('delayed', 'en');

  test('is filled with the facts, the reader’s name, the tier’s words and the special request', () => {
    const text = createComposer(late, wordingOf)(reader, 'en');
    expect(text.subject).toBe('Flight SW3456 from Las Vegas to Seattle is delayed by 1 h 30 min');
    expect(text.body).toContain('Dear Ana, we are sorry to tell you that your Southwind flight SW3456');
    expect(text.body).toContain('leave on Tuesday 1 December, 11:45 instead of Tuesday 1 December, 10:15 (local time)');
    expect(text.body).toContain('The airport says: “A crew is on its way”. This replaces what we told you before.');
    expect(text.body).toContain('your seat 12A stays yours. As an A-List member you have priority');
    expect(text.body.split('\n\n')).toHaveLength(3);
    expect(text.body.split('\n\n')[2]).toContain('(wheelchair assistance)');
    expect(text.sms).toBe(
      'Ana, flight SW3456 Las Vegas-Seattle is delayed by 1 h 30 min. New departure 11:45 instead of 10:15.',
    );
    expect(text.worded).toEqual(new Set(['in_app', 'email', 'sms', 'push']));
  });

  test('has two paragraphs without a request, and a greeting without a name', () => {
    const nobody = { ...reader, firstName: undefined, specialRequests: null, isFollowUp: false };
    const text = createComposer(late, wordingOf)(nobody, 'en');
    expect(text.body.split('\n\n')).toHaveLength(2);
    expect(text.body).toMatch(/^Dear traveller, we are sorry/);
    expect(text.sms).toMatch(/^Flight SW3456/);
  });

  test('gives way in the SMS of one reader where it gets too long, and nowhere else', () => {
    const name = 'Wolfeschlegelsteinhausenbergerdorff'.slice(0, 35);
    const far = { ...flight, origin_city: 'Llanfairpwllgwyngyllgogerychwyrndrobwll', destination_city: 'Taumata' };
    const write = createComposer({ ...late, flight: far }, wordingOf);
    const long = write({ ...reader, firstName: name }, 'en');
    expect(long.sms).toBe(composeMessage({ ...late, flight: far }, { ...reader, firstName: name }, 'en').sms);
    expect(long.subject).toContain('Flight SW3456 from Llanfair');
    expect(long.worded).toEqual(new Set(['in_app', 'email', 'push']));
    expect(write({ ...reader, firstName: 'Ana' }, 'en').worded.has('sms')).toBe(true);
  });

  test('does not read a name as a slot', () => {
    const text = createComposer(late, wordingOf)({ ...reader, firstName: '{{flight}} <b>{% raw %}' }, 'en');
    expect(text.body).not.toMatch(/[{}<>]/);
  });

  test('of a gate change leaves out what is not known', () => {
    const what = { kind: 'gate_change', old_gate: null, new_gate: null, terminal_change: true } as const;
    const text = createComposer({ flight, what }, () => goodWording('terminalChange', 'en'))(reader, 'en');
    expect(text.body).toContain('now leaves from a gate that the screens will show, in another terminal.');
    expect(text.sms).toContain('leaves from a new gate (see screens), another terminal');
  });
});

describe('for any facts and any reader', () => {
  const anyText = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary', maxLength: 100 }));
  const sign = fc.option(fc.stringMatching(/^[A-Z]?[0-9]{1,3}[A-Z]?$/), { nil: null });
  const reason = fc.constantFrom('WEATHER', 'MECHANICAL', 'CREW', 'ATC', 'SECURITY', 'OTHER');
  const detail = fc.option(anyText, { nil: null });
  const what: fc.Arbitrary<NoticeFacts['what']> = fc.oneof(
    fc.record({
      kind: fc.constant('delay' as const),
      delay_minutes: fc.oneof(fc.constant(0), fc.integer({ min: -100, max: 5000 })),
      delay_category: fc.constantFrom('minor', 'major', 'severe'),
      reason,
      reason_detail: detail,
    }),
    fc.record({ kind: fc.constant('cancellation' as const), reason, reason_detail: detail }),
    fc.record({
      kind: fc.constant('gate_change' as const),
      old_gate: sign,
      new_gate: sign,
      terminal_change: fc.boolean(),
      old_terminal: sign,
      new_terminal: sign,
    }),
  );
  const readers = fc.record({
    firstName: fc.option(anyText, { nil: undefined }),
    tier: fc.constantFrom('MEMBER', 'A-LIST', 'A-LIST PREFERRED', 'SOMETHING'),
    specialRequests: fc.option(anyText, { nil: null }),
    seat: fc.option(fc.stringMatching(/^[0-9]{1,2}[A-F]$/), { nil: null }),
    isFollowUp: fc.boolean(),
  });

  const cases = fc.record({
    what,
    reader: readers,
    city: anyText,
    minutes: fc.integer({ min: 0, max: 500_000 }),
    language: fc.constantFrom(...noticeLanguages),
    choice: fc.nat(),
  });

  /** A text accepted for the kind, filled with what is given. */
  function filled({ what: happened, reader: anyReader, city, minutes, language, choice }: Given) {
    const departure = Temporal.Instant.from('2026-01-01T00:00:00Z').add({ minutes });
    const facts = {
      what: happened,
      flight: { ...flight, origin_city: city, estimated_departure: departure.toString() },
    };
    const kind = wordingKindOf(facts);
    const good = goodTexts.filter(({ asked }) => asked.kind === kind && asked.language === language);
    const text = createComposer(facts, () => good[choice % good.length]?.wording)(anyReader, language);
    const words = wordFacts(facts, catalogues[language]);
    const { subject, body, sms, push } = text;
    return { kind, text, words, told: wordReader(anyReader), parts: [subject, body, sms, push.title, push.text] };
  }

  /** Names and remarks that people wrote, without theirs. */
  function withoutFigures(given: Given): Given {
    const free = (text: string) => text.normalize('NFKC').replaceAll(/\p{N}/gu, '');
    const { firstName, specialRequests } = given.reader;
    const detail = 'reason_detail' in given.what ? given.what.reason_detail : undefined;
    return {
      ...given,
      city: free(given.city),
      reader: {
        ...given.reader,
        firstName: firstName === undefined ? undefined : free(firstName),
        specialRequests: specialRequests === null ? null : free(specialRequests),
      },
      what:
        typeof detail !== 'string'
          ? given.what
          : ({ ...given.what, reason_detail: free(detail) } as NoticeFacts['what']),
    };
  }

  type Given = typeof cases extends fc.Arbitrary<infer Value> ? Value : never;

  test('an accepted text says the facts of the event', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { kind, text, words, told, parts } = filled(given);
        const { subject, body, sms, push } = text;
        for (const part of [subject, body, sms, push.title]) expect(part).toContain(words.flight);
        if (kind === 'cancelled') expect(body).toContain(words.oldDeparture);
        else for (const part of [body, sms, push.text]) expect(part).toContain(words.newTime);
        if (kind === 'delayed' || kind === 'early')
          for (const fact of [words.duration, words.newDeparture, words.oldDeparture, words.newArrival])
            expect(body).toContain(fact);
        if (kind === 'delayed' || kind === 'cancelled') expect(body).toContain(words.cause);
        if (words.gate !== '') for (const part of parts) expect(part).toContain(words.gate);
        if (kind === 'terminalChange')
          for (const part of parts)
            expect(part).toMatch(
              words.terminal === '' ? /terminal/i : new RegExp(`terminal\\S* ${words.terminal}`, 'i'),
            );
        expect(body).toContain(told.name.replaceAll(/\s+/gu, ' '));
        if (kind === 'delayed') for (const fact of [told.seat, told.tier]) expect(body).toContain(fact);
      }),
      { numRuns: 60 },
    );
  });

  test('no figure is in a text that is not one of its facts, and its form is right', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { text, words, told, parts } = filled(withoutFigures(given));
        const known = [...Object.values(words), ...Object.values(told)]
          .filter((fact) => typeof fact === 'string' && /\p{N}/u.test(fact))
          .flatMap((fact) => [String(fact), toGsm7(String(fact))])
          .sort((left, right) => right.length - left.length);
        for (const part of parts) {
          expect(known.reduce((rest, fact) => rest.replaceAll(fact, ''), part)).not.toMatch(/\p{N}/u);
          expect(part).not.toMatch(/[{}<>]|undefined|null|NaN/);
          expect(part.isWellFormed()).toBe(true);
        }
        expect(text.sms.length).toBeLessThan(160);
        expect(toGsm7(text.sms)).toBe(text.sms);
        expect([2, 3]).toContain(text.body.split('\n\n').length);
        expect(text.worded.has('email')).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
