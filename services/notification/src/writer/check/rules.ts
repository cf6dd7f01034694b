import type { NoticeLanguage } from '@airside/contracts';
import { type Wording, type WordingKind, type WordingPart, wordingParts } from '../../messages/wording.ts';
import { faultOfCharacters } from './characters.ts';
import { lexicons } from './lexicon.ts';
import type { Refusal, RefusalReason } from './refusal.ts';
import { faultOfSlots, faultOfSlotUse } from './slot-use.ts';
import type { Tone } from './tone.ts';
import { tokensOf } from './tokens.ts';
import { faultOfSaying, faultOfWords } from './word-use.ts';

/** What a wording was asked for. */
export type Asked = { kind: WordingKind; tone: Tone; language: NoticeLanguage };

/**
 * The wording, tidied, or why it is not used. A wording is a closed thing: prose in the words of our vocabulary, around slots
 * of which each stands once where it may stand. What the words can say together is little, and says nothing of a flight
 * but what the kind of the text says.
 */
export function checkWording(asked: Asked, given: Wording): { wording: Wording } | { refusal: Refusal } {
  const wording = Object.fromEntries(wordingParts.map((part) => [part, tidied(given[part])])) as Wording;
  for (const part of wordingParts) {
    const fault = faultOfPart(asked, part, wording[part]);
    if (fault !== undefined) return { refusal: { ...fault, part } };
  }
  return { wording };
}

function tidied(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll('\r\n', '\n')
    .replaceAll(/\{\{ ?([a-z_]+) ?\}\}/g, '{{$1}}')
    .trim();
}

function faultOfPart(
  { kind, tone, language }: Asked,
  part: WordingPart,
  text: string,
): { reason: RefusalReason; detail: string } | undefined {
  const lexicon = lexicons[language];
  const tokens = tokensOf(text);
  return (
    faultOfCharacters(part, text) ??
    faultOfSlots(kind, part, text) ??
    faultOfWords(kind, language, tokens) ??
    faultOfSlotUse(part, text, tokens, lexicon.vocabulary) ??
    faultOfSaying(kind, part, tone, { lexicon, tokens }) ??
    (part === 'body' ? faultOfParagraphs(text) : undefined)
  );
}

/** Two paragraphs and the special request, which is empty for most: two or three in all. */
function faultOfParagraphs(body: string): { reason: 'paragraphs'; detail: string } | undefined {
  const paragraphs = body.split(/\n\s*\n/);
  const [first = '', second = '', third = ''] = paragraphs;
  const isRight =
    paragraphs.length === 3 &&
    first.includes('{{flight}}') &&
    second.includes('{{next_steps}}') &&
    third === '{{special_request}}';
  return isRight ? undefined : { reason: 'paragraphs', detail: `${paragraphs.length} paragraphs, or not in order` };
}
