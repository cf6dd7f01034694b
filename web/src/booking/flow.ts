import type { HoldAnswer, OrderAnswer } from '@airside/contracts';
import type { Traveller } from './party.ts';

export const steps = ['passengers', 'seats', 'pay', 'done'] as const;
export type Step = (typeof steps)[number];

/** How far a purchase has come. Holds and orders are by the flight's place in the journey. */
export type Progress = {
  readonly step: Step;
  /** The flight whose seats are being chosen. */
  readonly leg: number;
  readonly party: readonly Traveller[];
  readonly holds: readonly (HoldAnswer | undefined)[];
  readonly orders: readonly (OrderAnswer | undefined)[];
  /** Why seats that were held have to be chosen anew. */
  readonly lostBy: 'expired' | 'declined' | undefined;
};

export type Event =
  | { kind: 'named'; party: readonly Traveller[] }
  | { kind: 'held'; hold: HoldAnswer; legs: number }
  | { kind: 'ordered'; leg: number; order: OrderAnswer; legs: number }
  /** A payment that is declined takes the seats along; `hold` is that by which they were taken anew, if they could be. */
  | { kind: 'declined'; leg: number; hold: HoldAnswer | undefined }
  | { kind: 'expired' }
  | { kind: 'back' };

/** Seats may be held already, from before a reload; who flies is asked again. */
export function startOf({ party, holds = [] }: Pick<Progress, 'party'> & Partial<Pick<Progress, 'holds'>>): Progress {
  return { step: 'passengers', leg: 0, party, holds, orders: [], lostBy: undefined };
}

/** Decides where an event leads. */
export function nextStep(progress: Progress, event: Event): Progress {
  switch (event.kind) {
    case 'named':
      return { ...progress, step: 'seats', leg: 0, party: event.party };
    case 'held': {
      const holds = replaced(progress.holds, progress.leg, event.hold);
      const isLast = progress.leg + 1 >= event.legs;
      return {
        ...progress,
        holds,
        lostBy: undefined,
        step: isLast ? 'pay' : 'seats',
        leg: isLast ? 0 : progress.leg + 1,
      };
    }
    case 'ordered': {
      const orders = replaced(progress.orders, event.leg, event.order);
      const isAll = Array.from({ length: event.legs }, (_, leg) => orders[leg]).every((order) => order !== undefined);
      return { ...progress, orders, step: isAll ? 'done' : 'pay' };
    }
    case 'declined': {
      const holds = replaced(progress.holds, event.leg, event.hold);
      if (event.hold !== undefined) return { ...progress, holds };
      return { ...progress, step: 'seats', leg: event.leg, holds, lostBy: 'declined' };
    }
    case 'expired':
      return endHolds(progress);
    case 'back':
      return goBack(progress);
  }
}

/** The flight that is to be paid next. */
export function firstUnpaid({ orders }: Pick<Progress, 'orders'>): number {
  const leg = orders.findIndex((order) => order === undefined);
  return leg === -1 ? orders.length : leg;
}

/** Back to the seats, unless it is not said yet who needs them. */
function endHolds(progress: Progress): Progress {
  if (progress.step === 'done') return progress;
  const ended: Progress = { ...progress, holds: [], lostBy: 'expired' };
  return progress.step === 'passengers' ? ended : { ...ended, step: 'seats', leg: firstUnpaid(progress) };
}

function goBack(progress: Progress): Progress {
  if (progress.step === 'pay') return { ...progress, step: 'seats', leg: firstUnpaid(progress) };
  if (progress.step !== 'seats') return progress;
  return progress.leg > firstUnpaid(progress)
    ? { ...progress, leg: progress.leg - 1 }
    : { ...progress, step: 'passengers' };
}

function replaced<T>(list: readonly (T | undefined)[], index: number, value: T | undefined): (T | undefined)[] {
  const next = [...list];
  next[index] = value;
  return next;
}

/** When the first of the holds ends (RFC 3339). */
export function firstEnd(holds: readonly (HoldAnswer | undefined)[]): string | undefined {
  return holds.flatMap((hold) => hold?.expiresAt ?? []).sort()[0];
}
