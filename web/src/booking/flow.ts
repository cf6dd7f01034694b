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
  /** A hold has ended before it was paid. */
  readonly hasExpired: boolean;
};

export type Event =
  | { kind: 'named'; party: readonly Traveller[] }
  | { kind: 'held'; hold: HoldAnswer; legs: number }
  | { kind: 'ordered'; leg: number; order: OrderAnswer; legs: number }
  | { kind: 'expired' }
  | { kind: 'back' };

export function startOf(party: readonly Traveller[]): Progress {
  return { step: 'passengers', leg: 0, party, holds: [], orders: [], hasExpired: false };
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
        hasExpired: false,
        step: isLast ? 'pay' : 'seats',
        leg: isLast ? 0 : progress.leg + 1,
      };
    }
    case 'ordered': {
      const orders = replaced(progress.orders, event.leg, event.order);
      const isAll = Array.from({ length: event.legs }, (_, leg) => orders[leg]).every((order) => order !== undefined);
      return { ...progress, orders, step: isAll ? 'done' : 'pay' };
    }
    case 'expired':
      return progress.step === 'done'
        ? progress
        : { ...progress, step: 'seats', leg: firstUnpaid(progress), holds: [], hasExpired: true };
    case 'back':
      return goBack(progress);
  }
}

/** The flight that is to be paid next. */
export function firstUnpaid({ orders }: Pick<Progress, 'orders'>): number {
  const leg = orders.findIndex((order) => order === undefined);
  return leg === -1 ? orders.length : leg;
}

function goBack(progress: Progress): Progress {
  if (progress.step === 'pay') return { ...progress, step: 'seats', leg: firstUnpaid(progress) };
  if (progress.step !== 'seats') return progress;
  return progress.leg > firstUnpaid(progress)
    ? { ...progress, leg: progress.leg - 1 }
    : { ...progress, step: 'passengers' };
}

function replaced<T>(list: readonly (T | undefined)[], index: number, value: T): (T | undefined)[] {
  const next = [...list];
  next[index] = value;
  return next;
}

/** When the first of the holds ends (RFC 3339). */
export function firstEnd(holds: readonly (HoldAnswer | undefined)[]): string | undefined {
  return holds.flatMap((hold) => hold?.expiresAt ?? []).sort()[0];
}
