import type { WordingPart } from '../../messages/wording.ts';
import type { RefusalReason } from './refusal.ts';

/** Longest parts, in characters, slots counted as they are written. */
const mostCharacters: Record<WordingPart, number> = {
  subject: 140,
  body: 1400,
  sms: 170,
  pushTitle: 90,
  pushText: 200,
};

/** A slot as a template engine will read it; nothing else in braces is one. */
export const slotPattern = /\{\{ ?([a-z_]+) ?\}\}/g;

/** In this order: the first that is found names the reason. What is left after them is prose in Latin letters. */
const faults: readonly [RegExp, RefusalReason][] = [
  [/[\p{N}]/u, 'digit'],
  [/\p{Sc}/u, 'currency'],
  [/\S*[@＠]\S*/u, 'address'],
  [/:\/\/|www\.|\p{L}\.\p{L}{2,}/u, 'link'],
  [/(?=\p{L})\P{Script=Latin}/u, 'script'],
  [/[^\p{Script=Latin} \n.,;:!?¡¿'’()–—…-]/u, 'markup'],
];

/** A character, or a length, that no part may have. */
export function faultOfCharacters(
  part: WordingPart,
  text: string,
): { reason: RefusalReason; detail: string } | undefined {
  if (text.length > mostCharacters[part]) return { reason: 'too_long', detail: `${text.length} characters` };
  if (part !== 'body' && text.includes('\n')) return { reason: 'markup', detail: 'a line break' };
  const prose = text.replaceAll(slotPattern, ' ');
  for (const [pattern, reason] of faults) {
    const [found] = pattern.exec(prose) ?? [];
    if (found !== undefined) return { reason, detail: JSON.stringify(found) };
  }
  return undefined;
}
