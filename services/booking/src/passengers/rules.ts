import { foldName } from '../airports/names.ts';

/** A live booking's traveller, as far as claiming needs to know. */
export type Claimable = { passengerId: number; reference: string; lastName: string | null; accountId: number | null };

export type ClaimDecision =
  | { kind: 'link'; passenger: Claimable }
  | { kind: 'alreadyLinked'; passenger: Claimable }
  | { kind: 'refuse'; code: 'PASSENGER_NOT_FOUND' | 'PASSENGER_CLAIMED' };

/** Whether the account may take over one of the travellers under a locator. A wrong locator and a wrong name look the same. */
export function decideClaim(
  travellers: readonly Claimable[],
  { lastName, accountId }: { lastName: string; accountId: number },
): ClaimDecision {
  const name = foldName(lastName);
  const named = travellers.filter((traveller) => traveller.lastName !== null && foldName(traveller.lastName) === name);
  const own = named.find((traveller) => traveller.accountId === accountId);
  if (own !== undefined) return { kind: 'alreadyLinked', passenger: own };
  const free = named.find((traveller) => traveller.accountId === null);
  if (free !== undefined) return { kind: 'link', passenger: free };
  return { kind: 'refuse', code: named.length > 0 ? 'PASSENGER_CLAIMED' : 'PASSENGER_NOT_FOUND' };
}

const greatestId = 2_147_483_647;

/** `11` and `P011` are the same passenger; undefined for what can be none. */
export function parsePassengerId(given: string): number | undefined {
  const id = Number(/^P?([0-9]+)$/i.exec(given)?.[1]);
  return id >= 1 && id <= greatestId ? id : undefined;
}
