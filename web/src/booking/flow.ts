import type { HoldAnswer, OrderAnswer } from '@airside/contracts';
import type { Traveller } from './party.ts';

export const steps = ['passengers', 'seats', 'pay', 'done'] as const;
export type Step = (typeof steps)[number];

/** What is known of a flight that is bought. */
export type PaidLeg = {
  readonly departureId: number;
  /** The record locator. */
  readonly pnr: string;
  /** Of the first passenger: it leads to the trip and to the receipt of all. */
  readonly bookingId: string;
  /** The payment was not decided when it was last asked for. */
  readonly isPending: boolean;
};

/** How far a purchase has come. What is held and what is paid are by the flight's place in the journey. */
export type Progress = {
  readonly step: Step;
  /** The flight whose seats are being chosen. */
  readonly leg: number;
  readonly party: readonly Traveller[];
  readonly holds: readonly (HoldAnswer | undefined)[];
  readonly paid: readonly (PaidLeg | undefined)[];
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

/** From before a reload seats may be held and flights paid; who flies is asked again, unless all is paid. */
export function startOf({
  party,
  holds = [],
  paid = [],
}: Pick<Progress, 'party'> & Partial<Pick<Progress, 'holds' | 'paid'>>): Progress {
  const isDone = paid.length > 0 && firstUnpaid({ paid }) === paid.length;
  return { step: isDone ? 'done' : 'passengers', leg: 0, party, holds, paid, lostBy: undefined };
}

/** Decides where an event leads. */
export function nextStep(progress: Progress, event: Event): Progress {
  switch (event.kind) {
    case 'named':
      return { ...progress, step: 'seats', leg: firstUnpaid(progress), party: event.party };
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
      const paid = replaced(progress.paid, event.leg, paidLegOf(event.order));
      const holds = replaced(progress.holds, event.leg, undefined);
      return { ...progress, holds, paid, step: firstUnpaid({ paid }) >= event.legs ? 'done' : 'pay' };
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
export function firstUnpaid({ paid }: Pick<Progress, 'paid'>): number {
  const leg = paid.findIndex((each) => each === undefined);
  return leg === -1 ? paid.length : leg;
}

function paidLegOf({ order, bookings: [first] }: OrderAnswer): PaidLeg {
  return {
    departureId: order.departureId,
    pnr: order.pnr,
    bookingId: first?.bookingId ?? '',
    isPending: order.status === 'PAYMENT_PENDING',
  };
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
