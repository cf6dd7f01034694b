import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = { headers: IncomingHttpHeaders; body: string };

export type Receiver = {
  /** On `localhost`. */
  url: string;
  port: number;
  received: Received[];
  close(): Promise<void>;
};

/** A webhook target that keeps what it is sent; `answer` decides, by the number of the request, what it says. */
export async function startReceiver(
  answer: (reply: ServerResponse, count: number) => void = (reply) => reply.writeHead(204).end(),
): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, reply) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const count = received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      answer(reply, count);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/hook?from=airside`,
    port,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Checks a message as a receiver does: written after the text of Standard Webhooks, not after our code. */
export function isSigned(secret: string, { headers, body }: Received, now: Date = new Date()): boolean {
  const id = String(headers['webhook-id']);
  const timestamp = String(headers['webhook-timestamp']);
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > 300) return false;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const expected = createHmac('sha256', key).update(id).update('.').update(timestamp).update('.').update(body);
  return String(headers['webhook-signature'])
    .split(' ')
    .includes(`v1,${expected.digest('base64')}`);
}
