import type { AirsideEvent, OneTimePurpose } from '@airside/contracts';
import { createEvent } from '@airside/events';

/** Asks for the mail of a token; says neither the token nor where the mail goes. */
export function mailRequested(
  token: { id: string; accountId: number; purpose: OneTimePurpose; expiresAt: Temporal.Instant },
  now: Temporal.Instant,
): AirsideEvent {
  const { id, accountId, purpose, expiresAt } = token;
  return createEvent(
    {
      type: 'account.mail_requested',
      source: '/user_service',
      subject: `account/${accountId}`,
      data: {
        user_id: accountId,
        purpose,
        token_id: id,
        expires_at: expiresAt.toString(),
        timestamp: now.toString(),
      },
    },
    { id: `account/${accountId}/mail/${id}`, time: now },
  );
}
