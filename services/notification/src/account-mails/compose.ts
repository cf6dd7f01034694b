import { type NoticeLanguage, type OneTimePurpose, oneTimePurposes, type OneTimeTokenFacts } from '@airside/contracts';
import { Liquid, type Template } from 'liquidjs';
import type { Message } from '../channels/channel.ts';
import { cleanName } from '../messages/clean.ts';
import type { AccountMailCatalogue } from './templates/catalogue.ts';
import { de } from './templates/de.ts';
import { en } from './templates/en.ts';
import { es } from './templates/es.ts';
import { ro } from './templates/ro.ts';

const catalogues: Record<NoticeLanguage, AccountMailCatalogue> = { en, ro, de, es };

/** Pages of the gateway that the links lead to. */
const pages: Record<OneTimePurpose, string> = { password_reset: '/account/reset', verify_email: '/account/verify' };

export type AccountMailComposer = (tokenId: string, facts: OneTimeTokenFacts) => Message;

/** Writes the mails of tokens. `publicUrl` is where travellers reach this installation, without a slash at its end. */
export function createAccountMailComposer(publicUrl: string): AccountMailComposer {
  const liquid = new Liquid({ strictVariables: true, strictFilters: true });
  const parsed = new Map<string, { subject: Template[]; body: Template[] }>();
  for (const [language, catalogue] of Object.entries(catalogues))
    for (const purpose of oneTimePurposes) {
      const { subject, body } = catalogue[purpose];
      parsed.set(`${language} ${purpose}`, { subject: liquid.parse(subject), body: liquid.parse(body) });
    }

  return (tokenId, facts) => {
    const language = isLanguage(facts.language) ? facts.language : 'en';
    const templates = parsed.get(`${language} ${facts.purpose}`);
    if (templates === undefined) throw new Error(`there is no text for ${facts.purpose} in ${language}`);
    const link = `${publicUrl}${pages[facts.purpose]}?token=${encodeURIComponent(facts.token)}`;
    const scope = {
      name: cleanName(facts.firstName ?? facts.username),
      link,
      token: facts.token,
      until: wordInstant(Temporal.Instant.from(facts.expiresAt), catalogues[language].locale),
    };
    return {
      // The same at every try, so that mailboxes which compare ids show a mail that came twice once.
      deliveryId: tokenId,
      thread: `account/${facts.accountId}/${facts.purpose}`,
      subject: String(liquid.renderSync(templates.subject, scope)),
      body: String(liquid.renderSync(templates.body, scope)),
      link,
      sms: '',
      push: { title: '', text: '' },
      unsubscribeUrl: undefined,
      language,
      isUrgent: false,
    };
  };
}

function isLanguage(language: string): language is NoticeLanguage {
  return Object.hasOwn(catalogues, language);
}

/** Where the reader is nobody knows: in UTC, which the text says. */
function wordInstant(instant: Temporal.Instant, locale: string): string {
  const time = instant.toZonedDateTimeISO('UTC');
  const hour = time.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${time.toLocaleString(locale, { weekday: 'long', day: 'numeric', month: 'long' })}, ${hour}`;
}
