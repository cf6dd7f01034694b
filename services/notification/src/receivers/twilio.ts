import { randomBytes, timingSafeEqual } from 'node:crypto';
import { isPhoneNumber } from '../channels/sms/rules.ts';
import type { ReceiptCalls } from './receipt-calls.ts';
import { answerAfter, answerBefore } from './fault-answers.ts';
import type { Faults } from './faults.ts';
import type { HttpAnswer, HttpCall, Route } from './http.ts';
import type { Outbox } from './outbox.ts';

export type TwilioReceiverDeps = {
  authToken: string;
  outbox: Outbox;
  faults: Faults;
  receipts: ReceiptCalls;
  now: () => Temporal.Instant;
};

const longestBody = 1600;
const mostListed = 50;
const path = /^\/2010-04-01\/Accounts\/(AC[0-9a-f]{32})\/Messages\.json$/;

/** What Airside uses of Twilio's Messages API, with its checks, codes and status callbacks. */
export function twilioRoutes(deps: TwilioReceiverDeps): Route[] {
  const { authToken, outbox, faults, receipts, now } = deps;

  function take({ headers, body, parts: [accountSid = ''] }: HttpCall): HttpAnswer {
    if (!isLoggedIn(headers.authorization, accountSid, authToken)) return fault(401, 20_003, 'Authenticate');
    const mode = faults.next('sms', accountSid);
    const early = answerBefore(mode, fault(400, 21_211, "Invalid 'To' Phone Number"));
    if (early !== undefined) return early;
    const form = new URLSearchParams(body.toString());
    const wrong = faultOf(form);
    if (wrong !== undefined) return wrong;
    const field = (name: string) => form.get(name) ?? '';
    const callback = form.get('StatusCallback');
    const sid = `SM${randomBytes(16).toString('hex')}`;
    const at = now();
    const deliveryId = callback === null ? undefined : (new URL(callback).searchParams.get('delivery') ?? undefined);
    outbox.add(
      {
        channel: 'sms',
        to: field('To'),
        account: accountSid,
        from: form.get('From') ?? field('MessagingServiceSid'),
        title: '',
        text: field('Body'),
        deliveryId,
        details: { sid, statusCallback: callback, validityPeriod: form.get('ValidityPeriod') },
      },
      at,
    );
    if (callback !== null) receipts.add({ url: callback, accountSid, sid, isDelivered: mode !== 'undelivered' });
    return answerAfter(mode, {
      status: 201,
      body: resource({ accountSid, sid, to: field('To'), text: field('Body'), at }),
    });
  }

  function list({ headers, url, parts: [accountSid = ''] }: HttpCall): HttpAnswer {
    if (!isLoggedIn(headers.authorization, accountSid, authToken)) return fault(401, 20_003, 'Authenticate');
    const { messages } = outbox.list({
      channel: 'sms',
      to: url.searchParams.get('To') ?? undefined,
      limit: mostListed,
    });
    const listed = messages
      .filter(({ account }) => account === accountSid)
      .map(({ to, text, receivedAt: at, details }) =>
        resource({ accountSid, sid: String(details['sid']), to, text, at }),
      );
    return { status: 200, body: { messages: listed, page: 0, page_size: mostListed } };
  }

  return [
    { method: 'POST', path, handle: take },
    { method: 'GET', path, handle: list },
  ];
}

function isLoggedIn(authorization: string | undefined, accountSid: string, authToken: string): boolean {
  const given = Buffer.from(authorization ?? '');
  const expected = Buffer.from(`Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function faultOf(form: URLSearchParams): HttpAnswer | undefined {
  if (!isPhoneNumber(form.get('To') ?? '')) return fault(400, 21_211, "Invalid 'To' Phone Number");
  if (form.has('From') === form.has('MessagingServiceSid')) return fault(400, 21_603, "A 'From' is required");
  const text = form.get('Body') ?? '';
  if (text === '') return fault(400, 21_602, 'Message body is required');
  if (text.length > longestBody) return fault(400, 21_617, 'The message body is too long');
  const callback = form.get('StatusCallback');
  if (callback !== null && !URL.canParse(callback)) return fault(400, 21_609, 'Invalid StatusCallback');
  return undefined;
}

function fault(status: number, code: number, message: string): HttpAnswer {
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}

type Resource = { accountSid: string; sid: string; to: string; text: string; at: Temporal.Instant };

/** The parts of Twilio's message resource that somebody here reads; times as in RFC 2822, to the second. */
function resource({ accountSid, sid, to, text, at }: Resource): object {
  const time = new Date(at.epochMilliseconds).toUTCString().replace('GMT', '+0000');
  return { account_sid: accountSid, sid, to, body: text, status: 'queued', date_created: time, error_code: null };
}
