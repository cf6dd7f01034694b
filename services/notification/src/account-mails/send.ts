import { defineQueue, type Job, type Jobs, type Queue } from '@airside/jobs';
import type { Cluster } from '@airside/postgres';
import type { Account } from '../channels/channel.ts';
import { attempt, type Rests } from '../deliveries/attempt.ts';
import { insist } from '../deliveries/deliver.ts';
import { boundedReason } from '../deliveries/reasons.ts';
import type { AccountMailComposer } from './compose.ts';
import { type ClaimedMail, claimMail, type EndedMail, endMail, noteProvider } from './queries.ts';
import { type Attempted, decideEnding, type Ending, withoutSecrets } from './rules.ts';
import type { TokenDirectory } from './token-directory.ts';

/** One attempt at the mail of a token. */
export type AccountMailJob = { tokenId: string };

export const accountMailQueue: Queue<AccountMailJob> = defineQueue<AccountMailJob>({
  name: 'account-mails',
  longestRunSeconds: 20,
});

export type SendDeps = {
  cluster: Cluster;
  jobs: Jobs;
  /** E-mail accounts in the order in which they are tried. */
  providers: readonly Account[];
  rests: Rests;
  tokens: TokenDirectory;
  compose: AccountMailComposer;
  now: () => Temporal.Instant;
  /** From 0 to 1; spreads retries. */
  random: () => number;
  /** Longest that one account may take, in milliseconds. */
  sendTimeoutMs: number;
  /** Told after the commit. */
  onEnded(mail: EndedMail, state: Ending['state']): void;
};

/** One attempt at a mail; its end, the end of its job and the next job are one transaction. */
export async function sendAccountMail(deps: SendDeps, job: Job<AccountMailJob>): Promise<void> {
  const { cluster, jobs, now, random } = deps;
  const { tokenId } = job.data;
  const mail = await claimMail(cluster.writer, tokenId);
  if (mail === undefined) return;
  const attempted = await attemptMail(deps, mail, job.signal);
  const decided = decideEnding(attempted, mail, now(), random());
  const ending = { ...decided, reason: boundedReason(decided.reason) };
  let isNoted = false;
  await insist(async () => {
    isNoted = await cluster.transaction(async (tx) => {
      await job.finish(tx);
      if (!(await endMail(tx, mail, ending))) return false;
      if (ending.state === 'QUEUED') await jobs.send(tx, accountMailQueue, { tokenId }, { startAfter: ending.retryAt });
      return true;
    });
  }, job.signal);
  if (isNoted) deps.onEnded(mail, ending.state);
}

/** Token and address are known in here only. */
async function attemptMail(deps: SendDeps, mail: ClaimedMail, signal: AbortSignal): Promise<Attempted> {
  const { cluster, providers, tokens, rests, sendTimeoutMs } = deps;
  if (mail.isInterrupted) return { kind: 'lost', reason: 'the process that sent it ended' };
  if (providers.length === 0)
    return { kind: 'refused', reason: 'no e-mail account is configured', isAddressDead: false };
  const facts = await tokens.find(mail.tokenId).catch((error: unknown) => ({ fault: (error as Error).message }));
  if (facts === undefined) return { kind: 'void' };
  if ('fault' in facts) return { kind: 'later', reason: `the user service cannot be asked: ${facts.fault}` };
  const verdict = await attempt({
    accounts: providers,
    rests,
    address: { channel: 'email', email: facts.email, name: undefined },
    message: deps.compose(mail.tokenId, facts),
    signal,
    sendTimeoutMs,
    async note(provider) {
      if (!(await noteProvider(cluster.writer, mail, provider))) throw new Error('the mail was taken over');
    },
  });
  return verdict.kind === 'accepted' ? verdict : { ...verdict, reason: withoutSecrets(verdict.reason, facts) };
}
