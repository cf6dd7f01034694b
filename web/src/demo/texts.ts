import { defineTexts } from '../i18n/languages.ts';

export const demoTexts = defineTexts({
  en: {
    empty: 'There are no flights yet',
    emptyText: 'Load some to look around, or let a whole airline day fly by.',
    load: 'Load sample flights',
    day: 'Start a demo day',
    loaded: 'Sample flights are on the schedule.',
    started: 'A day is flown, a minute for every second.',
  },
  ro: {
    empty: 'Încă nu există zboruri',
    emptyText: 'Încărcați câteva pentru a explora sau lăsați o zi întreagă să zboare.',
    load: 'Încarcă zboruri de probă',
    day: 'Pornește o zi demo',
    loaded: 'Zborurile de probă sunt în orar.',
    started: 'Se zboară o zi, un minut pe secundă.',
  },
  de: {
    empty: 'Es gibt noch keine Flüge',
    emptyText: 'Laden Sie einige zum Umsehen, oder lassen Sie einen ganzen Tag fliegen.',
    load: 'Beispielflüge laden',
    day: 'Demo-Tag starten',
    loaded: 'Beispielflüge stehen im Flugplan.',
    started: 'Ein Tag wird geflogen, eine Minute je Sekunde.',
  },
  es: {
    empty: 'Todavía no hay vuelos',
    emptyText: 'Cargue algunos para echar un vistazo o deje volar un día entero.',
    load: 'Cargar vuelos de muestra',
    day: 'Iniciar un día de demostración',
    loaded: 'Los vuelos de muestra están en el horario.',
    started: 'Se vuela un día, un minuto por segundo.',
  },
});
