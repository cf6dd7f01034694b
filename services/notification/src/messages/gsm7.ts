/** The basic alphabet of GSM 03.38 but for line breaks; the extension, whose characters count twice, is not used. */
const basic = new Set(
  `@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà`,
);

const replacements = new Map<string, string>([
  ['’', "'"],
  ['‘', "'"],
  ['“', '"'],
  ['”', '"'],
  ['„', '"'],
  ['–', '-'],
  ['—', '-'],
  ['…', '...'],
  ['→', '-'],
  ['ı', 'i'],
  ['ł', 'l'],
  ['Ł', 'L'],
  ['đ', 'd'],
  ['Đ', 'D'],
  ['œ', 'oe'],
  ['Œ', 'OE'],
  ['€', 'EUR'],
]);

/** Septets of one SMS; it has to be shorter (api.md §6). */
export const smsSeptets = 160;

/** A text in the basic GSM-7 alphabet, one septet a character: `ș` → `s`, `á` → `a`, `ä` and `ñ` stay; what has no likeness goes. */
export function toGsm7(text: string): string {
  return Array.from(text.normalize('NFC').replaceAll(/\s+/gu, ' '), toBasic).join('').replaceAll(/ {2,}/g, ' ').trim();
}

function toBasic(character: string): string {
  if (basic.has(character)) return character;
  const replacement = replacements.get(character);
  if (replacement !== undefined) return replacement;
  const parts = Array.from(character.normalize('NFKD').replaceAll(/\p{M}/gu, ''));
  // A struck-out `<` is no way around the cleaning of names, which knows markup by its plain characters.
  return parts.filter((part) => basic.has(part) && part !== '<' && part !== '>').join('');
}

/** The first that makes one SMS; undefined where none does. */
export function firstThatFits(texts: readonly string[]): string | undefined {
  return texts.map(toGsm7).find((text) => text.length < smsSeptets);
}
