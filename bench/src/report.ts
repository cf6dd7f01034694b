/** One line of a benchmark's table; units are in the member names. */
export type Row = { name: string } & Record<string, string | number>;

export type Report = {
  bench: string;
  rows: Row[];
  /** What quality.md asks for, as `P1 gateway / nginx`. */
  ratios: Record<string, number>;
};

/** A table for people, then one JSON line for machines. */
export function printReport({ bench, rows, ratios }: Report): void {
  console.log('');
  console.table(Object.fromEntries(rows.map(({ name, ...figures }) => [name, figures])));
  console.table(ratios);
  console.log(JSON.stringify({ bench, node: process.version, rows, ratios }));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
