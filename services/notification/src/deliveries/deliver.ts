import { Problem } from '@airside/contracts';
import type { Job } from '@airside/jobs';
import { inSpan, SpanKind } from '@airside/service';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Account, Address, Channels, Message } from '../channels/channel.ts';
import type { DeviceRow } from '../devices/queries.ts';
import type { AccountDirectory } from './account-directory.ts';
import { ask, attempt, combine, type Rests, type Verdict } from './attempt.ts';
import { endingsOf, type Result } from './endings.ts';
import type { ClaimedRow, Ledger } from './ledger.ts';
import { messageOf, type WriteDigest } from './message.ts';
import type { NoticeJob } from './queue.ts';

export type DeliverDeps = {
  ledger: Ledger;
  channels: Channels;
  rests: Rests;
  accounts: AccountDirectory;
  unsubscribeUrl(deliveryKey: string): string;
  writeDigest: WriteDigest;
  now: () => Temporal.Instant;
  sendTimeoutMs: number;
};

/** Addresses with the accounts that serve them. */
type Target = { address: Address; accounts: readonly Account[]; device: DeviceRow | undefined };

/** There is no address, or none that is known now. */
type Nowhere = Extract<Verdict, { kind: 'refused' | 'later' }>;

/** One attempt at each delivery of a job. Throws where one could not even be noted: then the job comes again. */
export async function deliverLot(deps: DeliverDeps, job: Job<NoticeJob>): Promise<void> {
  const outcomes = await Promise.allSettled(job.data.ids.map((id) => deliver(deps, job, id)));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/**
 * One attempt at a delivery, and at what is told in the same message. It is marked as being sent before it is given to
 * anybody; who finds it so asks first. What is to be tried again gets a job of its own together with the note of how this
 * attempt ended.
 */
async function deliver(deps: DeliverDeps, { data, signal }: Job<NoticeJob>, id: number): Promise<void> {
  const { ledger } = deps;
  const claim = randomUUID();
  const claimed = await ledger.claim({ id, claim, attempt: data.attempt });
  if (claimed === undefined) return;
  const attributes = { 'airside.event_id': claimed.eventId, 'airside.delivery': claimed.key };
  const result = await inSpan(`deliver ${claimed.channel}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    const ended = await resultOf(deps, claimed, signal);
    span.setAttribute('airside.outcome', ended.kind);
    return ended;
  });
  await insist(() => ledger.end(endingsOf(result, claimed, deps.now())), signal);
}

const againMs = 500;

/** Whoever has sent something says so, also when the database is away for a moment. */
export async function insist(note: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await note();
      return;
    } catch (error) {
      if (signal.aborted || !(error instanceof Problem)) throw error;
      await delay(againMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function resultOf(deps: DeliverDeps, row: ClaimedRow, signal: AbortSignal): Promise<Result> {
  const targets = await targetsOf(deps, row);
  const message = messageOf(row, deps);
  const isUnfinished = row.stateBefore === 'SENDING' && row.account !== null;
  if (!Array.isArray(targets)) {
    // Somebody may have it already, wherever it would go now.
    return isUnfinished ? { kind: targets.kind === 'later' ? 'unsure' : 'lost', reason: targets.reason } : targets;
  }
  if (isUnfinished) {
    const asked = await askBefore(deps, row, { targets, message, signal });
    if (asked !== 'not sent') return asked;
  }
  const newerEventIds = await obsoleteAmong(deps, row);
  // Nobody has it, and that is to be noted: who finds it in SENDING would take it for sent.
  if (newerEventIds instanceof Error)
    return { kind: 'later', reason: `newer events are not known: ${newerEventIds.message}` };
  if (newerEventIds.size > 0) return { kind: 'obsolete', newerEventIds };
  return sendTo(deps, { row, targets, message, signal });
}

/**
 * The newer events that make texts obsolete, of all but a first try: they may also have come while the texts were in
 * somebody's hands, where they could not be ended.
 */
async function obsoleteAmong({ ledger }: DeliverDeps, row: ClaimedRow): Promise<Map<number, string> | Error> {
  const isFirstTry = row.stateBefore === 'QUEUED' && row.attempts === 1;
  if (isFirstTry) return new Map();
  const ids = [row, ...row.carried].map(({ id }) => id);
  try {
    const newer = await Promise.all(ids.map(async (id) => [id, await ledger.newerEvent(id)] as const));
    return new Map(newer.flatMap(([id, eventId]) => (eventId === undefined ? [] : [[id, eventId]])));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** What came of the attempt before this one, which did not say so. */
async function askBefore(
  { sendTimeoutMs }: DeliverDeps,
  row: ClaimedRow,
  { targets, message, signal }: { targets: readonly Target[]; message: Message; signal: AbortSignal },
): Promise<Verdict | 'not sent'> {
  for (const { address, accounts } of targets) {
    const before = accounts.find(({ name }) => name === row.account);
    if (before !== undefined) return ask(before, { address, message, signal, sendTimeoutMs });
  }
  return { kind: 'lost', reason: `${row.account} may have it and is not configured any more; it was not sent again` };
}

async function sendTo(
  { rests, ledger, sendTimeoutMs }: DeliverDeps,
  sending: { row: ClaimedRow; targets: readonly Target[]; message: Message; signal: AbortSignal },
): Promise<Verdict> {
  const { row, targets, message, signal } = sending;
  let noted = row.account;
  const verdicts: Verdict[] = [];
  for (const { address, accounts, device } of targets) {
    const verdict = await attempt({
      accounts,
      rests,
      address,
      message,
      signal,
      sendTimeoutMs,
      async note(account) {
        if (noted === account) return;
        if (!(await ledger.note({ id: row.id, claim: row.claim, account })))
          throw new Error('the delivery was taken over');
        noted = account;
      },
    });
    if (verdict.kind === 'refused' && verdict.isAddressDead && device !== undefined) await ledger.removeDevice(device);
    verdicts.push(verdict);
  }
  return combine(verdicts);
}

/** Where a delivery goes, or why it goes nowhere. */
async function targetsOf(deps: DeliverDeps, row: ClaimedRow): Promise<Target[] | Nowhere> {
  const { channels, accounts, ledger } = deps;
  const refused = (reason: string): Nowhere => ({ kind: 'refused', reason, isAddressDead: false });
  switch (row.channel) {
    case 'email': {
      const email = row.address ?? (await emailOf(accounts, row.accountId));
      if (typeof email === 'object') return email;
      if (email === undefined) return refused('the account has no e-mail address');
      return [{ address: { channel: 'email', email, name: undefined }, accounts: channels.email, device: undefined }];
    }
    case 'sms':
      if (row.address === null) return refused('there is no telephone number');
      return [{ address: { channel: 'sms', phone: row.address }, accounts: channels.sms, device: undefined }];
    case 'push': {
      const devices = row.accountId === null ? [] : await ledger.devicesOf(row.accountId);
      return devices.flatMap((device) => targetOf(device, channels) ?? []);
    }
    case 'in_app':
      return refused('the inbox is sent nothing');
  }
}

/** The account's e-mail as of now; a verdict where it cannot be asked for. */
async function emailOf(accounts: AccountDirectory, accountId: number | null): Promise<string | undefined | Nowhere> {
  if (accountId === null) return undefined;
  try {
    return await accounts.emailOf(accountId);
  } catch (error) {
    return { kind: 'later', reason: `the account's e-mail address is not known: ${(error as Error).message}` };
  }
}

function targetOf(device: DeviceRow, channels: Channels): Target | undefined {
  const accounts = channels[device.kind];
  if (accounts.length === 0) return undefined;
  if (device.kind === 'fcm') return { address: { channel: 'fcm', token: device.address }, accounts, device };
  if (device.keys === null) return undefined;
  const subscription = { endpoint: device.address, keys: device.keys };
  return { address: { channel: 'webpush', subscription }, accounts, device };
}
