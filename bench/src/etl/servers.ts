import { pickPorts, startPostgresCluster } from '@airside/local-stack';
import { migrate } from '@airside/postgres';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { treeMicroseconds } from '../cpu.ts';

const checkout = join(import.meta.dirname, '../../..');
const password = 'only-for-this-benchmark';

export type Servers = {
  /** Superuser on the primary of the booking cluster. */
  bookingUrl: string;
  /** Superuser on its replica. */
  replicaUrl: string;
  warehouseUrl: string;
  /** CPU time of all servers so far, in seconds. */
  cpuSeconds(): number;
  /** Environment of `npm run etl`. */
  environment: Record<string, string>;
  stop(): Promise<void>;
};

/** The databases that the ETL knows, with the schemas of their services and nothing else. */
export async function startServers(port: number): Promise<Servers> {
  const dir = mkdtempSync(join(tmpdir(), 'airside-bench-etl-'));
  const first = port + 1000;
  const ports = await pickPorts(Array.from({ length: 5 }, (_unused, index) => first + index));
  const start = (name: string, own: readonly number[], role: string) =>
    startPostgresCluster({
      name,
      dir: join(dir, name),
      ports: own,
      databases: [{ name, roles: [{ name: role, password }], readers: [{ name: 'etl', password }] }],
      superuserPassword: password,
    });
  const booking = await start('booking', ports.slice(0, 2), 'booking_service');
  const users = await start('users', ports.slice(2, 4), 'notification_service');
  const warehouse = await start('warehouse', ports.slice(4), 'warehouse');
  const urlsOf = (role: string, name: string, own: readonly number[]) =>
    own.map((each) => `postgres://${role}:${password}@127.0.0.1:${each}/${name}`);
  const migrations = (folder: string, urls: string[]) =>
    migrate({ urls, folder: join(checkout, folder, 'migrations') });
  await migrations('services/booking', urlsOf('booking_service', 'booking', ports.slice(0, 2)));
  await migrations('services/notification', urlsOf('notification_service', 'users', ports.slice(2, 4)));
  const warehouseUrls = urlsOf('warehouse', 'warehouse', ports.slice(4));
  await migrations('etl', warehouseUrls);
  return {
    bookingUrl: booking.superuserUrl('booking'),
    replicaUrl: booking.superuserUrl('booking', 1),
    warehouseUrl: warehouseUrls[0] ?? '',
    cpuSeconds: () =>
      [booking, users, warehouse]
        .flatMap(({ nodes }) => nodes)
        .reduce((total, { pid }) => total + treeMicroseconds(pid) / 1_000_000, 0),
    environment: {
      DATABASE_URLS: warehouseUrls.join(','),
      SOURCE_BOOKING_URLS: urlsOf('etl', 'booking', ports.slice(0, 2)).join(','),
      SOURCE_USERS_URLS: urlsOf('etl', 'users', ports.slice(2, 4)).join(','),
    },
    async stop() {
      await Promise.all([booking.stop(), users.stop(), warehouse.stop()]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
