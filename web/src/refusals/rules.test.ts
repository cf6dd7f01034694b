import { Problem, problems, type ProblemCode } from '@airside/contracts';
import { expect, test } from 'vitest';
import { readRefusal } from '../api/api-error.ts';
import { refusalText } from './rules.ts';
import { refusalTexts as german } from './texts-de.ts';
import { refusalTexts as spanish } from './texts-es.ts';
import { refusalTexts as romanian } from './texts-ro.ts';

const languages = { german, spanish, romanian };

test('a refusal is told in the language of the reader, with its facts, by its code or by its words', () => {
  const { message } = new Problem('TOO_MANY_HOLDS', { params: { most: '5' } });
  const told = 'Es gibt schon 5 Reservierungen; geben Sie zuerst eine frei';
  expect(refusalText(german, readRefusal(409, { message, code: 'TOO_MANY_HOLDS' }, ''))).toBe(told);
  expect(refusalText(german, readRefusal(409, { error: message }, ''))).toBe(told);
});

test('faults of fields are named', () => {
  const errors = [{ field: 'email', message: 'must match format "email"' }];
  const refusal = readRefusal(400, { message: 'email: …', code: 'VALIDATION_FAILED', errors }, '');
  expect(refusalText(spanish, refusal)).toBe('Algunos datos no son válidos: email');
});

test('words that nobody has written a text for stay as they are', () => {
  expect(refusalText(german, readRefusal(400, { error: 'HTTP 400' }, ''))).toBeUndefined();
  expect(refusalText(german, readRefusal(503, { message: 'Else', code: 'UPSTREAM_FAILED' }, ''))).toBeUndefined();
});

test('every text fills in nothing that the table does not say', () => {
  const namesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  for (const [language, texts] of Object.entries(languages))
    for (const code of Object.keys(problems) as ProblemCode[])
      expect([language, code, namesIn(problems[code].message)]).toEqual([
        language,
        code,
        expect.arrayContaining(namesIn(texts[code])),
      ]);
});

test('each refusal of the table is found by its words alone, or one that says the same', () => {
  for (const code of Object.keys(problems) as ProblemCode[]) {
    const message = problems[code].message.replaceAll(/[{}]/g, '');
    expect(refusalText(german, readRefusal(400, { error: message }, ''))).toBeDefined();
  }
});
