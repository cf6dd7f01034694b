import { defineTexts } from '../i18n/languages.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Badge, type Tone } from './badge.tsx';
import { statusKey } from './status-key.ts';

const texts = defineTexts({
  en: {
    SCHEDULED: 'On time',
    CHECK_IN: 'Check-in',
    BOARDING: 'Boarding',
    GATE_CLOSED: 'Gate closed',
    DELAYED: 'Delayed',
    CANCELLED: 'Cancelled',
    DEPARTED: 'Departed',
    AIRBORNE: 'In the air',
    LANDED: 'Landed',
    ARRIVED: 'Arrived',
    DIVERTED: 'Diverted',
    RETURNED_TO_GATE: 'Back at the gate',
  },
  ro: {
    SCHEDULED: 'La timp',
    CHECK_IN: 'Check-in',
    BOARDING: 'Îmbarcare',
    GATE_CLOSED: 'Poartă închisă',
    DELAYED: 'Întârziat',
    CANCELLED: 'Anulat',
    DEPARTED: 'Plecat',
    AIRBORNE: 'În zbor',
    LANDED: 'Aterizat',
    ARRIVED: 'Sosit',
    DIVERTED: 'Deviat',
    RETURNED_TO_GATE: 'Întors la poartă',
  },
  de: {
    SCHEDULED: 'Pünktlich',
    CHECK_IN: 'Check-in',
    BOARDING: 'Boarding',
    GATE_CLOSED: 'Gate geschlossen',
    DELAYED: 'Verspätet',
    CANCELLED: 'Gestrichen',
    DEPARTED: 'Abgeflogen',
    AIRBORNE: 'In der Luft',
    LANDED: 'Gelandet',
    ARRIVED: 'Angekommen',
    DIVERTED: 'Umgeleitet',
    RETURNED_TO_GATE: 'Zurück am Gate',
  },
  es: {
    SCHEDULED: 'A tiempo',
    CHECK_IN: 'Facturación',
    BOARDING: 'Embarque',
    GATE_CLOSED: 'Puerta cerrada',
    DELAYED: 'Retrasado',
    CANCELLED: 'Cancelado',
    DEPARTED: 'Ha salido',
    AIRBORNE: 'En vuelo',
    LANDED: 'Aterrizado',
    ARRIVED: 'Llegado',
    DIVERTED: 'Desviado',
    RETURNED_TO_GATE: 'De vuelta en la puerta',
  },
});

const tones: Readonly<Partial<Record<string, Tone>>> = {
  DELAYED: 'warn',
  CANCELLED: 'bad',
  DIVERTED: 'bad',
  RETURNED_TO_GATE: 'warn',
  CHECK_IN: 'accent',
  BOARDING: 'accent',
  GATE_CLOSED: 'accent',
  SCHEDULED: 'good',
};

/** How a flight stands, in any of the API's words: `DELAYED` or `Delayed`. */
export function FlightStatus({ status }: { status: string }) {
  const key = statusKey(status);
  return <Badge tone={tones[key] ?? 'neutral'}>{useStatusText()(key)}</Badge>;
}

/** The words of a status; a new one is shown as it comes. */
export function useStatusText(): (status: string) => string {
  const t: Readonly<Record<string, string>> = useTexts(texts);
  return (status) => t[statusKey(status)] ?? status;
}
