import type { AirsideEvent, OneTimePurpose } from '@airside/contracts';
import { type BusMember, subscribe, type Subscription } from '@airside/events';
import { defineQueue, type Jobs, type Queue, type Schedule } from '@airside/jobs';
import type { Cluster, Db } from '@airside/postgres';
import type { Registry } from '@airside/service';
import type { Account } from '../channels/channel.ts';
import { createRests } from '../deliveries/attempt.ts';
import { boundedReason } from '../deliveries/reasons.ts';
import { createAccountMailComposer } from './compose.ts';
import { measureAccountMails } from './metrics.ts';
import { abandonMail, deleteMailsOfAccount, deleteOldMails, type EndedMail, insertMail } from './queries.ts';
import type { Ending } from './rules.ts';
import { accountMailQueue, sendAccountMail } from './send.ts';
import type { TokenDirectory } from './token-directory.ts';

const tidyingQueue = defineQueue<Record<string, never>>({ name: 'account-mail-tidying', attempts: 3 });
/** How long the ledger goes back. */
const keepDays = 90;
/** Mails in hand at once in this process. */
const concurrency = 4;
const defaultSendTimeoutMs = 6000;

export type AccountMailOptions = {
  bus: BusMember & { cluster: Cluster };
  /** E-mail accounts in the order in which they are tried. */
  providers: readonly Account[];
  tokens: TokenDirectory;
  /** Where travellers reach this installation: `https://fly.example.org`. */
  publicUrl: string;
  registry: Registry;
  now: () => Temporal.Instant;
  /** From 0 to 1; spreads retries. */
  random: () => number;
  sendTimeoutMs?: number;
};

export type AccountMails = {
  queues: readonly Queue<object>[];
  schedules: readonly Schedule<object>[];
  /** Begins to follow the accounts and to send; `jobs` has the queues and schedules. */
  start(jobs: Jobs): void;
  /** Follows the accounts no more; the jobs are stopped by whoever started them. */
  stop(): Promise<void>;
};

/**
 * Mails that accounts need to be used at all: proof of an address, a forgotten password. Whoever asks for one waits for it:
 * preferences, quiet hours and unsubscribing are for notices.
 */
export function createAccountMails(options: AccountMailOptions): AccountMails {
  const { bus, registry, now, random, sendTimeoutMs = defaultSendTimeoutMs } = options;
  const { cluster, log } = bus;
  const metrics = measureAccountMails(registry, cluster);
  const rests = createRests(() => performance.now());
  const compose = createAccountMailComposer(options.publicUrl);
  let subscription: Subscription | undefined;

  function onEnded(mail: EndedMail, state: Ending['state']): void {
    metrics.onState(mail.purpose, state);
    logEnded(log, mail, state);
  }

  return {
    queues: [accountMailQueue, tidyingQueue],
    schedules: [{ queue: tidyingQueue, cron: '53 * * * *', data: {} }],
    start(jobs) {
      const { providers, tokens } = options;
      const deps = { cluster, jobs, providers, rests, tokens, compose, now, random, sendTimeoutMs, onEnded };
      jobs.work(accountMailQueue, {
        concurrency,
        handle: (job) => sendAccountMail(deps, job),
        async onDead({ data, reason }, tx) {
          const mail = await abandonMail(tx, data.tokenId, boundedReason(reason));
          if (mail !== undefined) onEnded(mail, 'FAILED');
        },
      });
      jobs.work(tidyingQueue, {
        concurrency: 1,
        handle: () => deleteOldMails(cluster.writer, now().subtract({ hours: 24 * keepDays })),
      });
      subscription = followAccounts(bus, jobs, (purpose) => metrics.onState(purpose, 'QUEUED'));
    },
    async stop() {
      await subscription?.stop();
    },
  };
}

/** One group for both kinds of event, because their order counts: no mail is kept of an account that is forgotten. */
function followAccounts(bus: BusMember, jobs: Jobs, onQueued: (purpose: OneTimePurpose) => void): Subscription {
  return subscribe({
    ...bus,
    stream: 'accounts',
    group: 'notification/account-mails',
    wants: ({ type }) => type === 'account.mail_requested' || type === 'account.deleted',
    handle: (event, tx) => applyEvent(jobs, event, tx),
    onHandled(event) {
      if (event.type !== 'account.mail_requested') return;
      onQueued(event.data.purpose);
      jobs.wake(accountMailQueue);
    },
  });
}

async function applyEvent(jobs: Jobs, event: AirsideEvent, tx: Db): Promise<void> {
  if (event.type === 'account.deleted') await deleteMailsOfAccount(tx, event.data.user_id);
  if (event.type !== 'account.mail_requested') return;
  const { user_id: accountId, token_id: tokenId, purpose, expires_at } = event.data;
  const expiresAt = Temporal.Instant.from(expires_at);
  if (await insertMail(tx, { tokenId, accountId, eventId: event.id, purpose, expiresAt }))
    await jobs.send(tx, accountMailQueue, { tokenId });
}

/** No address, and no words of a provider. `npm run logs -- notifications.email` shows these lines. */
function logEnded(log: BusMember['log'], mail: EndedMail, state: Ending['state']): void {
  const { eventId, tokenId, accountId, purpose, attempts } = mail;
  const told = { eventId, delivery: tokenId, channel: 'email', accountId, purpose, state, attempts };
  if (state === 'SENT') log.info(told, 'account mail handed over');
  else log.warn(told, 'account mail not handed over');
}
