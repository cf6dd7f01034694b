import type { Outcome } from '../channel.ts';
import { judgeTransient, oneLine, parseObject } from '../http/rules.ts';

/** E.164: what Twilio takes as a number. */
export function isPhoneNumber(text: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(text);
}

/**
 * Codes that say that a number will never get an SMS: not valid, not mobile, unreachable, or stopped by its owner
 * (https://www.twilio.com/docs/api/errors).
 */
const deadNumbers = new Set([21_211, 21_217, 21_401, 21_407, 21_421, 21_610, 21_614]);

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string };

/** What Twilio's answer to a new message means. */
export function judgeTwilio(answer: Answer, now: Temporal.Instant): Outcome {
  const { status } = answer;
  const body = parseObject(answer.body);
  if (status >= 200 && status < 300) return { kind: 'accepted', providerId: textOf(body['sid']) };
  const code = typeof body['code'] === 'number' ? body['code'] : undefined;
  const reason = oneLine(
    `Twilio answered ${status}${code === undefined ? '' : ` (${code})`}: ${textOf(body['message']) ?? ''}`,
  );
  const transient = judgeTransient(answer, reason, now);
  if (transient !== undefined) return transient;
  // 20003 and the like: the account itself is not allowed to.
  if (status === 403) return { kind: 'unavailable', reason };
  return { kind: 'refused', reason, isAddressDead: code !== undefined && deadNumbers.has(code) };
}

/** What is on record with Twilio about one number, newest first. */
export type ListedMessage = { sid: string; to: string; body: string; createdAt: Temporal.Instant };

/** The messages in Twilio's answer to a list; those it does not describe fully are left out. */
export function parseListed(body: string): ListedMessage[] {
  const messages = parseObject(body)['messages'];
  if (!Array.isArray(messages)) return [];
  return messages.flatMap((each: Record<string, unknown>) => {
    const { sid, to, body: text, date_created: created } = each;
    const at = typeof created === 'string' ? Date.parse(created) : Number.NaN;
    if (typeof sid !== 'string' || typeof to !== 'string' || typeof text !== 'string' || Number.isNaN(at)) return [];
    return [{ sid, to, body: text, createdAt: Temporal.Instant.fromEpochMilliseconds(at) }];
  });
}

/** Longer than any queue of ours between a send and the question about it. */
const lookBack = { hours: 1 };

/** Whether one of these is the text to the number, young enough to be the one in question. */
export function isListed(
  listed: readonly ListedMessage[],
  sent: { phone: string; text: string },
  now: Temporal.Instant,
) {
  const since = now.subtract(lookBack);
  return listed.some(
    ({ to, body, createdAt }) =>
      to === sent.phone && body === sent.text && Temporal.Instant.compare(createdAt, since) >= 0,
  );
}

/** What a status callback says about a message: still under way (undefined), or how it ended. */
export function receiptOf(status: string): 'delivered' | 'failed' | undefined {
  if (status === 'delivered' || status === 'read') return 'delivered';
  if (status === 'failed' || status === 'undelivered' || status === 'canceled') return 'failed';
  return undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
