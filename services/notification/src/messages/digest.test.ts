import { noticeLanguages } from '@airside/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDigestWriter, type DigestPart } from './digest.ts';

const write = createDigestWriter();
const delay: DigestPart = {
  flightId: 'SW1',
  subject: 'Flight SW1 to Seattle is delayed by 45 min',
  body: 'Dear Ana, your flight SW1 …\n\nPlease keep an eye on the screens.',
  push: { title: 'SW1 delayed by 45 min', text: 'Las Vegas–Seattle: departure 11:00.' },
  isUrgent: false,
};
const gate: DigestPart = {
  flightId: 'SW1',
  subject: 'New gate for flight SW1 to Seattle: D15',
  body: 'Dear Ana, the gate …',
  push: { title: 'SW1: gate D15', text: 'Now from gate D15.' },
  isUrgent: true,
};
const other: DigestPart = { ...delay, flightId: 'SW2', subject: 'Flight SW2 is delayed by 1 h' };

describe('several notices in one message', () => {
  test('are told in the order they came in, each with its own words', () => {
    const text = write([delay, other], 'en');
    expect(text.subject).toBe('2 updates on your flights SW1, SW2');
    expect(text.body.split('\n\n')).toEqual([
      'Here is everything that is new since we last wrote: 2 updates, the earliest first.',
      `1 of 2: ${delay.subject}`,
      ...delay.body.split('\n\n'),
      `2 of 2: ${other.subject}`,
      ...other.body.split('\n\n'),
    ]);
    expect(text.push).toEqual({
      title: text.subject,
      text: `SW1 delayed by 45 min. Las Vegas–Seattle: departure 11:00.\nSW1 delayed by 45 min. Las Vegas–Seattle: departure 11:00.`,
    });
    expect(text.isUrgent).toBe(false);
    expect(write([delay, { ...delay, subject: 'x' }], 'en').subject).toBe('2 updates on your flight SW1');
  });

  test('are led by the newest urgent one', () => {
    const text = write([gate, { ...gate, subject: 'Flight SW1 is cancelled' }, delay], 'en');
    expect(text.subject).toBe('Flight SW1 is cancelled, and 2 more updates');
    expect(text.push.title).toBe('SW1: gate D15, and 2 more updates');
    expect(text.isUrgent).toBe(true);
    expect(write([gate, delay], 'en').subject).toBe(`${gate.subject}, and 1 more update`);
  });

  test.each([
    ['ro', '2 noutăți despre zborurile SW1, SW2', 'și încă o noutate', '1 din 2'],
    ['de', '2 Neuigkeiten zu Ihren Flügen SW1, SW2', 'und eine weitere Neuigkeit', '1 von 2'],
    ['es', '2 novedades sobre sus vuelos SW1, SW2', 'y 1 novedad más', '1 de 2'],
  ] as const)('are written in %s', (language, subject, more, heading) => {
    expect(write([delay, other], language).subject).toBe(subject);
    expect(write([delay, gate], language).subject).toContain(more);
    expect(write([delay, other], language).body).toContain(heading);
  });

  test('whatever they say, are whole in the mail, and short enough for a push message', () => {
    const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 });
    const part = fc.record({
      flightId: fc.stringMatching(/^[A-Z]{2}[0-9]{1,5}$/),
      subject: anyText,
      body: anyText,
      // As the templates make them: the sign of a flight, a gate, a duration.
      push: fc.record({ title: fc.string({ maxLength: 60 }), text: anyText }),
      isUrgent: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 2, maxLength: 20 }),
        fc.constantFrom(...noticeLanguages),
        (parts, language) => {
          const text = write(parts, language);
          for (const { subject, body } of parts) {
            expect(text.body).toContain(subject.trimEnd());
            expect(text.body).toContain(body);
          }
          for (const { push } of parts) expect(text.push.text).toContain(push.title);
          expect(Buffer.byteLength(text.push.text)).toBeLessThanOrEqual(2000);
          expect(text.isUrgent).toBe(parts.some(({ isUrgent }) => isUrgent));
        },
      ),
    );
  });
});
