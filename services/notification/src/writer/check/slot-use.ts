import {
  sentenceSlots,
  type SlotName,
  slotNames,
  slotRules,
  type WordingKind,
  type WordingPart,
} from '../../messages/wording.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';
import { slotPattern } from './characters.ts';
import type { RefusalReason } from './refusal.ts';
import { findPhrase, isWord, joined, listOf, type Token } from './tokens.ts';

type Fault = { reason: RefusalReason; detail: string };

const known: ReadonlySet<string> = new Set(slotNames);

/** Which slots are there: each that the part needs, once, and none that it may not have. */
export function faultOfSlots(kind: WordingKind, part: WordingPart, text: string): Fault | undefined {
  const { required, allowed } = slotRules[kind][part];
  const used = Array.from(text.matchAll(slotPattern), ([, name = '']) => name);
  const unknown = used.find((name) => !known.has(name));
  if (unknown !== undefined) return { reason: 'unknown_slot', detail: unknown };
  const extra = used.find((name) => ![...required, ...allowed].includes(name as SlotName));
  if (extra !== undefined) return { reason: 'extra_slot', detail: extra };
  const repeated = used.find((name, index) => used.indexOf(name) !== index);
  if (repeated !== undefined) return { reason: 'repeated_slot', detail: repeated };
  const missing = required.find((name) => !used.includes(name));
  return missing === undefined ? undefined : { reason: 'missing_slot', detail: missing };
}

/** How the slots stand in their sentences: a departure after a word of leaving, an arrival after one of arriving, whole sentences alone. */
export function faultOfSlotUse(
  part: WordingPart,
  text: string,
  tokens: readonly Token[],
  vocabulary: Vocabulary,
): Fault | undefined {
  const touching = /[\p{L}'’-]\{\{[^}]*\}\}|\}\}[\p{L}'’]/u.exec(text)?.[0];
  if (touching !== undefined) return { reason: 'slot_use', detail: touching };
  for (const slot of sentenceSlots)
    if (text.includes(`{{${slot}}}`) && !standsAlone(slot, text))
      return { reason: 'slot_use', detail: `${slot} inside a sentence` };
  const nouns = listOf(vocabulary.saying.terminalChange);
  const doubled = findPhrase(
    joined(tokens),
    nouns.flatMap((noun) => [`${noun}_{gate}`, `${noun}_{terminal}`]),
  );
  if (doubled !== undefined) return { reason: 'slot_use', detail: doubled };
  if (part !== 'subject' && part !== 'body') return faultOfTime(part, tokens, vocabulary);
  const clash = findPhrase(joined(tokens), listOf(vocabulary.clashes));
  if (clash !== undefined) return { reason: 'slot_use', detail: clash };
  return faultOfTime(part, tokens, vocabulary);
}

function standsAlone(slot: SlotName, text: string): boolean {
  const [before = '', after = ''] = text.split(`{{${slot}}}`);
  if (slot === 'greeting') return before === '' && /^\s/.test(after);
  // Another whole sentence may come before it.
  const isEnded = /(^|[.!?…\n])\s*$/.test(before.replaceAll(/\{\{(?:greeting|remarks|next_steps)\}\}/g, '.'));
  return isEnded && /^(\s|$)/.test(after);
}

/** Between the slot before, or the beginning of the sentence, and a time there is what says which time it is. */
function faultOfTime(part: WordingPart, tokens: readonly Token[], vocabulary: Vocabulary): Fault | undefined {
  const leaving = new Set(listOf(vocabulary.leaving));
  const arriving = new Set(listOf(vocabulary.arriving));
  const hasBoth = tokens.some(({ text }) => text === '{arrival}');
  for (const [index, { text }] of tokens.entries()) {
    if (text !== '{departure}' && text !== '{arrival}') continue;
    const words = wordsBefore(tokens, index);
    const [own, other] = text === '{departure}' ? [leaving, arriving] : [arriving, leaving];
    const isNamed = words.some((word) => own.has(word)) || !(part === 'body' && hasBoth);
    if (!isNamed || words.some((word) => other.has(word)))
      return { reason: 'slot_use', detail: `${words.join(' ')} ${text}` };
  }
  return undefined;
}

function wordsBefore(tokens: readonly Token[], index: number): string[] {
  const start = tokens.slice(0, index).findLastIndex(({ text }) => text === '.' || text.startsWith('{'));
  return tokens
    .slice(start + 1, index)
    .filter(isWord)
    .map(({ text }) => text);
}
