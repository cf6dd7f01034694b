import { type NoticeLanguage, noticeLanguages } from '@airside/contracts';
import { type WordingKind, wordingKinds } from '../../messages/wording.ts';
import { de } from '../vocabulary/de.ts';
import { en } from '../vocabulary/en.ts';
import { es } from '../vocabulary/es.ts';
import { ro } from '../vocabulary/ro.ts';
import { type Topic, topics, type Vocabulary } from '../vocabulary/vocabulary.ts';
import { listOf } from './tokens.ts';

const vocabularies: Record<NoticeLanguage, Vocabulary> = { en, ro, de, es };

/** A vocabulary made ready for looking things up. */
export type Lexicon = {
  vocabulary: Vocabulary;
  /** Words of any kind of text, those that only refusals know included: tells one language from another. */
  all: ReadonlySet<string>;
  /** What a text of the kind may use. */
  allowed: Record<WordingKind, ReadonlySet<string>>;
  /** What says something else than a text of the kind. */
  others: Record<WordingKind, readonly string[]>;
  refused: readonly { topic: Topic; entries: readonly string[] }[];
};

export const lexicons: Record<NoticeLanguage, Lexicon> = Object.fromEntries(
  noticeLanguages.map((language) => [language, lexiconOf(vocabularies[language])]),
) as Record<NoticeLanguage, Lexicon>;

function lexiconOf(vocabulary: Vocabulary): Lexicon {
  const { words, saying, joy, apology, urgency, refused } = vocabulary;
  const byKind = <T>(of: (kind: WordingKind) => T) =>
    Object.fromEntries(wordingKinds.map((kind) => [kind, of(kind)])) as Record<WordingKind, T>;
  const allowed = byKind((kind) => {
    const special = [...(kind === 'onTime' ? [joy] : []), ...(kind === 'terminalChange' ? [urgency] : [])];
    return new Set([words, apology, saying[kind], ...special].flatMap(singleWords));
  });
  const everything = [words, joy, apology, urgency, ...Object.values(saying), ...Object.values(refused)];
  return {
    vocabulary,
    all: new Set(everything.flatMap(singleWords)),
    allowed,
    others: byKind((kind) => othersOf(kind, vocabulary)),
    refused: topics.map((topic) => ({ topic, entries: listOf(refused[topic]) })),
  };
}

function singleWords(spaced: string): string[] {
  return listOf(spaced)
    .flatMap((entry) => entry.split('_'))
    .filter((word) => word !== '.');
}

function othersOf(kind: WordingKind, { saying, going, moved }: Vocabulary): string[] {
  const own = new Set(listOf(saying[kind]));
  return [
    ...wordingKinds.flatMap((other) => listOf(saying[other]).filter((entry) => !own.has(entry))),
    ...(kind === 'cancelled' ? listOf(going) : []),
    ...(kind === 'delayed' || kind === 'early' ? [] : listOf(moved)),
  ];
}
