import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Account, Outcome } from '../src/channels/channel.ts';

/** A provider outside of every process of the service: it counts what it took. */
export type Sink = {
  url: string;
  /** How often each delivery was taken, by its key. */
  taken: Map<string, number>;
  /** What it took, as text. */
  texts: string[];
  /** Keeps what comes and answers nothing, from the nth message on. */
  hangFrom: number;
  close(): Promise<void>;
};

export async function startSink(): Promise<Sink> {
  const taken = new Map<string, number>();
  const texts: string[] = [];
  const keyOf = ({ url = '' }: IncomingMessage) => url.split('/').at(-1) ?? '';
  const server = createServer((request, response) => {
    const key = keyOf(request);
    if (request.method === 'GET') return response.writeHead(taken.has(key) ? 200 : 404).end();
    void text(request).then((body) => {
      texts.push(body);
      taken.set(key, (taken.get(key) ?? 0) + 1);
      if (taken.size < sink.hangFrom) response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sink: Sink = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    texts,
    hangFrom: Infinity,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return sink;
}

/** An account at the sink; one that can be asked knows our keys. */
export function sinkAccount(name: string, url: string, canBeAsked: boolean): Account {
  const unknown = (error: unknown): Outcome => ({ kind: 'unknown', reason: String(error) });
  const account: Account = {
    name,
    async send(_address, message, signal) {
      return fetch(`${url}/${message.deliveryId}`, { method: 'POST', body: message.body, signal }).then(
        (): Outcome => ({ kind: 'accepted', providerId: undefined }),
        unknown,
      );
    },
    async close() {},
  };
  if (!canBeAsked) return account;
  return {
    ...account,
    find: (deliveryId, signal) =>
      fetch(`${url}/${deliveryId}`, { signal }).then(
        ({ status }) => (status === 200 ? 'sent' : 'not sent'),
        () => 'unknown',
      ),
  };
}
