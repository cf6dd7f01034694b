import { defineTexts } from '../i18n/languages.ts';

export const airportTexts = defineTexts({
  en: { allAirports: 'All airports' },
  ro: { allAirports: 'Toate aeroporturile' },
  de: { allAirports: 'Alle Flughäfen' },
  es: { allAirports: 'Todos los aeropuertos' },
});
