import type { Verdict } from '../history/rules.ts';
import { type ExperimentOptions, type Finding, percentile, progress, round } from '../report.ts';

/** Measures of one run, in seconds or counts, by name. */
export type Measures = Record<string, number>;

/** Runs an experiment as often as wanted; of each measure the median and the worst. `holds` says whether a run kept the promise. */
export async function repeatRuns(
  { runs }: Pick<ExperimentOptions, 'runs'>,
  runOnce: (run: number) => Promise<Measures>,
  holds: (measures: Measures) => boolean,
): Promise<Finding> {
  const all: Measures[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const measures = await runOnce(run);
    all.push(measures);
    progress(`run ${run} of ${runs}: ${JSON.stringify(measures)}`);
  }
  const figures: Record<string, number> = { runs, runsThatHeld: all.filter(holds).length };
  for (const name of Object.keys(all[0] ?? {})) {
    const values = all.map((measures) => measures[name] ?? Number.NaN);
    figures[name] = Math.max(...values);
    if (name.endsWith('Seconds')) {
      figures[`${name}, median`] = round(percentile(values, 0.5), 2);
      figures[`${name}, worst`] = round(Math.max(...values), 2);
      delete figures[name];
    }
  }
  return { ok: all.every(holds), figures };
}

/** The part of a verdict that is told; each has to be 0, but for what was acknowledged. */
export function measuresOf({ acknowledged, lost, doubled, refusedButDone, seatsSoldTwice }: Verdict): Measures {
  return { acknowledged, lost, doubled, refusedButDone, seatsSoldTwice };
}

export const seconds = (ms: number): number => round(ms / 1000, 3);
