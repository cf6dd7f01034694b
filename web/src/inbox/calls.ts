import type { Inbox } from '@airside/contracts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Call } from '../api/call.ts';

/** How often the inbox is looked at while the page is seen, in milliseconds. */
const lookEveryMs = 20_000;
const path = '/api/notifications';

/** How many notices are unread. */
export function unreadQuery(call: Call) {
  return queryOptions({
    queryKey: ['inbox', 'unread'],
    queryFn: async ({ signal }) => (await call<Inbox>('GET', path, { query: { limit: 1 }, signal })).unread,
    refetchInterval: lookEveryMs,
  });
}

/** The notices, newest first, page by page. */
export function inboxQuery(call: Call) {
  return infiniteQueryOptions({
    queryKey: ['inbox', 'list'],
    queryFn: ({ pageParam, signal }) => call<Inbox>('GET', path, { query: { limit: 20, cursor: pageParam }, signal }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    refetchInterval: lookEveryMs,
  });
}

export function markRead(call: Call, id: number): Promise<void> {
  return call<void>('POST', `${path}/${id}/read`);
}
