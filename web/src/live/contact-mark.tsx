import { type Store, useStore } from '../app/store.ts';
import { defineTexts } from '../i18n/languages.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { classNames } from '../ui/class-names.ts';
import type { Contact } from './rules.ts';

const texts = defineTexts({
  en: { idle: '', connecting: 'Connecting', live: 'Live', stale: 'No contact: this may be out of date' },
  ro: { idle: '', connecting: 'Se conectează', live: 'În direct', stale: 'Fără legătură: datele pot fi vechi' },
  de: { idle: '', connecting: 'Verbindet', live: 'Live', stale: 'Kein Kontakt: vielleicht nicht aktuell' },
  es: { idle: '', connecting: 'Conectando', live: 'En directo', stale: 'Sin contacto: puede no estar al día' },
});

/** Whether what is shown is kept up to date; read out when that changes for the worse. */
export function ContactMark({ contact }: { contact: Pick<Store<Contact>, 'get' | 'subscribe'> }) {
  return <ContactNow contact={useStore(contact)} />;
}

/** The same of a contact that is known already. */
export function ContactNow({ contact: now }: { contact: Contact }) {
  const t = useTexts(texts);
  return (
    <span
      role="status"
      data-contact={now}
      className={classNames(
        'inline-flex items-center gap-2 text-sm font-medium',
        now === 'live' ? 'text-good' : now === 'stale' ? 'text-warn' : 'text-soft',
      )}
    >
      {now !== 'idle' && (
        <span
          aria-hidden="true"
          className={classNames('size-2 rounded-full bg-current', now === 'connecting' && 'pulse-soft')}
        />
      )}
      {t[now]}
    </span>
  );
}
