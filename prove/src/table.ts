import { type Requirement, requirements } from './requirements.ts';
import type { Finding } from './report.ts';

/** One experiment that was run, or tried. */
export type Proven = { name: string; proves: readonly Requirement[]; finding: Finding; tookMs: number };

export type Row = {
  id: Requirement | '';
  what: string;
  result: 'held' | 'DID NOT HOLD' | 'not proven' | 'not run';
  figures: string;
  seconds: string;
  size: 'small' | '';
  by: string;
};

/** A row for each requirement, also where nobody proves it; then what was proven besides. */
export function tabulate(all: readonly Proven[]): Row[] {
  const ids = Object.keys(requirements) as Requirement[];
  const besides = all.filter(({ proves }) => proves.length === 0);
  return [...ids.map((id) => rowOf(id, all)), ...besides.map(rowBeside)];
}

function rowOf(id: Requirement, all: readonly Proven[]): Row {
  const what = requirements[id];
  const own = all.filter(({ proves }) => proves.includes(id));
  if (own.length === 0) return { id, what, result: 'not proven', figures: '', seconds: '', size: '', by: '' };
  const seconds = secondsOf(own.reduce((sum, { tookMs }) => sum + tookMs, 0));
  const by = own.map(({ name }) => name).join(', ');
  const skipped = own.find(({ finding }) => finding.notRun !== undefined)?.finding.notRun;
  const held = own.filter(({ finding }) => finding.notRun === undefined).every(({ finding }) => isHeld(id, finding));
  const told = own.map(({ finding }) => finding.parts?.[id]?.figure ?? finding.notRun ?? mainFigures(finding.figures));
  const result = !held ? 'DID NOT HOLD' : skipped === undefined ? 'held' : 'not run';
  return { id, what, result, figures: told.join('; '), seconds, size: 'small', by };
}

function rowBeside({ name, finding, tookMs }: Proven): Row {
  const result = finding.notRun !== undefined ? 'not run' : finding.ok ? 'held' : 'DID NOT HOLD';
  const figures = finding.notRun ?? mainFigures(finding.figures);
  return { id: '', what: name, result, figures, seconds: secondsOf(tookMs), size: 'small', by: name };
}

function isHeld(id: Requirement, finding: Finding): boolean {
  return finding.parts === undefined ? finding.ok : finding.parts[id]?.ok === true;
}

/** What a reader looks for first. */
const telling = [/error/, /worst|slowest/, /lost|doubled|twice|stale|stuck/i, /failed|refused/i, /seconds|p99|%/i];
const mostShown = 3;

/** The figures that say most, in a few words. */
export function mainFigures(figures: Finding['figures']): string {
  const names = Object.keys(figures).filter((name) => !name.startsWith('runs'));
  const rank = (name: string) => {
    const place = telling.findIndex((pattern) => pattern.test(name));
    return place === -1 ? telling.length : place;
  };
  const chosen = names.toSorted((one, other) => rank(one) - rank(other)).slice(0, mostShown);
  return chosen.map((name) => `${name} ${String(figures[name]).slice(0, 80)}`).join(', ');
}

const secondsOf = (ms: number) => (ms / 1000).toFixed(0);
