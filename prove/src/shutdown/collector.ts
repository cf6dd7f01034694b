import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Somewhere to send traces. */
export type Collector = { url: string; batches(): number; close(): Promise<void> };

/** Takes every batch, and answers it or never. */
export async function openCollector(mode: 'answers' | 'hangs'): Promise<Collector> {
  let batches = 0;
  const server = createServer((request, response) => {
    batches += 1;
    request.resume();
    if (mode === 'answers')
      request.once('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    batches: () => batches,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
