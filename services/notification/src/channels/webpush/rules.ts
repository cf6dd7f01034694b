import type { Message, Outcome } from '../channel.ts';
import { judgeTransient, oneLine } from '../http/rules.ts';

/** What the service worker gets: enough to show it, and to replace an earlier one of the same matter. */
export function pushPayload({ push, thread, deliveryId, language, isUrgent }: Message): Buffer {
  return Buffer.from(
    JSON.stringify({ title: push.title, body: push.text, tag: thread, lang: language, delivery: deliveryId, isUrgent }),
  );
}

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string };

/** What a push service's answer means (RFC 8030 §5, §7.3). */
export function judgePush(answer: Answer, now: Temporal.Instant): Outcome {
  const { status, headers, body } = answer;
  if (status >= 200 && status < 300) {
    const { location } = headers;
    return { kind: 'accepted', providerId: typeof location === 'string' ? location : undefined };
  }
  const reason = oneLine(`the push service answered ${status}: ${body}`);
  if (status === 404 || status === 410) return { kind: 'refused', reason, isAddressDead: true };
  return judgeTransient(answer, reason, now) ?? { kind: 'refused', reason, isAddressDead: false };
}
