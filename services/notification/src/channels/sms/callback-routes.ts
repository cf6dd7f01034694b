import { Problem } from '@airside/contracts';
import { type App, access } from '@airside/service';
import { Type } from 'typebox';
import { oneLine } from '../http/rules.ts';
import { receiptOf } from './rules.ts';
import { isSignedBy } from './signature.ts';

export const twilioCallbackPath = '/api/notifications/callbacks/twilio';

/** How a message ended, after its provider had taken it. */
export type Receipt = {
  deliveryId: string;
  providerId: string | undefined;
  status: 'delivered' | 'failed';
  /** Of a failure. */
  reason: string | undefined;
};

export type TwilioCallbackDeps = {
  /** Where Twilio reaches us: the URL it signs begins with it. */
  publicUrl: string;
  /** Token of each Twilio account, by its SID. */
  authTokens: ReadonlyMap<string, string>;
  /** Comes again when it throws: Twilio calls once more where it was told to. */
  onReceipt(receipt: Receipt): Promise<void>;
};

const query = Type.Object({ delivery: Type.String({ pattern: '^[\\w.-]{1,64}$' }) }, { additionalProperties: true });

/** What Twilio tells us of the messages it has taken. Nobody else is believed: every call is signed with the account's token. */
export function twilioCallbackRoutes(app: App, { publicUrl, authTokens, onReceipt }: TwilioCallbackDeps): void {
  void app.register(async (scope: App) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, parsed) =>
      parsed(null, new URLSearchParams(String(body))),
    );
    scope.post(
      twilioCallbackPath,
      {
        config: { access: access.public },
        schema: {
          summary: 'What became of an SMS; called by Twilio, and by nobody else',
          tags: ['notifications'],
          querystring: query,
          response: { 204: Type.Null() },
        },
      },
      async (request, reply) => {
        const fields = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
        const token = authTokens.get(fields.get('AccountSid') ?? '');
        const signature = request.headers['x-twilio-signature'];
        const url = publicUrl.replace(/\/$/, '') + request.url;
        const isGenuine =
          token !== undefined && typeof signature === 'string' && isSignedBy(token, signature, { url, fields });
        if (!isGenuine) throw new Problem('FORBIDDEN');
        const status = receiptOf(fields.get('MessageStatus') ?? '');
        if (status !== undefined) {
          const code = fields.get('ErrorCode');
          await onReceipt({
            deliveryId: request.query.delivery,
            providerId: fields.get('MessageSid') ?? undefined,
            status,
            reason:
              status === 'failed' ? oneLine(`Twilio: not delivered${code === null ? '' : ` (${code})`}`) : undefined,
          });
        }
        return reply.code(204).send(null);
      },
    );
  });
}
