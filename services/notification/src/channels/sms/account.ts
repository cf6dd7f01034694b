import { Agent } from 'undici';
import type { Account } from '../channel.ts';
import { misdirected } from '../deadline.ts';
import { call } from '../http/call.ts';
import { judgeFailure } from '../http/rules.ts';
import { isListed, isPhoneNumber, judgeTwilio, parseListed } from './rules.ts';

export type TwilioSettings = {
  /** `https://api.twilio.com`. */
  baseUrl: string;
  /** `AC…`. */
  accountSid: string;
  authToken: string;
  /** A number or name of ours, or a messaging service (`MG…`) that picks one. */
  sender: { from: string } | { messagingServiceSid: string };
  /** Where Twilio tells what became of a message. */
  callbackUrl: string;
};

/** Twilio drops what it could not hand over by then: late notices mislead. In seconds, at most 36 000. */
const validitySeconds = 4 * 3600;

/**
 * SMS by Twilio's REST API. Twilio takes no key of ours, neither to tell a second send from the first nor to ask by: it is
 * asked for the same text to the same number within the last hour. A phone that has that very text lacks nothing.
 */
export function createTwilioAccount(settings: TwilioSettings, now: () => Temporal.Instant): Account {
  const { baseUrl, accountSid, authToken, sender, callbackUrl } = settings;
  const dispatcher = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 4000,
    connect: { timeout: 5000 },
  });
  const name = `twilio:${accountSid}`;
  const messagesUrl = `${baseUrl}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const by = 'from' in sender ? { From: sender.from } : { MessagingServiceSid: sender.messagingServiceSid };

  return {
    name,
    async send(address, message, signal) {
      if (address.channel !== 'sms') return misdirected(name, address);
      if (!isPhoneNumber(address.phone))
        return { kind: 'refused', reason: 'not a telephone number', isAddressDead: true };
      const callback = new URL(callbackUrl);
      callback.searchParams.set('delivery', message.deliveryId);
      const form = new URLSearchParams({
        To: address.phone,
        ...by,
        Body: message.sms,
        StatusCallback: callback.href,
        ValidityPeriod: String(validitySeconds),
      });
      const headers = {
        authorization,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      };
      const result = await call({ dispatcher, url: messagesUrl, headers, body: form.toString() }, signal);
      return result.kind === 'failed' ? judgeFailure(result) : judgeTwilio(result.answer, now());
    },
    async find(_deliveryId, signal, sent) {
      if (sent.address.channel !== 'sms') return 'unknown';
      const { phone } = sent.address;
      const query = new URLSearchParams({ To: phone, PageSize: '50' });
      const headers = { authorization, accept: 'application/json' };
      const result = await call(
        { dispatcher, method: 'GET', url: `${messagesUrl}?${query.toString()}`, headers },
        signal,
      );
      if (result.kind === 'failed' || result.answer.status !== 200) return 'unknown';
      return isListed(parseListed(result.answer.body), { phone, text: sent.message.sms }, now()) ? 'sent' : 'not sent';
    },
    async close() {
      await dispatcher.destroy();
    },
  };
}
