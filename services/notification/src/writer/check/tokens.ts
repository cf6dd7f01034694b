import { sentenceSlots } from '../../messages/wording.ts';

/** A word in small letters, a slot as `{route}`, or the end of a clause: `.` (also of a sentence) or `:`. */
export type Token = { text: string; written: string };

const pattern = /\{\{ ?[a-z_]+ ?\}\}|\p{L}+(?:['’-]\p{L}+)*|[.!?…:;\n]/gu;

export function tokensOf(text: string): Token[] {
  return Array.from(text.matchAll(pattern), ([written]) => ({ written, text: tokenText(written) }));
}

function tokenText(written: string): string {
  if (written.startsWith('{{')) return `{${written.slice(2, -2).trim()}}`;
  if (/^[:;]$/.test(written)) return ':';
  if (/^[.!?…\n]$/.test(written)) return '.';
  // Older Romanian keyboards write a cedilla.
  return written.toLowerCase().replaceAll('’', "'").replaceAll('ş', 'ș').replaceAll('ţ', 'ț');
}

export function isWord({ text }: Token): boolean {
  return text !== '.' && text !== ':' && !text.startsWith('{');
}

const wholeSentences = new Set(Array.from(sentenceSlots, (slot) => `{${slot}}`));

function isBoundary(text: string): boolean {
  return text === ':' || wholeSentences.has(text);
}

/** Tokens as one string, in which phrases of a vocabulary are looked for: `_._your_flight_{flight}_`. A slot of whole sentences ends one. */
export function joined(tokens: readonly Token[]): string {
  const texts = tokens.map(({ text }) => (isBoundary(text) ? '.' : text));
  return `_._${texts.join('_')}_`;
}

/** The first phrase of a list (parted by spaces) that is there. */
export function findPhrase(joinedTokens: string, phrases: readonly string[]): string | undefined {
  return phrases.find((phrase) => joinedTokens.includes(`_${phrase}_`));
}

export function listOf(spaced: string): string[] {
  return spaced.split(/\s+/).filter((entry) => entry !== '');
}
