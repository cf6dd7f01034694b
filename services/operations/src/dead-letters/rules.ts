import type { DeadLetter } from '@airside/contracts';

/**
 * Dead letters lie in several databases, each with numbers of its own. The number that the list shows ends in a digit that
 * says which: 0 what could not be taken here, others the bus consumers of a service.
 */
export type OriginDigit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

export function publicId(digit: OriginDigit, id: number): number {
  return id * 10 + digit;
}

export function parsePublicId(id: number): { digit: OriginDigit; id: number } {
  return { digit: (id % 10) as OriginDigit, id: Math.floor(id / 10) };
}

/** The last id of each origin that the pages before have shown; one that has shown nothing yet is absent. */
export type Cursor = ReadonlyMap<number, number>;

/** Of `0.15-2.7`. */
export function parseCursor(text: string | undefined): Cursor {
  const parts = text === undefined ? [] : text.split('-').map((part) => part.split('.').map(Number));
  return new Map(parts.map(([digit = 0, id = 0]) => [digit, id]));
}

export function formatCursor(cursor: Cursor): string {
  return [...cursor].map(([digit, id]) => `${digit}.${id}`).join('-');
}

/** What an origin has below the cursor, newest first, at most `limit`. */
export type OriginPage = { digit: OriginDigit; letters: readonly DeadLetter[] };

/**
 * The newest of several origins, under their public ids. Each origin keeps its own order, also where its times and numbers
 * disagree; so nothing is left out or shown twice over pages. Without `cursor` there is no more.
 */
export function mergeNewestFirst(
  pages: readonly OriginPage[],
  limit: number,
  before: Cursor,
): { letters: DeadLetter[]; cursor?: string } {
  const rest = pages.map(({ digit, letters }) => ({ digit, letters, next: 0 }));
  const shown = new Map(before);
  const merged: DeadLetter[] = [];
  while (merged.length < limit) {
    let newest: { of: (typeof rest)[number]; letter: DeadLetter } | undefined;
    for (const of of rest) {
      const letter = of.letters[of.next];
      if (letter !== undefined && (newest === undefined || isNewer(letter, newest.letter))) newest = { of, letter };
    }
    if (newest === undefined) break;
    const { of, letter } = newest;
    of.next += 1;
    shown.set(of.digit, letter.id);
    merged.push({ ...letter, id: publicId(of.digit, letter.id) });
  }
  const isMore = rest.some(({ letters, next }) => next < letters.length || letters.length === limit);
  return { letters: merged, ...(isMore ? { cursor: formatCursor(shown) } : {}) };
}

function isNewer(one: DeadLetter, other: DeadLetter): boolean {
  return Temporal.Instant.compare(one.receivedAt, other.receivedAt) > 0;
}
