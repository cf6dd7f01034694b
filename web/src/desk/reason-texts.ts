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
    WEATHER: 'Vreme',
    MECHANICAL: 'Tehnic',
    CREW: 'Echipaj',
    ATC: 'Controlul traficului',
    SECURITY: 'Securitate',
    OTHER: 'Altul',
  },
  de: {
    WEATHER: 'Wetter',
    MECHANICAL: 'Technik',
    CREW: 'Besatzung',
    ATC: 'Flugsicherung',
    SECURITY: 'Sicherheit',
    OTHER: 'Anderer',
  },
  es: {
    WEATHER: 'Tiempo',
    MECHANICAL: 'Técnico',
    CREW: 'Tripulación',
    ATC: 'Control aéreo',
    SECURITY: 'Seguridad',
    OTHER: 'Otro',
  },
});
