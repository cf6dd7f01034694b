import type { AirportBook } from '../airports/use-airports.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { splitLocal } from '../time/local-time.ts';
import { useStatusText } from '../ui/flight-status.tsx';
import { flightTexts } from './texts.ts';
import type { Heard } from './use-flight-updates.ts';

/** The last piece of news, read out. The airline writes in English; elsewhere it is told how the flight stands since. */
export function News({ heard, airports }: { heard: Heard | undefined; airports: AirportBook }) {
  const t = useTexts(flightTexts);
  const { language } = useLanguage();
  const statusText = useStatusText();

  function words({ text, flight }: Heard): string {
    if (language === 'en' || flight === undefined) return text;
    const { estimated_departure: departure, origin, status, gate } = flight;
    return t.news(statusText(status), splitLocal(airports.local(departure, origin)).clock, gate ?? '');
  }

  const isOurs = heard?.flight !== undefined && language !== 'en';
  return (
    <p
      role="status"
      className={heard === undefined ? undefined : 'mt-5 text-[0.9375rem] text-soft'}
      lang={isOurs ? language : 'en'}
    >
      {heard !== undefined && words(heard)}
    </p>
  );
}
