import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import type { Message } from '../channel.ts';
import { composeMail, isEmailAddress } from './compose.ts';

const from = { name: 'Airside', address: 'notices@airside.example' };
const plain: Message = {
  deliveryId: '3f0c',
  thread: 'flight/12',
  subject: 'Late',
  body: 'Late.',
  sms: '',
  push: { title: '', text: '' },
  unsubscribeUrl: 'https://airside.example/u?token=a',
  language: 'en',
  isUrgent: false,
};
/** What people and other systems may put into a name or a subject. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc
    .array(
      fc.constantFrom(
        '\r\n',
        '\n',
        '\r',
        '\0',
        'Bcc: all@example.org',
        '\u2028',
        '"',
        '<',
        '>',
        '🛫',
        '👨‍👩‍👧',
        'a',
        ' ',
        ':',
        '=?utf-8?Q?=0D=0A?=',
      ),
    )
    .map((parts) => parts.join('')),
);
const headerNames = [
  'auto-submitted',
  'content-language',
  'content-type',
  'date',
  'from',
  'in-reply-to',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'message-id',
  'mime-version',
  'references',
  'subject',
  'to',
];

test('whatever name and subject hold, a mail has our headers once each, one recipient, and the texts as they were', async () => {
  await fc.assert(
    fc.asyncProperty(text, text, text, text, async (name, subject, deliveryId, thread) => {
      const address = { channel: 'email', email: 'zoe@example.org', name } as const;
      const raw = await composeMail(address, { ...plain, subject, deliveryId, thread }, from);
      const mail = await PostalMime.parse(raw);
      expect(mail.headers.map(({ key }) => key).toSorted()).toEqual(
        headerNames.filter((each) => each !== 'subject' || mail.subject !== undefined),
      );
      expect(mail.to?.map(({ address: to }) => to)).toEqual(['zoe@example.org']);
      expect(mail.cc).toBeUndefined();
      expect(mail.bcc).toBeUndefined();
      expect(mail.text?.trim()).toContain('Late.');
      const [head = ''] = raw.toString('latin1').split('\r\n\r\n', 1);
      for (const line of head.split('\r\n')) {
        expect(line).toMatch(/^[\x20-\x7e\t]*$/);
        expect(line.length).toBeLessThanOrEqual(998);
      }
    }),
    { numRuns: 300 },
  );
});

test('names with emoji and umlauts, and long ones, arrive as they were', async () => {
  const parsed = async (name: string) => {
    const raw = await composeMail({ channel: 'email', email: 'zoe@example.org', name }, plain, from);
    return (await PostalMime.parse(raw)).to?.[0]?.name;
  };
  expect(await parsed('Zoë 👩‍✈️ "Z" O’Neill, Jr.')).toBe('Zoë 👩‍✈️ "Z" O’Neill, Jr.');
  const long = await parsed('🛫'.repeat(5000));
  expect(long).toMatch(/^(🛫)+$/u);
  expect(long?.length).toBeLessThanOrEqual(100);
});

test('a text is escaped in HTML, and a body of 10 000 characters arrives whole', async () => {
  const body = `<script>alert(1)</script> & "quotes"\n\n${'long '.repeat(2000)}end`;
  const raw = await composeMail(
    { channel: 'email', email: 'zoe@example.org', name: undefined },
    { ...plain, body },
    from,
  );
  const mail = await PostalMime.parse(raw);
  expect(mail.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;');
  expect(mail.html).not.toContain('<script');
  expect(mail.text).toContain(`${'long '.repeat(2000)}end`);
});

test('mails of one matter share a thread; each has its own id, the same at every try', async () => {
  const idsOf = async (change: Partial<Message>) => {
    const raw = await composeMail(
      { channel: 'email', email: 'a@example.org', name: '' },
      { ...plain, ...change },
      from,
    );
    const { messageId, references, inReplyTo } = await PostalMime.parse(raw);
    return { messageId, references, inReplyTo };
  };
  const first = await idsOf({ deliveryId: 'one' });
  expect(first.messageId).toBe('<one@airside.example>');
  expect(await idsOf({ deliveryId: 'one', subject: 'again' })).toEqual(first);
  const second = await idsOf({ deliveryId: 'two' });
  expect(second).toEqual({ ...first, messageId: '<two@airside.example>' });
  expect((await idsOf({ thread: 'flight/13' })).references).not.toBe(first.references);
});

test.each([
  'a@b@c.org',
  'a b@example.org',
  'a@example.org,b@example.org',
  'a@example.org\r\nRCPT TO:<b@example.org>',
  '<a@example.org>',
  '"a"@example.org',
  'a@[127.0.0.1]',
  '@example.org',
  'a@',
  '',
  `${'a'.repeat(65)}@example.org`,
  `a@${'b'.repeat(260)}.org`,
  'a\0@example.org',
])('%j is no address', (address) => {
  expect(isEmailAddress(address)).toBe(false);
});

test.each(['a@example.org', 'first.last+tag@sub.example.co.uk', 'zoë@exämple.org', "o'neill@example.org"])(
  '%j is an address',
  (address) => {
    expect(isEmailAddress(address)).toBe(true);
  },
);
