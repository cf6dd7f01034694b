import { expect, test } from 'vitest';
import { chooseLanguage } from './languages.ts';

test('the first language of the browser that we speak is chosen, English where there is none', () => {
  expect(chooseLanguage(['fr-FR', 'de-AT', 'ro'])).toBe('de');
  expect(chooseLanguage(['fr', 'it'])).toBe('en');
  expect(chooseLanguage([])).toBe('en');
});
