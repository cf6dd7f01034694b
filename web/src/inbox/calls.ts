import type { Inbox } from '@airside/contracts';
import { queryOptions } from '@tanstack/react-query';
import type { Call } from '../api/call.ts';

/** How often the inbox is looked at while the page is seen, in milliseconds. */
const lookEveryMs = 20_000;

/** How many notices are unread. */
export function unreadQuery(call: Call) {
  return queryOptions({
    queryKey: ['inbox', 'unread'],
    queryFn: async ({ signal }) => {
      const { unread } = await call<Inbox>('GET', '/api/notifications', { query: { limit: 1 }, signal });
      return unread;
    },
    refetchInterval: lookEveryMs,
  });
}
