import { noticeLanguages } from '@airside/contracts';
import { describe, expect, test } from 'vitest';
import { wordingKinds, wordingParts } from '../../messages/wording.ts';
import { badTexts, goodTexts } from '../../../tests/wording-corpus.ts';
import { lexicons } from './lexicon.ts';
import { refusalReasons } from './refusal.ts';
import { checkWording } from './rules.ts';

describe('the corpus', () => {
  test('has at least 200 texts, of every kind, in every language, and a bad one for every reason', () => {
    expect(goodTexts.length + badTexts.length).toBeGreaterThanOrEqual(200);
    for (const language of noticeLanguages)
      for (const kind of wordingKinds)
        expect(goodTexts.some(({ asked }) => asked.kind === kind && asked.language === language)).toBe(true);
    expect(new Set(badTexts.map(({ reason }) => reason))).toEqual(new Set(refusalReasons));
  });

  test.each(
    goodTexts.map((text) => [`${text.asked.language} ${text.asked.kind}: ${text.wording.subject}`, text] as const),
  )('accepted: %s', (_name, { asked, wording }) => {
    expect(checkWording(asked, wording)).toEqual({ wording });
  });

  test.each(
    badTexts.map((text) => [text.reason, `${text.asked.language} ${text.asked.kind}`, text.text, text] as const),
  )('refused as %s: %s: %s', (reason, _kind, _text, { asked, wording, part }) => {
    expect(checkWording(asked, wording)).toMatchObject({ refusal: { reason, part } });
  });
});

test.each(noticeLanguages)('no word that is refused may be used after all: %s', (language) => {
  const { allowed, refused } = lexicons[language];
  const forbidden = new Set(refused.flatMap(({ entries }) => entries));
  for (const kind of wordingKinds) expect([...allowed[kind]].filter((word) => forbidden.has(word))).toEqual([]);
});

test.each(goodTexts.map(({ asked, wording }) => [`${asked.language} ${asked.kind}`, asked, wording] as const))(
  'a text that is right for one kind is refused for every other: %s',
  (_name, asked, wording) => {
    for (const kind of wordingKinds)
      if (kind !== asked.kind) expect(checkWording({ ...asked, kind }, wording)).toHaveProperty('refusal');
  },
);

test('a text without any one of its slots is refused', () => {
  for (const { asked, wording } of goodTexts)
    for (const part of wordingParts)
      for (const [slot] of wording[part].matchAll(/\{\{\w+\}\}/g)) {
        const without = wording[part].replace(slot, '').replaceAll('  ', ' ');
        const checked = checkWording(asked, { ...wording, [part]: without });
        // What a part need not say it may leave out.
        const mayLeaveOut = ['{{route}}', '{{cause}}', '{{airline}}'].includes(slot);
        if (!mayLeaveOut) expect(checked, `${part} without ${slot}: ${without}`).toHaveProperty('refusal');
      }
});
