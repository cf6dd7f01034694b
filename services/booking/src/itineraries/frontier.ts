/** What an itinerary is judged by, beside the time it leaves. */
export type Worth = { arrives: number; price: number; stops: number };

/**
 * The best worths so far of itineraries that leave as late as the one in hand or later: for each number of stops a
 * staircase, arrivals rising, prices falling.
 */
export type Frontier = {
  /** Whether something arrives as early, costs as little and stops as seldom, or better. */
  covers(arrives: number, price: number, stops: number): boolean;
  add(worth: Worth): void;
};

export function createFrontier(mostStops: number): Frontier {
  const stairs = Array.from({ length: mostStops + 1 }, () => ({ arrives: [] as number[], prices: [] as number[] }));

  function covers(arrives: number, price: number, stops: number): boolean {
    const stair = stairs[stops];
    if (stair === undefined) return false;
    const before = countUpTo(stair.arrives, arrives);
    return before > 0 && (stair.prices[before - 1] ?? Infinity) <= price;
  }

  return {
    covers,
    add({ arrives, price, stops }) {
      for (let most = stops; most <= mostStops; most += 1) {
        const stair = stairs[most];
        if (stair === undefined || covers(arrives, price, most)) continue;
        const at = countUpTo(stair.arrives, arrives - 1);
        let worse = at;
        while (worse < stair.prices.length && (stair.prices[worse] ?? 0) >= price) worse += 1;
        stair.arrives.splice(at, worse - at, arrives);
        stair.prices.splice(at, worse - at, price);
      }
    },
  };
}

/** How many of the ascending numbers are not above `most`. */
function countUpTo(numbers: readonly number[], most: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Those that no other one betters: leaving later, arriving earlier, cheaper, with fewer stops. Of equal ones the first stays. */
export function paretoOf<Item extends Worth & { departs: number }>(items: readonly Item[]): Item[] {
  const kept: Item[] = [];
  // Whatever betters an item comes before it in this order.
  const ordered = items.toSorted(
    (one, two) =>
      two.departs - one.departs || one.arrives - two.arrives || one.price - two.price || one.stops - two.stops,
  );
  for (const item of ordered) {
    const isBettered = kept.some(
      (other) => other.arrives <= item.arrives && other.price <= item.price && other.stops <= item.stops,
    );
    if (!isBettered) kept.push(item);
  }
  return kept;
}
