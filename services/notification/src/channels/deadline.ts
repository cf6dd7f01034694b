import type { Address, Outcome } from './channel.ts';

/** What one try at any provider may take in all, in milliseconds. */
export const deadlineMs = 10_000;

/** An address of another channel than the account's. */
export function misdirected(account: string, address: Address): Outcome {
  return { kind: 'refused', reason: `${account} cannot reach ${address.channel}`, isAddressDead: false };
}
