import { defineTexts } from '../i18n/languages.ts';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { ro } from './texts/ro.ts';

/** So many that each language has a file of its own. */
export const deskTexts = defineTexts({ en, ro, de, es });
