import { Connection } from 'rabbitmq-client';
import { atMost, type BrokerLog } from './keep-connected.ts';

/** A connection that comes back by itself, with pauses of up to 5 s, for as long as it is not closed. */
export function connectRabbitMq(url: string, name: string, log: BrokerLog): Connection {
  const connection = new Connection({
    url,
    connectionName: name,
    connectionTimeout: 2000,
    acquireTimeout: 2000,
    heartbeat: 10,
    retryLow: 250,
    retryHigh: 5000,
  });
  connection.on('connection', () => log.up());
  connection.on('error', (error: unknown) => {
    // Faults of a single channel come this way too.
    if (!connection.ready) log.down(error);
  });
  return connection;
}

/** Longest wait for the broker to say good-bye. */
const longestCloseMs = 1500;

/** Closes what stands on a connection, and then the connection; cuts it where the broker does not answer. */
export async function closeRabbitMq(connection: Connection, user: { close(): Promise<void> }): Promise<void> {
  const closed = user.close().then(() => connection.close());
  await atMost(
    longestCloseMs,
    closed.catch(() => undefined),
  );
  connection.unsafeDestroy();
}
