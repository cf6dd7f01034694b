/** What the choice between instances looks at. */
export type Candidate = {
  /** Calls that are under way on it. */
  readonly inFlight: number;
  /** What the last health checks said. */
  readonly isHealthy: boolean;
  /** Put aside for failing calls, for a while. */
  readonly isEjected: boolean;
  /** Whether its breaker lets a call pass. */
  readonly isAdmitting: boolean;
  /** Whether it has all the calls it may have at once. */
  readonly isFull: boolean;
};

/**
 * Picks by the power of two choices: of two at random, the one with less under way. Instances that are healthy, not
 * ejected, admitted by their breaker and not full come first. When more than half are out (panic), being out means
 * nothing any more: a shared cause is likelier than that many broken instances, and some answer beats none.
 */
export function selectInstance<T extends Candidate>(all: readonly T[], random: () => number): T | undefined {
  const inRotation = all.filter((one) => one.isHealthy && !one.isEjected);
  const isPanic = inRotation.length * 2 < all.length;
  const admitted = preferring(isPanic ? all : inRotation, (one) => one.isAdmitting);
  return leastBusyOfTwo(
    preferring(admitted, (one) => !one.isFull),
    random,
  );
}

/** Those that satisfy `wish`, or everybody where nobody does. */
function preferring<T>(all: readonly T[], wish: (one: T) => boolean): readonly T[] {
  const wished = all.filter(wish);
  return wished.length > 0 ? wished : all;
}

function leastBusyOfTwo<T extends Candidate>(all: readonly T[], random: () => number): T | undefined {
  if (all.length < 2) return all[0];
  const first = Math.floor(random() * all.length);
  const step = 1 + Math.floor(random() * (all.length - 1));
  const one = all[first];
  const other = all[(first + step) % all.length];
  if (one === undefined || other === undefined) return one ?? other;
  return other.inFlight < one.inFlight ? other : one;
}

const natural = new Intl.Collator('en', { numeric: true });

/** The instance a picked call goes to: the named one, else the first by name, with `_2` before `_10`. */
export function pickInstance<T extends { readonly name: string }>(
  all: readonly T[],
  wanted: string | undefined,
): T | undefined {
  if (wanted !== undefined) return all.find(({ name }) => name === wanted);
  return sortedByName(all)[0];
}

export function sortedByName<T extends { readonly name: string }>(all: readonly T[]): T[] {
  return all.toSorted((one, other) => natural.compare(one.name, other.name));
}
