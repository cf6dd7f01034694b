/** What can be done with a booking after it is sold. */
export type FareFamily = {
  /** As bookings carry it. */
  name: string;
  title: string;
  /** Told before the purchase, in sentences. */
  conditions: readonly string[];
  /** What of the fare is given back when a booking is cancelled, in percent: the first line that is reached. Taxes always are. */
  refunds: readonly { atLeastHoursBefore: number; percent: number }[];
  /** Everything is given back within these hours of the purchase, if it was made at least these days before departure. */
  regret: { hours: number; daysBefore: number };
  /** Of the fare, for another flight; the difference in price comes on top. */
  changeFeePercent: number;
};

export const standardFare = 'standard';

/** The fare families by their names. */
export const fareFamilies: readonly FareFamily[] = [
  {
    name: standardFare,
    title: 'Standard',
    conditions: [
      'Cancel free of charge within 24 hours of booking, if you book at least 7 days before departure.',
      'Cancel later: 75 % of the fare back until 7 days before departure, 50 % until 24 hours before, nothing after that; taxes always.',
      'Change to another flight for 15 % of the fare and the difference to the new price; within the first 24 hours just for the difference.',
      'If we cancel your flight: another one at no charge, or all of your money back.',
    ],
    refunds: [
      { atLeastHoursBefore: 168, percent: 75 },
      { atLeastHoursBefore: 24, percent: 50 },
      { atLeastHoursBefore: 0, percent: 0 },
    ],
    regret: { hours: 24, daysBefore: 7 },
    changeFeePercent: 15,
  },
];

/** The conditions of a fare. Throws for a name that was never sold. */
export function fareOf(name: string): FareFamily {
  const found = fareFamilies.find((family) => family.name === name);
  if (found === undefined) throw new Error(`there is no fare ${name}`);
  return found;
}
