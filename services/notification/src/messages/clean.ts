const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Control and invisible characters, but for the joiner that emoji are made with; and what marks up text, here or in a template. */
const unsafe = /[\p{Cc}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|(?!\u200d)\p{Cf}|[<>{}[\]\\|`]/gu;

/** Somebody else's text as a part of ours: one line, no markup, at most `most` characters as a reader counts them. */
export function cleanText(text: string | null | undefined, most: number): string {
  // A grapheme may be made of any number of marks: bounded in units first.
  const line = (text ?? '')
    .slice(0, most * 16)
    .toWellFormed()
    // First, because an SMS writes the wide forms of these characters as the plain ones.
    .normalize('NFKC')
    .replaceAll(/[\s\ufffd]+/gu, ' ')
    .replaceAll(unsafe, '')
    .trim();
  const kept = [...graphemes.segment(line)].map(({ segment }) => Array.from(segment).slice(0, 12).join(''));
  return kept.length <= most
    ? kept.join('')
    : `${kept
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}

const mostOfName = 40;

/** A first name as it is addressed. What mail programs would make a link of falls apart. */
export function cleanName(name: string | null | undefined): string {
  return cleanText((name ?? '').replaceAll(/[/:@#?=&"]/g, ' ').replaceAll(/\.(?=\S)/g, '. '), mostOfName);
}
