import { Problem } from '@airside/contracts';
import type { Job } from '@airside/jobs';
import { expect, test } from 'vitest';
import type { Account } from '../channels/channel.ts';
import { createDigestWriter } from '../messages/digest.ts';
import { createRests } from './attempt.ts';
import { deliverLot } from './deliver.ts';
import type { ClaimedRow, Ledger } from './ledger.ts';
import type { NoticeJob } from './queue.ts';
import type { Ending } from './sending-queries.ts';

const row: ClaimedRow = {
  id: 1,
  key: 'key',
  claim: 'claim',
  carriedBy: null,
  account: 'smtp',
  channel: 'email',
  address: 'a@example.org',
  attempts: 1,
  eventId: 'e1',
  eventTime: Temporal.Instant.from('2030-12-01T10:00:00Z'),
  flightId: 'SW1',
  accountId: null,
  departureId: 1,
  language: 'en',
  subject: 's',
  body: 'b',
  sms: 'm',
  pushTitle: 't',
  pushText: 'x',
  isUrgent: false,
  stateBefore: 'QUEUED',
  carried: [],
};

/** Tries a delivery once, with a ledger that has it as it is given and knows of no newer events as long as `newerEvent` says so. */
async function tryOnce(
  claimed: ClaimedRow,
  newerEvent: Ledger['newerEvent'],
): Promise<{ sends: number; ended: string[] }> {
  let sends = 0;
  const ended: Ending[] = [];
  const account: Account = {
    name: 'smtp',
    async send() {
      sends += 1;
      return { kind: 'accepted', providerId: undefined };
    },
    async close() {},
  };
  const ledger: Ledger = {
    claim: async () => claimed,
    note: async () => true,
    newerEvent,
    async end(endings) {
      ended.push(...endings);
    },
    devicesOf: async () => [],
    async removeDevice() {},
  };
  const job: Job<NoticeJob> = {
    id: 'job',
    data: { channel: 'email', ids: [1], attempt: 0 },
    attempt: 1,
    signal: new AbortController().signal,
    finish: async () => undefined,
  };
  const deps = {
    ledger,
    channels: { email: [account], sms: [], fcm: [], webpush: [] },
    rests: createRests(() => 0),
    accounts: { emailOf: async () => undefined },
    unsubscribeUrl: () => 'https://x.example/',
    writeDigest: createDigestWriter(),
    now: () => Temporal.Instant.from('2030-12-01T10:00:00Z'),
    sendTimeoutMs: 1000,
  };
  await deliverLot(deps, job);
  return { sends, ended: ended.map(({ id, state, reason_code: code }) => `${id} ${state} ${code}`) };
}

const away = () => Promise.reject(new Problem('DATABASE_UNAVAILABLE'));

test('what goes at its first try is sent without asking whether it is obsolete', async () => {
  expect(await tryOnce(row, away)).toEqual({ sends: 1, ended: ['1 SENT delivered'] });
});

test('while nobody can say whether a text is obsolete, it waits, and is not taken for sent', async () => {
  expect(await tryOnce({ ...row, stateBefore: 'HELD' }, away)).toEqual({ sends: 0, ended: ['1 QUEUED retrying'] });
});

test('an obsolete text is not sent; what was to be told with it waits for a message without it', async () => {
  const carried = { ...row, id: 2, carriedBy: 1 };
  const digest: ClaimedRow = { ...row, stateBefore: 'HELD', carried: [carried] };
  expect(await tryOnce(digest, async (id) => (id === 2 ? 'newer' : undefined))).toEqual({
    sends: 0,
    ended: ['1 QUEUED retrying', '2 MERGED superseded'],
  });
});

test('what somebody may have, and has no address any more, is not taken for refused', async () => {
  const unfinished: ClaimedRow = { ...row, stateBefore: 'SENDING', address: null };
  expect(await tryOnce(unfinished, away)).toEqual({ sends: 0, ended: ['1 FAILED unknown_outcome'] });
});
