import type { Message, Outcome } from '../channel.ts';
import { judgeTransient, oneLine, parseObject } from '../http/rules.ts';
import { pushTtlSeconds, topicOf } from '../push.ts';

/** The message as FCM's HTTP v1 API takes it (https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages). */
export function fcmMessage(token: string, message: Message, now: Temporal.Instant): object {
  const { push, isUrgent } = message;
  // Notices of one matter replace each other on the screen, and so does one that comes twice.
  const topic = topicOf(message.thread);
  const expiresAt = Math.floor(now.epochMilliseconds / 1000) + pushTtlSeconds;
  return {
    message: {
      token,
      notification: { title: push.title, body: push.text },
      data: { delivery: message.deliveryId, thread: message.thread },
      android: {
        priority: isUrgent ? 'HIGH' : 'NORMAL',
        ttl: `${pushTtlSeconds}s`,
        collapse_key: topic,
        notification: { tag: topic },
      },
      apns: {
        headers: {
          'apns-priority': isUrgent ? '10' : '5',
          'apns-collapse-id': topic,
          'apns-expiration': String(expiresAt),
        },
        payload: { aps: { 'thread-id': topic } },
      },
    },
  };
}

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string };
type ErrorBody = { status?: unknown; message?: unknown; details?: unknown };

/** What FCM's answer means (https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode). */
export function judgeFcm(answer: Answer, now: Temporal.Instant): Outcome {
  const body = parseObject(answer.body);
  if (answer.status >= 200 && answer.status < 300)
    return { kind: 'accepted', providerId: typeof body['name'] === 'string' ? body['name'] : undefined };
  const error = (typeof body['error'] === 'object' && body['error'] !== null ? body['error'] : {}) as ErrorBody;
  const code = errorCodeOf(error);
  const reason = oneLine(`FCM answered ${answer.status} ${code}: ${messageOf(error)}`);
  if (code === 'UNREGISTERED' || code === 'SENDER_ID_MISMATCH' || isTokenFault(code, error))
    return { kind: 'refused', reason, isAddressDead: true };
  const transient = judgeTransient(answer, reason, now);
  if (transient !== undefined) return transient;
  // Our service account may not send for the project: no fault of the message.
  if (answer.status === 403) return { kind: 'unavailable', reason };
  return { kind: 'refused', reason, isAddressDead: false };
}

function messageOf({ message }: ErrorBody): string {
  return typeof message === 'string' ? message : '';
}

function detailsOf({ details }: ErrorBody): Record<string, unknown>[] {
  return Array.isArray(details) ? details.filter((each) => typeof each === 'object' && each !== null) : [];
}

function errorCodeOf(error: ErrorBody): string {
  const code =
    detailsOf(error).find((detail) => typeof detail['errorCode'] === 'string')?.['errorCode'] ?? error.status;
  return typeof code === 'string' ? code : '';
}

/** A text that never was a token of FCM's. */
function isTokenFault(code: string, error: ErrorBody): boolean {
  if (code !== 'INVALID_ARGUMENT') return false;
  const violations = detailsOf(error).flatMap(({ fieldViolations }) =>
    Array.isArray(fieldViolations) ? fieldViolations : [],
  );
  const isNamed = violations.some((violation: { field?: unknown }) => violation.field === 'message.token');
  return isNamed || /registration token/i.test(messageOf(error));
}
