import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FiringAlert } from './rules.ts';

/** What Alertmanager has told each of its two receivers. */
export type Webhook = {
  urls: { page: string; ticket: string };
  /** Names of the alerts that were told as firing, by receiver. */
  told(receiver: 'page' | 'ticket'): ReadonlySet<string>;
  close(): Promise<void>;
};

/** As Alertmanager's webhooks send it (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config). */
type Notification = { alerts: { status: string; labels: FiringAlert['labels'] }[] };

/** Whom pages and tickets go to, for as long as it is open. */
export async function openWebhook(): Promise<Webhook> {
  const told = { page: new Set<string>(), ticket: new Set<string>() };
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const names = request.url === '/page' ? told.page : told.ticket;
      const { alerts } = JSON.parse(Buffer.concat(pieces).toString()) as Notification;
      for (const { status, labels } of alerts) if (status === 'firing') names.add(labels['alertname'] ?? '');
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    urls: { page: `${base}/page`, ticket: `${base}/ticket` },
    told: (receiver) => told[receiver],
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
