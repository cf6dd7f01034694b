import type { AirsideEvent } from '@airside/contracts';
import { createEvent } from '@airside/events';

/** Tells whoever keeps a copy of an account to forget it. */
export function accountDeleted(userId: number, now: Temporal.Instant): AirsideEvent {
  return createEvent(
    {
      type: 'account.deleted',
      source: '/user_service',
      subject: `account/${userId}`,
      data: { user_id: userId, timestamp: now.toString() },
    },
    { id: `account/${userId}/deleted`, time: now },
  );
}
