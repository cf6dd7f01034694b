import { foldName } from './names.ts';
import type { Airport, Airports } from './rules.ts';

/**
 * Airports that somebody who types a text may mean, at most `limit`: that of the code first, then those of a city of that very
 * name, then cities and airports whose names begin so, the shorter names first.
 */
export function suggestAirports({ names, airport }: Airports, text: string, limit: number): Airport[] {
  const wanted = foldName(text);
  if (wanted === '') return [];
  const ranks = new Map<string, number>();
  for (const [name, codes] of names) {
    const rank = rankOf(name, wanted);
    if (rank === undefined) continue;
    for (const iata of codes) ranks.set(iata, Math.min(rank, ranks.get(iata) ?? rank));
  }
  return [...ranks]
    .sort(([one, first], [two, second]) => first - second || one.localeCompare(two))
    .slice(0, limit)
    .flatMap(([iata]) => airport(iata) ?? []);
}

/** The better, the smaller; undefined for a name that does not begin so. */
function rankOf(name: string, wanted: string): number | undefined {
  if (name === wanted) return wanted.length === 3 ? 0 : 1;
  return name.startsWith(wanted) && name.length > 3 ? 1 + name.length : undefined;
}
