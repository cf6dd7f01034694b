import type { HoldAnswer } from '@airside/contracts';
import type { PaidLeg, Progress } from './flow.ts';

/** Where a tab keeps over a reload what it holds and has paid: ids, seats and locators, and nothing about who flies. */
export const keptLegsKey = 'airside.legs';

type KeptLeg = { hold: HoldAnswer } | { paid: PaidLeg } | null;

/** By the flight's place in the journey; a hold that is paid is no hold any more. */
export function writeKeptLegs({ holds, paid }: Pick<Progress, 'holds' | 'paid'>): string {
  const kept = Array.from({ length: Math.max(holds.length, paid.length) }, (_, leg): KeptLeg => {
    const [hold, bought] = [holds[leg], paid[leg]];
    if (bought !== undefined) return { paid: bought };
    return hold === undefined ? null : { hold };
  });
  return JSON.stringify(kept);
}

/** What is still held of these departures, and what is paid; nothing where it is another journey's, is over, or is no such list. */
export function readKeptLegs(
  text: string | null,
  departureIds: readonly number[],
  nowMs: number,
): Pick<Progress, 'holds' | 'paid'> {
  const kept = parse(text);
  const legs = departureIds.map((departureId, index): { hold?: HoldAnswer; paid?: PaidLeg } => {
    const leg = kept[index];
    if (typeof leg !== 'object' || leg === null) return {};
    if ('paid' in leg) return isPaidLeg(leg.paid, departureId) ? leg : {};
    return 'hold' in leg && isOpenHold(leg.hold, departureId, nowMs) ? leg : {};
  });
  return { holds: legs.map(({ hold }) => hold), paid: legs.map(({ paid }) => paid) };
}

const isPaidLeg = (paid: Partial<PaidLeg> | null, departureId: number) =>
  paid?.departureId === departureId && typeof paid.bookingId === 'string' && typeof paid.pnr === 'string';

function isOpenHold(hold: Partial<HoldAnswer> | null, departureId: number, nowMs: number): boolean {
  const isOurs = hold?.departureId === departureId && Array.isArray(hold.seats) && typeof hold.holdId === 'string';
  return isOurs && Date.parse(hold.expiresAt ?? '') > nowMs;
}

function parse(text: string | null): readonly KeptLeg[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(kept) ? (kept as KeptLeg[]) : [];
  } catch {
    return [];
  }
}
