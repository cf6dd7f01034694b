import { type NoticeLanguage, noticeLanguages } from '@airside/contracts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Wording, WordingKind, WordingPart } from '../src/messages/wording.ts';
import type { RefusalReason } from '../src/writer/check/refusal.ts';
import type { Asked } from '../src/writer/check/rules.ts';
import type { Tone } from '../src/writer/check/tone.ts';

// Texts as a model might write them, good and bad, in every language: wording-corpus/*.json.

type Corpus = {
  whole: { kind: WordingKind; wording: Wording }[];
  /** Parts that may stand in place of those of a whole. */
  good: { kind: WordingKind; part: WordingPart; text: string }[];
  bad: { kind: WordingKind; part: WordingPart; reason: RefusalReason; text: string }[];
};

export type GoodText = { asked: Asked; wording: Wording };
export type BadText = GoodText & { reason: RefusalReason; part: WordingPart; text: string };

const tones: Record<WordingKind, Tone> = {
  delayed: 'apologetic',
  onTime: 'informative',
  early: 'informative',
  cancelled: 'apologetic',
  gateChange: 'informative',
  terminalChange: 'urgent',
};

const corpora = noticeLanguages.map((language): { language: NoticeLanguage; corpus: Corpus } => ({
  language,
  corpus: JSON.parse(readFileSync(join(import.meta.dirname, `wording-corpus/${language}.json`), 'utf8')) as Corpus,
}));

/** The first good wording of a kind in a language. */
export function goodWording(kind: WordingKind, language: NoticeLanguage): Wording {
  const found = corpora
    .find((each) => each.language === language)
    ?.corpus.whole.find((each) => each.kind === kind)?.wording;
  if (found === undefined) throw new Error(`no ${kind} in ${language}`);
  return found;
}

function asked(kind: WordingKind, language: NoticeLanguage): Asked {
  return { kind, language, tone: tones[kind] };
}

export const goodTexts: readonly GoodText[] = corpora.flatMap(({ language, corpus }) => [
  ...corpus.whole.map(({ kind, wording }) => ({ asked: asked(kind, language), wording })),
  ...corpus.good.map(({ kind, part, text }) => ({
    asked: asked(kind, language),
    wording: { ...goodWording(kind, language), [part]: text },
  })),
]);

export const badTexts: readonly BadText[] = corpora.flatMap(({ language, corpus }) =>
  corpus.bad.map(({ kind, part, reason, text }) => ({
    asked: asked(kind, language),
    wording: { ...goodWording(kind, language), [part]: text },
    reason,
    part,
    text,
  })),
);
