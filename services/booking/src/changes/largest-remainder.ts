/**
 * Splits a whole amount (0 or more) in proportion to weights (0 or more, at least one above zero unless the amount is 0). The
 * parts are whole and sum to the amount: each is rounded down, and what is left goes to the greatest remainders, the earlier
 * first (Hamilton's method).
 */
export function splitByLargestRemainder(amount: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + BigInt(weight), 0n);
  if (sum === 0n) {
    if (amount > 0) throw new RangeError('nothing to split by');
    return weights.map(() => 0);
  }
  const shares = weights.map((weight, index) => {
    const product = BigInt(amount) * BigInt(weight);
    return { index, part: Number(product / sum), remainder: product % sum };
  });
  let left = amount - shares.reduce((total, { part }) => total + part, 0);
  const parts = shares.map(({ part }) => part);
  const order = shares.toSorted((one, two) => {
    if (one.remainder === two.remainder) return one.index - two.index;
    return one.remainder > two.remainder ? -1 : 1;
  });
  for (const { index } of order) {
    if (left === 0) break;
    parts[index] = (parts[index] ?? 0) + 1;
    left -= 1;
  }
  return parts;
}
