import type { Changes } from './rules.ts';

/** What passengers at the gate hear, too; how far a flight is overbooked is the desk's alone. */
const published = new Set([
  'phase',
  'delay_minutes',
  'delay_reason',
  'gate',
  'terminal',
  'diverted_to',
  'aircraft_type',
  'out_at',
  'off_at',
  'on_at',
  'in_at',
]);

/** The part of a change that travellers may know; undefined where there is none. */
export function publicChanges(changes: Changes): Changes | undefined {
  const known = Object.entries(changes).filter(([name]) => published.has(name));
  return known.length === 0 ? undefined : Object.fromEntries(known);
}
