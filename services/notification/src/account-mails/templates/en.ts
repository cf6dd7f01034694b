import type { AccountMailCatalogue } from './catalogue.ts';

const salutation = '{% if name != "" %}Hello {{ name }}{% else %}Hello{% endif %},';
const terms = `The link works once, until {{ until }} UTC. Whoever calls the API by hand needs this token:

{{ token }}`;

export const en: AccountMailCatalogue = {
  locale: 'en-GB',
  password_reset: {
    subject: 'Choose a new password for Airside',
    body: `${salutation} somebody has asked for a new password for your Airside account. Choose it here:

{{ link }}

${terms}

If it was not you, there is nothing to do: your password stays as it is. Please give link and token to nobody.`,
  },
  verify_email: {
    subject: 'Please confirm your e-mail address',
    body: `${salutation} please confirm that your Airside account can be reached at this address:

{{ link }}

${terms}

If you have no account with us, there is nothing to do: somebody has mistyped an address.`,
  },
};
