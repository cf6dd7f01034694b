/** How what arrived differs from what should have. All zero: everything once and in order. */
export type Discrepancy = {
  lost: number;
  doubled: number;
  /** Came after a later one. */
  misplaced: number;
  /** Came though nobody expected it. */
  unexpected: number;
};

export const noDiscrepancy: Discrepancy = { lost: 0, doubled: 0, misplaced: 0, unexpected: 0 };

/** Compares numbers that count up (sequences of a room, versions of a flight) with those that must have come. */
export function compare(expected: Iterable<number>, got: readonly number[]): Discrepancy {
  const wanted = new Set(expected);
  const seen = new Set<number>();
  let highest = Number.NEGATIVE_INFINITY;
  const found = { ...noDiscrepancy };
  for (const number of got) {
    if (seen.has(number)) {
      found.doubled += 1;
      continue;
    }
    seen.add(number);
    if (!wanted.has(number)) found.unexpected += 1;
    if (number < highest) found.misplaced += 1;
    highest = Math.max(highest, number);
  }
  for (const number of wanted) if (!seen.has(number)) found.lost += 1;
  return found;
}

export function sum(parts: Iterable<Discrepancy>): Discrepancy {
  const total = { ...noDiscrepancy };
  for (const part of parts) {
    for (const key of ['lost', 'doubled', 'misplaced', 'unexpected'] as const) total[key] += part[key];
  }
  return total;
}

export function isClean(found: Discrepancy): boolean {
  return found.lost + found.doubled + found.misplaced + found.unexpected === 0;
}

/** `1, 2, … last`. */
export function upTo(last: number): number[] {
  return Array.from({ length: last }, (_none, index) => index + 1);
}

/** A gate that differs from that of any other number below 17 million. */
export function gateOf(number: number): string {
  const letter = (digit: number) => String.fromCodePoint(65 + (digit % 26));
  const high = Math.floor(number / 1000);
  return `${letter(Math.floor(high / 676))}${letter(Math.floor(high / 26))}${number % 1000}${letter(high)}`;
}
