import type { RouteSize } from './draft.ts';
import type { Records } from './records.ts';
import type { Journey } from './rounds.ts';

/** What is looked for, in words that can be sent to another thread. Minutes are of the epoch. */
export type Question = {
  origins: readonly { iata: string; from: number; before: number }[];
  destinations: readonly string[];
  maxStops: number;
  /** Folded. */
  airline: string | undefined;
  /** Of the whole journey, in major units. */
  maxPrice: number | undefined;
  /** Ids of flights that are not to be used. */
  without: readonly number[];
};

/** To the thread that keeps the timetable. Flights added between `begin` and `finish` make the next timetable. */
export type ToThread =
  | { kind: 'begin'; sizes: RouteSize[] }
  | { kind: 'add'; records: Records }
  | { kind: 'finish' }
  /** Flights as they are now, into the present timetable. */
  | { kind: 'put'; records: Records }
  | { kind: 'search'; number: number; question: Question };

export type FromThread =
  | { kind: 'finished'; flights: number }
  | { kind: 'found'; number: number; journeys: Journey[] }
  | { kind: 'failed'; number: number; reason: string };
