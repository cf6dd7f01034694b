import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../kit/stack.ts';
import { type Asking, bodyOf } from './ask.ts';

/** What a service has received. */
export type Received = { path: string; rawHeaders: string[]; body: string };

/** An instance of ours among those of the product: sees what the gateway sends to a service. */
export type Spy = { received: Received[]; port: number; leave(): Promise<void> };

const name = 'etl_service_99';
const beatMs = 1500;

/** Registers as an instance of the service that answers `/api/reports`, and returns when the gateway knows it. */
export async function sendSpy(discoveryUrl: string, clusterSecret: string, asking: Asking): Promise<Spy> {
  const received: Received[] = [];
  const server = createServer((request, answer) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      if (!path.startsWith('/health'))
        received.push({ path, rawHeaders: request.rawHeaders, body: Buffer.concat(chunks).toString('latin1') });
      answer.writeHead(200, { 'content-type': 'application/json', 'x-served-by': name }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const lease = {
    service: 'etl_service',
    url: `http://127.0.0.1:${port}`,
    incarnation: name,
    version: '0',
    state: 'up',
  };
  const tell = (method: 'PUT' | 'DELETE') =>
    fetch(`${discoveryUrl}/leases/${name}`, {
      method,
      headers: { 'x-airside-cluster-secret': clusterSecret, 'content-type': 'application/json' },
      ...(method === 'PUT' ? { body: JSON.stringify(lease) } : {}),
    });
  let isOver = false;
  const beating = (async () => {
    while (!isOver) {
      await tell('PUT');
      await delay(beatMs);
    }
  })();
  const isKnown = async () => JSON.stringify(bodyOf(await asking.ask('GET', '/api/discovery/status'))).includes(name);
  await until('the gateway to know the spy', isKnown, 10_000);
  return {
    received,
    port,
    async leave() {
      isOver = true;
      await beating;
      await tell('DELETE');
      await until('the gateway to forget the spy', async () => !(await isKnown()), 10_000);
      server.closeAllConnections();
      server.close();
    },
  };
}
