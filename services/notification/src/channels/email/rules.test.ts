import { expect, test } from 'vitest';
import { judgeSmtp, type Phase, type SmtpFailure } from './rules.ts';

const replied = (command: string, responseCode: number, response: string): SmtpFailure => ({
  message: 'failed',
  code: 'EENVELOPE',
  command,
  responseCode,
  response,
});

test.each<[string, SmtpFailure, Phase, string]>([
  ['no such mailbox', replied('RCPT TO', 550, '550 5.1.1 no such user'), 'asking', 'refused dead'],
  ['no such mailbox, without an enhanced code', replied('RCPT TO', 550, '550 no such user'), 'asking', 'refused dead'],
  ['a full mailbox', replied('RCPT TO', 552, '552 5.2.2 mailbox full'), 'asking', 'refused'],
  ['relaying that is denied', replied('RCPT TO', 554, '554 5.7.1 relay access denied'), 'asking', 'unavailable'],
  ['greylisting', replied('RCPT TO', 450, '450 4.2.0 greylisted'), 'asking', 'unavailable'],
  ['a sender that is refused', replied('MAIL FROM', 550, '550 5.7.1 not yours'), 'asking', 'unavailable'],
  ['a wrong password', replied('AUTH PLAIN', 535, '535 5.7.8 no'), 'connecting', 'unavailable'],
  ['a text that is refused', replied('DATA', 554, '554 5.6.0 no'), 'sending', 'refused'],
  ['a text that is refused for now', replied('DATA', 451, '451 4.3.0 later'), 'sending', 'unavailable'],
  ['a mail that is too large', { message: 'too large', code: 'EMESSAGE', command: 'MAIL FROM' }, 'asking', 'refused'],
  [
    'a recipient that is no address',
    { message: 'invalid', code: 'EENVELOPE', command: 'API' },
    'asking',
    'refused dead',
  ],
  ['a connection that is refused', { message: 'ECONNREFUSED', code: 'ESOCKET' }, 'connecting', 'unavailable'],
  ['silence before the text', { message: 'Timeout', code: 'ETIMEDOUT' }, 'asking', 'unavailable'],
  ['silence after the text', { message: 'Timeout', code: 'ETIMEDOUT' }, 'sending', 'unknown'],
])('%s', (_what, failure, phase, verdict) => {
  const outcome = judgeSmtp(failure, phase);
  expect(outcome.kind + (outcome.kind === 'refused' && outcome.isAddressDead ? ' dead' : '')).toBe(verdict);
});

test('the reason is one short line', () => {
  const outcome = judgeSmtp(replied('DATA', 554, `554-5.6.0 first\r\n554 5.6.0 ${'long '.repeat(200)}`), 'sending');
  expect(outcome).toMatchObject({ reason: expect.stringMatching(/^554-5.6.0 first 554 5.6.0[ -~]{0,190}$/) as string });
});
