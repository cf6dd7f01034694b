import { foldName } from '../airports/names.ts';
import { minorDigits } from '../flights/money.ts';
import { createDraft, type Draft } from './draft.ts';
import type { FromThread, Question, ToThread } from './messages.ts';
import { createRecordReader } from './records.ts';
import { createScratch, type Quest, searchJourneys } from './rounds.ts';
import { createTimetable, putFlight, removeFlight, type Timetable } from './timetable.ts';

/** Keeps one timetable and does what a message says; the answer, where there is one. */
export function createAnswering(countries: ReadonlyMap<string, string>): (message: ToThread) => FromThread | undefined {
  const countryOf = (iata: string) => countries.get(iata);
  const read = createRecordReader();
  const scratch = createScratch();
  let timetable = createTimetable(countryOf);
  let draft: Draft | undefined;

  return (message) => {
    switch (message.kind) {
      case 'begin':
        draft = createDraft(countryOf, message.sizes);
        return undefined;
      case 'add':
        draft?.add(message.records);
        return undefined;
      case 'finish':
        if (draft !== undefined) timetable = draft.finish();
        draft = undefined;
        return { kind: 'finished', flights: timetable.flights };
      case 'put':
        read(message.records, (flight) =>
          flight.isOffered ? putFlight(timetable, flight) : removeFlight(timetable, flight),
        );
        return undefined;
      case 'search': {
        const { number, question } = message;
        return { kind: 'found', number, journeys: searchJourneys(timetable, scratch, questOf(timetable, question)) };
      }
    }
  };
}

function questOf({ airlines }: Timetable, { airline, maxPrice, ...rest }: Question): Quest {
  return {
    ...rest,
    airlines: airline === undefined ? undefined : airlines.words.filter((name) => foldName(name) === airline),
    mostPrice: (currency) =>
      maxPrice === undefined ? Number.MAX_SAFE_INTEGER : Math.floor(maxPrice * 10 ** minorDigits(currency) + 1e-6),
  };
}
