import type { WordingKind } from '../../messages/wording.ts';

/** Topics that no wording may touch, by what is wrong with them. */
export const topics = ['number_word', 'date', 'promise', 'instruction', 'negation', 'extra_fact', 'place'] as const;
export type Topic = (typeof topics)[number];

/**
 * The words of one language, small letters, parted by spaces. A wording may use these and no others: what nobody thought of
 * cannot be said. `_` joins words that count only together, a dot stands for the beginning of a sentence, and `{route}` for
 * a slot. Words refused by topic are listed to name the reason, and so that nobody adds one of them to the allowed words by
 * mistake (a test compares).
 */
export type Vocabulary = {
  words: string;
  /** What says what a text of this kind is about: at home there, wrong in every other text. */
  saying: Record<WordingKind, string>;
  /** Good cheer, at home where a flight is on time again. */
  joy: string;
  /** One is needed where a text has to apologise. */
  apology: string;
  /** One is needed where a text is urgent; wrong elsewhere. */
  urgency: string;
  /** Which of the two times comes next. */
  leaving: string;
  arriving: string;
  /** That it flies, wrong where it does not any more. */
  going: string;
  /** That its times have changed, wrong where they have not. */
  moved: string;
  /** What reads badly before the phrase in a slot of a long text: `from from Dallas to Seattle`. */
  clashes: string;
  refused: Record<Topic, string>;
};
