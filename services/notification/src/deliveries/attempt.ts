import type { Account, Address, Message, Outcome } from '../channels/channel.ts';

/** How an attempt at one address ended. */
export type Verdict =
  | { kind: 'accepted'; account: string; providerId: string | undefined }
  | { kind: 'refused'; reason: string; isAddressDead: boolean }
  /** Nobody has it: later again. */
  | { kind: 'later'; reason: string }
  /** Somebody may have it and can be asked again later. */
  | { kind: 'unsure'; reason: string }
  /** Somebody may have it and cannot be asked: it is not sent again. */
  | { kind: 'lost'; reason: string };

/** Longest that one account may take, in milliseconds. */
const defaultSendTimeoutMs = 6000;

/** Accounts that said how long they want to be left alone. */
export type Rests = { isResting(account: string): boolean; rest(account: string, forMs: number): void };

/** `now` in milliseconds, of a clock that never goes back. As many entries as there are accounts. */
export function createRests(now: () => number): Rests {
  const until = new Map<string, number>();
  /** A provider that asks for more is asked again all the same. */
  const longestRestMs = 60_000;
  return {
    isResting: (account) => (until.get(account) ?? -Infinity) > now(),
    rest: (account, forMs) => void until.set(account, now() + Math.min(forMs, longestRestMs)),
  };
}

export type AttemptOptions = {
  accounts: readonly Account[];
  rests: Rests;
  address: Address;
  message: Message;
  signal: AbortSignal;
  /** Notes durably that this account may have it; must be done before anything is sent. Throws where the attempt is not ours any more. */
  note(account: string): Promise<void>;
  sendTimeoutMs?: number;
};

/** Tries the accounts in order until one has it, or one may have it. */
export async function attempt(options: AttemptOptions): Promise<Verdict> {
  const { accounts, rests } = options;
  if (accounts.length === 0) return { kind: 'later', reason: 'no provider is configured' };
  let reason = 'every provider asked to be left alone for a while';
  for (const account of accounts) {
    if (rests.isResting(account.name)) continue;
    const outcome = await sendInTurn(account, options);
    if (outcome.kind === 'accepted') return { kind: 'accepted', account: account.name, providerId: outcome.providerId };
    if (outcome.kind === 'refused') return { ...outcome, reason: `${account.name} refused it: ${outcome.reason}` };
    reason = `${account.name}: ${outcome.reason}`;
    if (outcome.kind === 'unavailable') {
      if (outcome.retryAfterMs !== undefined) rests.rest(account.name, outcome.retryAfterMs);
      continue;
    }
    const asked = await ask(account, options);
    if (asked !== 'not sent') return asked;
  }
  return { kind: 'later', reason };
}

/** What came of an attempt that did not say how it ended: `not sent` where it is safe to send. */
export async function ask(
  account: Account | undefined,
  options: Pick<AttemptOptions, 'address' | 'message' | 'signal' | 'sendTimeoutMs'>,
): Promise<Verdict | 'not sent'> {
  const name = account?.name ?? 'the provider';
  if (account?.isRepeatHarmless === true) return 'not sent';
  if (account?.find === undefined)
    return { kind: 'lost', reason: `${name} may have it and cannot be asked; it was not sent again` };
  const { address, message, signal, sendTimeoutMs = defaultSendTimeoutMs } = options;
  const ends = AbortSignal.any([signal, AbortSignal.timeout(sendTimeoutMs)]);
  const found = await account.find(message.deliveryId, ends, { address, message }).catch(() => 'unknown' as const);
  if (found === 'sent') return { kind: 'accepted', account: name, providerId: undefined };
  if (found === 'not sent') return 'not sent';
  return { kind: 'unsure', reason: `${name} may have it and does not say` };
}

/** Noted only when its turn has come: what waits for it has been given to nobody. */
async function sendInTurn(account: Account, options: AttemptOptions): Promise<Outcome> {
  const turn = await account.enter?.(options.signal);
  if (turn?.kind === 'unavailable') return turn;
  try {
    await options.note(account.name);
    return await send(account, options);
  } finally {
    turn?.leave();
  }
}

async function send(
  account: Account,
  { address, message, signal, sendTimeoutMs = defaultSendTimeoutMs }: AttemptOptions,
): Promise<Outcome> {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(sendTimeoutMs)]);
  try {
    return await account.send(address, message, ends);
  } catch (error) {
    return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** One verdict of several: whoever has devices is told when one of them has it. */
export function combine(verdicts: readonly Verdict[]): Verdict {
  const order: Verdict['kind'][] = ['accepted', 'unsure', 'lost', 'later', 'refused'];
  for (const kind of order) {
    const first = verdicts.find((verdict) => verdict.kind === kind);
    if (first !== undefined) return first;
  }
  return { kind: 'refused', reason: 'no device is registered any more', isAddressDead: false };
}
