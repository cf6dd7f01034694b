import type { Verdict } from './attempt.ts';
import type { ClaimedRow } from './ledger.ts';
import { mostAttempts } from './queue.ts';
import { boundedReason, type ReasonCode } from './reasons.ts';
import type { Ending } from './sending-queries.ts';

/** How an attempt at a delivery ended, with whatever travelled with it. */
export type Result =
  | Verdict
  /** Nothing was sent: the newer events, by the deliveries whose text they make obsolete. */
  | { kind: 'obsolete'; newerEventIds: ReadonlyMap<number, string> };

type Member = Pick<ClaimedRow, 'id' | 'attempts'>;
type Words = Omit<Ending, 'id' | 'claim'>;

/** The ledger's words for what came of an attempt: one ending for the delivery and for each that it carried. */
export function endingsOf(result: Result, row: ClaimedRow, now: Temporal.Instant): Ending[] {
  const members: Member[] = [row, ...row.carried];
  const { claim } = row;
  return members.map((member) => ({ id: member.id, claim, ...wordsFor(result, row, member, now) }));
}

function wordsFor(result: Result, row: ClaimedRow, member: Member, now: Temporal.Instant): Words {
  const isCarried = member.id !== row.id;
  const isLast = member.attempts >= mostAttempts;
  switch (result.kind) {
    case 'accepted': {
      const provider = { account: result.account, provider_id: result.providerId ?? null };
      if (isCarried)
        return {
          ...said('MERGED', 'digest', `told in one ${messageWord(row)} with event ${row.eventId}`),
          ...provider,
        };
      const others = row.carried.length === 0 ? '' : `, with ${row.carried.length} more`;
      return {
        ...said('SENT', 'delivered', `${result.account} has it${others}`),
        ...provider,
        sent_at: now.toString(),
      };
    }
    case 'refused':
      // A refusal counts for a message of its own only: it may be another one's text, or the length, that is refused.
      return row.carried.length === 0
        ? said('FAILED', 'refused', result.reason)
        : said('QUEUED', 'split', `told with others, ${result.reason}; it goes by itself`);
    case 'later':
      return isLast
        ? said('FAILED', 'exhausted', `given up after ${member.attempts} attempts: ${result.reason}`)
        : { ...said('QUEUED', 'retrying', result.reason), pace: paceOf(row) };
    case 'unsure':
      // Left in SENDING, with its account and what it carries: the next attempt asks.
      return row.attempts >= mostAttempts
        ? said('FAILED', 'unknown_outcome', `given up after ${row.attempts} attempts: ${result.reason}`)
        : { ...said('SENDING', 'asking', result.reason), pace: row.attempts };
    case 'lost':
      return said('FAILED', 'unknown_outcome', result.reason);
    case 'obsolete': {
      const newer = result.newerEventIds.get(member.id);
      return newer === undefined
        ? said('QUEUED', 'retrying', 'what was to be told with it is superseded')
        : said('MERGED', 'superseded', `superseded by event ${newer}`);
    }
  }
}

function said(state: Ending['state'], code: ReasonCode, reason: string): Words {
  const words = boundedReason(reason);
  return { state, reason_code: code, reason: words, account: null, provider_id: null, sent_at: null, pace: 0 };
}

/** What waits together is tried together again: a provider that is away for long is not asked more often because of a newer notice. */
function paceOf(row: ClaimedRow): number {
  return Math.max(row.attempts, ...row.carried.map(({ attempts }) => attempts));
}

function messageWord({ channel }: ClaimedRow): string {
  return channel === 'push' ? 'push message' : 'e-mail';
}
