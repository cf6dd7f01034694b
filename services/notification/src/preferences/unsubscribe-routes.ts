import { Problem } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access } from '@airside/service';
import { Type } from 'typebox';
import { findDeliveryOwner } from '../deliveries/queries.ts';
import { changePreferences, readPreferences } from './preferences.ts';
import type { UnsubscribeTokens } from './unsubscribe-token.ts';

export const unsubscribePath = '/api/notifications/unsubscribe';

const querystring = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
);

/** Pages name nobody: whoever has the link need not learn whose it is. */
function page(title: string, text: string, form = ''): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<body style="font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem">
<h1 style="font-size: 1.4rem">${title}</h1><p>${text}</p>${form}</body></html>
`;
}

const question = page(
  'E-mails about your flights',
  'You will get no more e-mails about delays, cancellations and gate changes. Other channels stay as you chose them.',
  '<form method="post"><button style="font: inherit; padding: .4rem 1rem">Stop these e-mails</button></form>',
);
const done = page('Done', 'You will get no more of these e-mails. You can choose otherwise in your account.');

const htmlHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
};

/** The links at the end of e-mails. GET asks and changes nothing, for scanners follow links; POST ends it (RFC 8058). */
export function unsubscribeRoutes(app: App, deps: { cluster: Cluster; tokens: UnsubscribeTokens }): void {
  const { cluster, tokens } = deps;
  const keyOf = (token: string) => {
    const key = tokens.read(token);
    if (key === undefined) throw new Problem('UNSUBSCRIBE_LINK_INVALID');
    return key;
  };
  const tags = ['notifications'];

  app.get(
    unsubscribePath,
    {
      config: { access: access.public },
      schema: { summary: 'Asks whether e-mails are to end; changes nothing', tags, querystring },
    },
    async (request, reply) => {
      keyOf(request.query.token);
      return reply.headers(htmlHeaders).send(question);
    },
  );

  void app.register(async (scope) => {
    // One-click senders post a form whose one field says what the address says already.
    for (const type of ['application/x-www-form-urlencoded', /^multipart\/form-data/])
      scope.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, _body, parsed) => parsed(null, undefined));
    scope.post(
      unsubscribePath,
      {
        config: { access: access.public },
        schema: { summary: 'Ends e-mails about flights, by one click', tags, querystring },
      },
      async (request, reply) => {
        const { token } = request.query as { token: string };
        const owner = await findDeliveryOwner(cluster.writer, keyOf(token));
        if (owner === undefined) throw new Problem('UNSUBSCRIBE_LINK_INVALID');
        const { channels } = await readPreferences(cluster, owner);
        await changePreferences(cluster, owner, { channels: { ...channels, email: false } });
        return reply.headers(htmlHeaders).send(done);
      },
    );
  });
}
