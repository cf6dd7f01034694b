import { expect, test } from 'vitest';
import type { Account, Message, Outcome } from '../channels/channel.ts';
import { attempt, combine, createRests, type Verdict } from './attempt.ts';

const message: Message = {
  deliveryId: 'd1',
  thread: 'flight/1',
  subject: 's',
  body: 'b',
  sms: 'm',
  push: { title: 't', text: 'x' },
  unsubscribeUrl: undefined,
  language: 'en',
  isUrgent: false,
};
const accepted: Outcome = { kind: 'accepted', providerId: 'p1' };
const unavailable: Outcome = { kind: 'unavailable', reason: 'busy' };
const unknown: Outcome = { kind: 'unknown', reason: 'cut off' };

function account(name: string, outcome: Outcome, found?: 'sent' | 'not sent' | 'unknown') {
  const made: Account & { sends: number } = {
    name,
    sends: 0,
    async send() {
      made.sends += 1;
      return outcome;
    },
    ...(found === undefined ? {} : { find: async () => found }),
    async close() {},
  };
  return made;
}

function tryAt(accounts: Account[], noted: string[] = [], rests = createRests(() => 0)) {
  return attempt({
    accounts,
    rests,
    address: { channel: 'sms', phone: '+1' },
    message,
    signal: new AbortController().signal,
    async note(name) {
      noted.push(name);
    },
  });
}

test.each<[string, Account[], Verdict['kind'], string[]]>([
  ['accepted', [account('a', accepted), account('b', accepted)], 'accepted', ['a']],
  ['unavailable: the next account', [account('a', unavailable), account('b', accepted)], 'accepted', ['a', 'b']],
  ['unavailable everywhere: later', [account('a', unavailable), account('b', unavailable)], 'later', ['a', 'b']],
  [
    'refused: nobody else is tried',
    [account('a', { kind: 'refused', reason: 'no', isAddressDead: false }), account('b', accepted)],
    'refused',
    ['a'],
  ],
  ['unknown, not to be asked: never sent again', [account('a', unknown), account('b', accepted)], 'lost', ['a']],
  [
    'unknown, not to be asked, but shown once however often it comes: the next account',
    [{ ...account('a', unknown), isRepeatHarmless: true }, account('b', accepted)],
    'accepted',
    ['a', 'b'],
  ],
  ['unknown, and found: done', [account('a', unknown, 'sent'), account('b', accepted)], 'accepted', ['a']],
  [
    'unknown, and not there: the next account',
    [account('a', unknown, 'not sent'), account('b', accepted)],
    'accepted',
    ['a', 'b'],
  ],
  [
    'unknown, and no answer: asked again later',
    [account('a', unknown, 'unknown'), account('b', accepted)],
    'unsure',
    ['a'],
  ],
  ['no account: later', [], 'later', []],
])('%s', async (_what, accounts, kind, tried) => {
  const noted: string[] = [];
  expect((await tryAt(accounts, noted)).kind).toBe(kind);
  expect(noted).toEqual(tried);
});

test('an account that asks for a pause is passed over until it has had it', async () => {
  let now = 0;
  const rests = createRests(() => now);
  const busy = account('busy', { kind: 'unavailable', reason: '429', retryAfterMs: 5000 });
  const other = account('other', accepted);
  await tryAt([busy, other], [], rests);
  await tryAt([busy, other], [], rests);
  expect([busy.sends, other.sends]).toEqual([1, 2]);
  now = 5001;
  await tryAt([busy, other], [], rests);
  expect(busy.sends).toBe(2);
});

test('an account that throws may have it', async () => {
  const broken: Account = { ...account('a', accepted), send: () => Promise.reject(new Error('bug')) };
  expect(await tryAt([broken])).toMatchObject({ kind: 'lost' });
});

test('of several devices one that has it is enough', () => {
  const refused: Verdict = { kind: 'refused', reason: 'gone', isAddressDead: true };
  expect(combine([refused, { kind: 'accepted', account: 'a', providerId: undefined }]).kind).toBe('accepted');
  expect(combine([refused, { kind: 'later', reason: 'busy' }]).kind).toBe('later');
  expect(combine([refused]).kind).toBe('refused');
  expect(combine([]).kind).toBe('refused');
});
