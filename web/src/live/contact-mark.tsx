import { defineTexts } from '../i18n/languages.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { classNames } from '../ui/class-names.ts';
import type { Contact } from './rules.ts';

const texts = defineTexts({
  en: { idle: 'Not connected', connecting: 'Connecting', live: 'Live', stale: 'No contact, may be out of date' },
  ro: { idle: 'Neconectat', connecting: 'Se conectează', live: 'În direct', stale: 'Fără contact, poate fi depășit' },
  de: { idle: 'Nicht verbunden', connecting: 'Verbindet', live: 'Live', stale: 'Kein Kontakt, evtl. veraltet' },
  es: {
    idle: 'Sin conexión',
    connecting: 'Conectando',
    live: 'En directo',
    stale: 'Sin contacto, puede no ser actual',
  },
});

const tones: Readonly<Record<Contact, Tone>> = { idle: 'neutral', connecting: 'neutral', live: 'good', stale: 'warn' };

/** Whether what is shown is of this moment. */
export function ContactMark({ contact }: { contact: Contact }) {
  return (
    <span role="status" data-contact={contact}>
      <Badge tone={tones[contact]}>
        <span
          aria-hidden="true"
          className={classNames('size-2 rounded-full bg-current', contact === 'connecting' && 'pulse-soft')}
        />
        {useTexts(texts)[contact]}
      </Badge>
    </span>
  );
}
