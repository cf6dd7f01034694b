import { Cluster, Redis } from 'ioredis';
import type { RedisClient } from './client.ts';

/** At most so long after Redis is back, it listens again, in milliseconds. */
const longestReconnectMs = 2000;
/** How often a node is asked whether it is there: one that hangs closes no connection, and who only listens hears nothing anyway. */
const askEveryMs = 2000;

/**
 * A connection that only listens, beside a client. What is published reaches every node of a Redis Cluster, so that it listens at
 * any one, and at another when that is gone. (What ioredis does for a Cluster that subscribes is to try the next one at once, for as
 * long as all are gone: a quarter of a processor for each connection.) Subscriptions outlive a reconnect; what was published
 * meanwhile is lost. Whoever asked for it disconnects it.
 */
export function connectListener(client: RedisClient): Redis {
  if (!(client instanceof Cluster)) return client.duplicate();
  const cluster = client;
  const listener = new Redis({
    lazyConnect: true,
    connectTimeout: 1000,
    commandTimeout: 1000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    retryStrategy(attempt) {
      moveOn();
      return Math.min(50 * 2 ** Math.min(attempt - 1, 10), longestReconnectMs);
    },
  });

  /** To any node that the client knows; where it knows none the old one is as good as any. */
  function moveOn(): boolean {
    const nodes = cluster.nodes('all');
    const node = nodes[Math.floor(Math.random() * nodes.length)];
    if (node === undefined) return false;
    const { host, port, username, password, tls, connectionName } = node.options;
    Object.assign(listener.options, {
      host,
      port,
      username,
      password,
      tls,
      connectionName: `${connectionName} listens`,
    });
    return true;
  }

  // Its owner hears of it through the client; without a listener the process would end.
  listener.on('error', () => undefined);
  // Tries again by itself.
  const begin = () => void listener.connect().catch(() => undefined);
  if (moveOn()) begin();
  else {
    cluster.once('+node', () => {
      // It may have been closed meanwhile.
      if (listener.status === 'wait' && moveOn()) begin();
    });
  }
  const asking = setInterval(() => {
    if (listener.status === 'ready') listener.ping().catch(() => listener.disconnect(true));
  }, askEveryMs);
  asking.unref();
  listener.on('end', () => clearInterval(asking));
  return listener;
}
