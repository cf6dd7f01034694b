import { noticeLanguages, oneTimePurposes, type OneTimeTokenFacts } from '@airside/contracts';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { composeMail } from '../channels/email/compose.ts';
import { createAccountMailComposer } from './compose.ts';

const compose = createAccountMailComposer('https://fly.example.org');
const tokenId = '0190b3f0-0000-4000-8000-000000000001';
const facts: OneTimeTokenFacts = {
  accountId: 7,
  purpose: 'password_reset',
  token: 'abc_DEF-123',
  expiresAt: '2030-12-01T18:05:00Z',
  email: 'zoe@example.org',
  username: 'zoe.1',
  firstName: 'Zoë',
  language: 'en',
};

const read = async (message: ReturnType<typeof compose>) =>
  PostalMime.parse(
    await composeMail({ channel: 'email', email: facts.email, name: undefined }, message, {
      name: 'Airside',
      address: 'mails@airside.example',
    }),
  );

describe.each(noticeLanguages)('in %s', (language) => {
  test.each(oneTimePurposes)(
    'the mail of a %s has name, link, token and end, in its text and in its HTML',
    async (purpose) => {
      const mail = await read(compose(tokenId, { ...facts, language, purpose }));
      const page = purpose === 'password_reset' ? 'reset' : 'verify';
      const link = `https://fly.example.org/account/${page}?token=abc_DEF-123`;
      expect(mail.html).toContain(`<p><a href="${link}">${link}</a></p>`);
      expect(mail.text).toContain(`\n\n${link}\n\n`);
      expect(mail.text).toContain('\n\nabc_DEF-123\n\n');
      for (const text of [mail.text ?? '', mail.html ?? '']) expect(text).toMatch(/Zoë[^]*18:05 UTC/);
      expect(`${mail.subject}${mail.text}`).not.toMatch(/\{\{|\{%|undefined|null/);
      expect(mail.headers.find(({ key }) => key === 'content-language')?.value).toBe(language);
      expect(mail.headers.map(({ key }) => key)).not.toContain('list-unsubscribe');
      expect(mail.messageId).toBe(`<${tokenId}@airside.example>`);
    },
  );
});

test('every language has words of its own', () => {
  const texts = noticeLanguages.flatMap((language) =>
    oneTimePurposes.flatMap((purpose) => {
      const { subject, body } = compose(tokenId, { ...facts, language, purpose });
      return [subject, body];
    }),
  );
  expect(new Set(texts).size).toBe(texts.length);
});

test('the username stands in for a missing first name, and a name makes no link', () => {
  expect(compose(tokenId, { ...facts, firstName: null }).body).toMatch(/^Hello zoe\. 1, /);
  const { body } = compose(tokenId, { ...facts, firstName: 'https://evil.example/<b>' });
  expect(body.match(/https?:/g)).toHaveLength(1);
  expect(body).not.toContain('<');
  expect(compose(tokenId, { ...facts, firstName: '\u200b' }).body).toMatch(/^Hello, /);
});

test('an account of a language without texts is written to in English', () => {
  expect(compose(tokenId, { ...facts, language: 'toString' })).toMatchObject({
    language: 'en',
    subject: 'Choose a new password for Airside',
  });
});
