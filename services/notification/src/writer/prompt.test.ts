import { noticeLanguages } from '@airside/contracts';
import { expect, test } from 'vitest';
import { slotRules, wordingKinds, wordingParts } from '../messages/wording.ts';
import { promptFor } from './prompt.ts';
import { partNames } from './prompt-text.ts';

const cases = noticeLanguages.flatMap((language) => wordingKinds.map((kind) => ({ language, kind })));

test.each(cases)('the model is told which slots each part has: $language $kind', ({ language, kind }) => {
  const { user } = promptFor({ kind, language, tone: 'informative' }, 'A-LIST');
  const question = JSON.parse(user) as {
    parts: Record<string, { must: string[]; may: string[] }>;
    slots: Record<string, string>;
  };
  for (const part of wordingParts) {
    const { required, allowed } = slotRules[kind][part];
    expect(question.parts[partNames[part]]).toEqual({ must: required, may: allowed });
    for (const slot of [...required, ...allowed]) expect(question.slots[slot]).toMatch(/\S/);
  }
});

test('facts are dots, so that a slot can be put into a sentence without its fact', () => {
  const { user } = promptFor({ kind: 'gateChange', language: 'en', tone: 'informative' }, 'MEMBER');
  const { slots } = JSON.parse(user) as { slots: Record<string, string> };
  expect(slots['gate']).toBe('the gate: “gate … instead of gate …”, in SMS and push “gate …”');
  expect(slots['departure']).toBe('when it leaves: “on … (local time)”, in SMS and push “…”');
});

test('a tier that nobody knows is a traveller like others', () => {
  const asked = { kind: 'delayed', language: 'en', tone: 'informative' } as const;
  expect(promptFor(asked, 'GOLD')).toEqual(promptFor(asked, 'MEMBER'));
});
