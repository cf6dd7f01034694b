import type { Cabin } from '@airside/contracts';

/** A hold as far as its use needs to know it. */
export type HoldView = {
  accountId: number;
  flightId: number;
  /** Neither ended nor expired. */
  isLive: boolean;
  /** How many it still keeps. */
  seats: number;
  /** Null where it keeps none. */
  cabin: Cabin | null;
};

export type HoldUse =
  | { kind: 'use'; cabin: Cabin }
  | { kind: 'refuse'; code: 'HOLD_NOT_FOUND' | 'HOLD_EXPIRED' }
  | { kind: 'invalid'; message: string };

/** Whether a party of so many who need a seat may fly on a hold. Another account's is as if it did not exist. */
export function decideUse(
  hold: HoldView | undefined,
  wanted: { accountId: number; flightId: number; seats: number; cabin: Cabin | undefined },
): HoldUse {
  if (hold === undefined || hold.accountId !== wanted.accountId) return { kind: 'refuse', code: 'HOLD_NOT_FOUND' };
  if (hold.flightId !== wanted.flightId) return { kind: 'invalid', message: 'keeps seats of another flight' };
  if (!hold.isLive || hold.cabin === null) return { kind: 'refuse', code: 'HOLD_EXPIRED' };
  if (hold.seats !== wanted.seats)
    return { kind: 'invalid', message: `keeps ${hold.seats} seats; ${wanted.seats} are needed` };
  if (wanted.cabin !== undefined && wanted.cabin !== hold.cabin)
    return { kind: 'invalid', message: `keeps seats in ${hold.cabin}` };
  return { kind: 'use', cabin: hold.cabin };
}
