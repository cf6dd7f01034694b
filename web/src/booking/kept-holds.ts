import type { HoldAnswer } from '@airside/contracts';

/** Where a tab keeps what it holds over a reload: ids of holds and seats, and nothing about who flies. */
export const keptHoldsKey = 'airside.holds';

type Kept = readonly (HoldAnswer | null)[];

/** By the flight's place in the journey; a hold that is paid is no hold any more. */
export function writeKeptHolds(holds: readonly (HoldAnswer | undefined)[], isPaid: (leg: number) => boolean): string {
  return JSON.stringify(holds.map((hold, leg) => (hold === undefined || isPaid(leg) ? null : hold)) satisfies Kept);
}

/** What is still held of these departures; nothing where it is another journey's, is over, or is no such list. */
export function readKeptHolds(
  text: string | null,
  departureIds: readonly number[],
  nowMs: number,
): (HoldAnswer | undefined)[] {
  const kept = parse(text);
  return departureIds.map((departureId, leg) => {
    const hold = kept[leg];
    const isOurs = hold?.departureId === departureId && Array.isArray(hold.seats) && typeof hold.holdId === 'string';
    return isOurs && Date.parse(hold.expiresAt) > nowMs ? hold : undefined;
  });
}

function parse(text: string | null): Kept {
  try {
    const kept: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(kept) ? (kept as Kept) : [];
  } catch {
    return [];
  }
}
