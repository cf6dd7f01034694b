import { defineTexts } from '../i18n/languages.ts';

/** Why flights are late or cancelled. */
export const reasonTexts = defineTexts({
  en: {
    WEATHER: 'Weather',
    MECHANICAL: 'Technical',
    CREW: 'Crew',
    ATC: 'Air traffic control',
    SECURITY: 'Security',
    OTHER: 'Other',
  },
  ro: {
    WEATHER: 'Vremea',
    MECHANICAL: 'Tehnic',
    CREW: 'Echipajul',
    ATC: 'Controlul traficului',
    SECURITY: 'Securitate',
    OTHER: 'Altul',
  },
  de: {
    WEATHER: 'Wetter',
    MECHANICAL: 'Technik',
    CREW: 'Crew',
    ATC: 'Flugsicherung',
    SECURITY: 'Sicherheit',
    OTHER: 'Sonstiges',
  },
  es: {
    WEATHER: 'Meteorología',
    MECHANICAL: 'Técnico',
    CREW: 'Tripulación',
    ATC: 'Control aéreo',
    SECURITY: 'Seguridad',
    OTHER: 'Otro',
  },
});
