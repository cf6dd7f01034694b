import type { Requirement } from './requirements.ts';

/** What an experiment found; units are in the member names. */
export type Finding = {
  ok: boolean;
  figures: Record<string, number | string>;
  /** Where one experiment proves several requirements, each apart. */
  parts?: Partial<Record<Requirement, { ok: boolean; figure: string }>>;
  /** Why it was not run at all on this machine: neither held nor not. `ok` is true then. */
  notRun?: string;
};

export type ExperimentOptions = {
  /** Small size: does it hold at all. */
  isQuick: boolean;
  /** How often. */
  runs: number;
};

/** Figures for people, then one JSON line for machines. */
export function printFinding(name: string, { ok, figures, notRun }: Finding): void {
  console.log('');
  console.table(figures);
  if (notRun !== undefined) console.log(notRun);
  console.log(JSON.stringify({ prove: name, ok, figures, ...(notRun === undefined ? {} : { notRun }) }));
}

export function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
