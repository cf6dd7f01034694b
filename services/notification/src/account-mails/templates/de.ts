import type { AccountMailCatalogue } from './catalogue.ts';

const salutation = '{% if name != "" %}Hallo {{ name }}{% else %}Guten Tag{% endif %},';
const terms = `Der Link gilt einmal, bis {{ until }} UTC. Wer die API von Hand aufruft, braucht dieses Token:

{{ token }}`;

export const de: AccountMailCatalogue = {
  locale: 'de-DE',
  password_reset: {
    subject: 'Neues Passwort für Airside wählen',
    body: `${salutation} jemand hat für Ihr Airside-Konto ein neues Passwort angefordert. Wählen Sie es hier:

{{ link }}

${terms}

Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist. Bitte geben Sie Link und Token nicht weiter.`,
  },
  verify_email: {
    subject: 'Bitte bestätigen Sie Ihre E-Mail-Adresse',
    body: `${salutation} bitte bestätigen Sie, dass Ihr Airside-Konto unter dieser Adresse erreichbar ist:

{{ link }}

${terms}

Wenn Sie kein Konto bei uns haben, brauchen Sie nichts zu tun: Jemand hat sich bei der Adresse vertippt.`,
  },
};
