import type { AccountMailCatalogue } from './catalogue.ts';

const salutation = '{% if name != "" %}Bună, {{ name }}{% else %}Bună ziua{% endif %}:';
const terms = `Linkul poate fi folosit o singură dată, până {{ until }} UTC. Cine apelează API-ul manual are nevoie de acest token:

{{ token }}`;

export const ro: AccountMailCatalogue = {
  locale: 'ro-RO',
  password_reset: {
    subject: 'Alegeți o parolă nouă pentru Airside',
    body: `${salutation} cineva a cerut o parolă nouă pentru contul dumneavoastră Airside. O puteți alege aici:

{{ link }}

${terms}

Dacă nu ați fost dumneavoastră, nu trebuie să faceți nimic: parola rămâne cea de acum. Vă rugăm să nu dați nimănui linkul sau tokenul.`,
  },
  verify_email: {
    subject: 'Vă rugăm să confirmați adresa de e-mail',
    body: `${salutation} vă rugăm să confirmați că la această adresă primiți mesajele contului dumneavoastră Airside:

{{ link }}

${terms}

Dacă nu aveți un cont la noi, nu trebuie să faceți nimic: cineva și-a scris greșit adresa.`,
  },
};
