import type { AccountMailCatalogue } from './catalogue.ts';

const salutation = '{% if name != "" %}Hola, {{ name }}{% else %}Buenos días{% endif %}:';
const terms = `El enlace sirve una sola vez, hasta el {{ until }} UTC. Quien llame a la API a mano necesita este token:

{{ token }}`;

export const es: AccountMailCatalogue = {
  locale: 'es-ES',
  password_reset: {
    subject: 'Elija una nueva contraseña para Airside',
    body: `${salutation} alguien ha pedido una nueva contraseña para su cuenta de Airside. Elíjala aquí:

{{ link }}

${terms}

Si no ha sido usted, no tiene que hacer nada: su contraseña sigue siendo la misma. Por favor, no comparta con nadie el enlace ni el token.`,
  },
  verify_email: {
    subject: 'Confirme su dirección de correo electrónico',
    body: `${salutation} confirme, por favor, que su cuenta de Airside recibe correo en esta dirección:

{{ link }}

${terms}

Si no tiene una cuenta con nosotros, no tiene que hacer nada: alguien se ha equivocado al escribir su dirección.`,
  },
};
