import { waitUntil } from '@airside/testing';

/** A message as the stack's receivers read it: the MIME of a mail parsed, a push message decrypted. */
export type Received = {
  channel: 'email' | 'sms' | 'fcm' | 'webpush';
  to: string;
  title: string;
  text: string;
  deliveryId?: string;
  details: { headers?: Record<string, string>; lang?: string };
};

export type OutboxClient = {
  list(to?: string): Promise<Received[]>;
  clear(): Promise<void>;
  /** What a browser hands over when its user allows push messages. */
  subscribe(id: string): Promise<{ endpoint: string; keys: { p256dh: string; auth: string } }>;
  /** Waits until as many messages are there as are wanted, and gives them. */
  wait(count: number, isWanted: (message: Received) => boolean): Promise<Received[]>;
};

/** The outbox of a stack that was started by `npm start`; its address is in the table. */
export function openOutbox(output: string): OutboxClient {
  const base = /(http:\/\/localhost:\d+)\/outbox/.exec(output)?.[1];
  if (base === undefined) throw new Error('the table names no outbox');
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(base + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return response.status === 204 ? undefined : ((await response.json()) as unknown);
  };
  const list = async (to?: string) => {
    const query = to === undefined ? '' : `&to=${encodeURIComponent(to)}`;
    return ((await call('GET', `/outbox.json?limit=1000${query}`)) as { messages: Received[] }).messages;
  };
  return {
    list,
    clear: async () => void (await call('DELETE', '/outbox.json')),
    subscribe: async (id) =>
      (await call('POST', '/push/subscriptions', { id })) as Awaited<ReturnType<OutboxClient['subscribe']>>,
    wait: (count, isWanted) =>
      waitUntil(
        `${count} messages`,
        async () => {
          const found = (await list()).filter(isWanted);
          return found.length >= count ? found : undefined;
        },
        30_000,
      ),
  };
}
