/** What a fare says of cancelling and changing. */
export type FareConditions = {
  /**
   * Per cent of the fare that comes back when it is cancelled at least so many hours before departure; both fall from entry
   * to entry. Below the last entry nothing of the fare comes back.
   */
  refunds: readonly { hoursBefore: number; percent: number }[];
  /** Per cent of the fare that a change costs at least so many hours before departure; below the last entry, `lateChangePercent`. */
  changeFees: readonly { hoursBefore: number; percent: number }[];
  lateChangePercent: number;
};

const standard: FareConditions = {
  refunds: [
    { hoursBefore: 30 * 24, percent: 90 },
    { hoursBefore: 7 * 24, percent: 75 },
    { hoursBefore: 24, percent: 50 },
    { hoursBefore: 2, percent: 20 },
  ],
  changeFees: [
    { hoursBefore: 7 * 24, percent: 0 },
    { hoursBefore: 24, percent: 10 },
  ],
  lateChangePercent: 20,
};

const families: Readonly<Record<string, FareConditions>> = { standard };

/** Conditions of a fare family; those of `standard` for a name that is not on sale any more. */
export function conditionsOf(fare: string): FareConditions {
  return families[fare] ?? standard;
}
