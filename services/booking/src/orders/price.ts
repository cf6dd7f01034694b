export type Price = {
  fareMinor: number;
  taxes: { code: string; name: string; amountMinor: number }[];
  totalMinor: number;
  currency: string;
};

const percentOf = { ADT: 100, CHD: 75, INF: 10 } as const;
const factorOf = { economy: 1, business: 2.5 } as const;
const taxPercent = 20;

/** Price of one passenger, in minor units; an adult in economy pays the flight's price. */
export function composePrice(
  flight: { priceMinor: number; currency: string },
  passenger: { type: 'ADT' | 'CHD' | 'INF'; cabin: 'economy' | 'business' },
): Price {
  const totalMinor = Math.round((flight.priceMinor * percentOf[passenger.type] * factorOf[passenger.cabin]) / 100);
  const taxMinor = Math.round((totalMinor * taxPercent) / 100);
  const taxes = [{ code: 'XT', name: 'Taxes and airport charges', amountMinor: taxMinor }];
  return { fareMinor: totalMinor - taxMinor, taxes, totalMinor, currency: flight.currency };
}
