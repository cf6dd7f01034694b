import { type NoticeLanguage, noticeLanguages } from '@airside/contracts';
import type { WordingKind, WordingPart } from '../../messages/wording.ts';
import { type Lexicon, lexicons } from './lexicon.ts';
import type { RefusalReason } from './refusal.ts';
import type { Tone } from './tone.ts';
import { findPhrase, isWord, joined, listOf, type Token } from './tokens.ts';

type Fault = { reason: RefusalReason; detail: string };

/** Fewer words than these are no sign of a language. */
const fewestWords = 4;

/** Words that are not of the language, that say what must not be said, or that nobody knows. */
export function faultOfWords(kind: WordingKind, language: NoticeLanguage, tokens: readonly Token[]): Fault | undefined {
  const lexicon = lexicons[language];
  const words = tokens.filter(isWord);
  const foreign = otherLanguageOf(language, words);
  if (foreign !== undefined) return { reason: 'language', detail: foreign };
  const line = joined(tokens);
  for (const { topic, entries } of lexicon.refused) {
    const found = findPhrase(line, entries);
    if (found !== undefined) return { reason: topic, detail: found };
  }
  const other = findPhrase(line, lexicon.others[kind]);
  if (other !== undefined) return { reason: 'wrong_fact', detail: other };
  return faultOfUnknown(kind, language, tokens);
}

function otherLanguageOf(language: NoticeLanguage, words: readonly Token[]): string | undefined {
  if (words.length < fewestWords) return undefined;
  const knownTo = (each: NoticeLanguage) => words.filter(({ text }) => lexicons[each].all.has(text)).length;
  const own = knownTo(language);
  return noticeLanguages.find((each) => each !== language && knownTo(each) > own);
}

function faultOfUnknown(kind: WordingKind, language: NoticeLanguage, tokens: readonly Token[]): Fault | undefined {
  const lexicon = lexicons[language];
  const index = tokens.findIndex((token) => isWord(token) && !lexicon.allowed[kind].has(token.text));
  const unknown = tokens[index];
  if (unknown === undefined) return undefined;
  const { vocabulary } = lexicon;
  if (listOf(`${vocabulary.joy} ${vocabulary.urgency}`).includes(unknown.text))
    return { reason: 'tone', detail: unknown.text };
  const isAtStart = ['.', ':', undefined].includes(tokens[index - 1]?.text);
  // In German every noun has a capital.
  const isName = /^\p{Lu}/u.test(unknown.written) && !isAtStart && language !== 'de';
  return { reason: isName ? 'name' : 'unknown_word', detail: unknown.text };
}

/** What a part has to say in words, besides its slots. */
export function faultOfSaying(
  kind: WordingKind,
  part: WordingPart,
  tone: Tone,
  { lexicon: { vocabulary }, tokens }: { lexicon: Lexicon; tokens: readonly Token[] },
): Fault | undefined {
  const line = joined(tokens);
  const has = (spaced: string) => findPhrase(line, listOf(spaced)) !== undefined;
  // A gate is named by its slot.
  const isSaidBySlot = kind === 'gateChange' || kind === 'terminalChange';
  if (!isSaidBySlot && part !== 'pushText' && !has(vocabulary.saying[kind]))
    return { reason: 'missing_fact', detail: `nothing says ${kind}` };
  if (tone === 'apologetic' && part === 'body' && !has(vocabulary.apology))
    return { reason: 'tone', detail: 'no apology' };
  if (tone === 'urgent' && part !== 'pushTitle' && part !== 'pushText' && !has(vocabulary.urgency))
    return { reason: 'tone', detail: 'not urgent' };
  return undefined;
}
