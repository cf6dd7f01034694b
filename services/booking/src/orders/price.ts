import type { Cabin, PassengerType, Price } from '@airside/contracts';

export type { Price } from '@airside/contracts';

/** What a passenger pays of the fare of an adult, in percent. */
const percentOfType = { ADT: 100, CHD: 75, INF: 10 } as const satisfies Record<PassengerType, number>;
/** What a cabin costs of the fare of economy, in percent. */
const percentOfCabin = { economy: 100, business: 250 } as const satisfies Record<Cabin, number>;

/** What of a price goes where, in percent of the total; the rest is the fare. Invented, as our airlines are. */
const taxes = [
  { code: 'XA', name: 'Airport charge', percent: 9 },
  { code: 'XS', name: 'Security charge', percent: 3 },
  { code: 'XT', name: 'Government tax', percent: 6 },
] as const;

/**
 * The price of one passenger in minor units. An adult in economy pays what the flight is printed with. Taxes are a share of
 * the total, so that fare and taxes always sum to it.
 */
export function composePrice(
  flight: { priceMinor: number; currency: string },
  passenger: { type: PassengerType; cabin: Cabin },
): Price {
  const percent = percentOfType[passenger.type] * percentOfCabin[passenger.cabin];
  const totalMinor = Math.round((flight.priceMinor * percent) / 10_000);
  const shares = taxes.map((tax) => tax.percent);
  const [fareMinor = 0, ...amounts] = splitByLargestRemainder(totalMinor, [
    100 - shares.reduce((sum, share) => sum + share, 0),
    ...shares,
  ]);
  return {
    fareMinor,
    taxes: taxes.map(({ code, name }, index) => ({ code, name, amountMinor: amounts[index] ?? 0 })),
    totalMinor,
    currency: flight.currency,
  };
}

/** What an adult pays in each cabin. */
export type CabinPrices = Record<Cabin, Price>;

export function adultPrices(flight: { priceMinor: number; currency: string }): CabinPrices {
  const priceIn = (cabin: Cabin) => composePrice(flight, { type: 'ADT', cabin });
  return { economy: priceIn('economy'), business: priceIn('business') };
}

/** What all of it costs; taxes of one code are added up. Prices are of one currency, and there is at least one. */
export function sumPrices(prices: readonly Price[]): Price {
  const [first] = prices;
  if (first === undefined) throw new RangeError('nobody pays');
  const sum = (amountOf: (price: Price) => number) => prices.reduce((total, price) => total + amountOf(price), 0);
  return {
    fareMinor: sum(({ fareMinor }) => fareMinor),
    taxes: first.taxes.map((tax, index) => ({
      ...tax,
      amountMinor: sum((each) => each.taxes[index]?.amountMinor ?? 0),
    })),
    totalMinor: sum(({ totalMinor }) => totalMinor),
    currency: first.currency,
  };
}

/**
 * Divides a whole amount into whole parts of these weights: the parts sum to the amount, and none is further than one from its
 * exact share. What rounding down leaves goes to the largest remainders, of equal ones to the first.
 */
export function splitByLargestRemainder(amount: number, weights: readonly number[]): number[] {
  const sum = BigInt(weights.reduce((total, weight) => total + weight, 0));
  const parts = weights.map((weight, index) => {
    // What a product of two amounts may be is more than a number holds exactly.
    const product = BigInt(amount) * BigInt(weight);
    return { index, part: Number(product / sum), remainder: product % sum };
  });
  const left = amount - parts.reduce((total, { part }) => total + part, 0);
  const lucky = parts
    .toSorted((one, two) => Number(two.remainder - one.remainder) || one.index - two.index)
    .slice(0, left);
  const luckyIndexes = new Set(lucky.map(({ index }) => index));
  return parts.map(({ index, part }) => part + (luckyIndexes.has(index) ? 1 : 0));
}
