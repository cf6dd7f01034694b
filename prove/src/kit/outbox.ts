import type { Stack } from './stack.ts';

export type ReceivedMessage = { channel: 'email' | 'sms' | 'fcm' | 'webpush'; to: string; deliveryId?: string };

/** What the stack's stand-ins for providers have got, and the switches that make them fail. */
export type Outbox = {
  messages(): Promise<ReceivedMessage[]>;
  /** Received so far, by channel. */
  counts(): Promise<Record<string, number>>;
  clear(): Promise<void>;
  /** From now on, every account of the channel answers like this. */
  fail(channel: ReceivedMessage['channel'], mode: '429' | '500' | 'refuse' | 'drop-after'): Promise<void>;
  recover(): Promise<void>;
};

/** Undefined where messages go to real providers. */
export async function findOutbox(stack: Stack): Promise<Outbox | undefined> {
  const [receivers] = await stack.instancesOf('receivers');
  if (receivers === undefined) return undefined;
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${receivers.port}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
    return answer.status === 204 ? undefined : answer.json();
  };
  const list = async (limit: number) =>
    (await call('GET', `/outbox.json?limit=${limit}`)) as {
      messages: ReceivedMessage[];
      counts: Record<string, number>;
    };
  return {
    messages: async () => (await list(20_000)).messages,
    counts: async () => (await list(1)).counts,
    clear: async () => void (await call('DELETE', '/outbox.json')),
    fail: async (channel, mode) => void (await call('POST', '/faults', { channel, mode })),
    recover: async () => void (await call('DELETE', '/faults')),
  };
}

/** Messages that arrived more than once, by our own key. */
export function countDoubled(messages: readonly ReceivedMessage[]): number {
  const keys = messages.flatMap(({ deliveryId }) => deliveryId ?? []);
  return keys.length - new Set(keys).size;
}
