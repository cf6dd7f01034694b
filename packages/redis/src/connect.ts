import { Cluster, Redis } from 'ioredis';

/** What Airside needs of Redis; the same for one server and for a cluster. */
export type RedisClient = Redis | Cluster;

export type RedisOptions = {
  /** One URL = a single server; several = nodes of a Redis Cluster. */
  urls: readonly string[];
  /** Shown by `CLIENT LIST`. */
  name: string;
  /** Put before every key; for tests that share a server. */
  keyPrefix?: string;
  /** Longest wait for one command, in milliseconds. */
  commandTimeoutMs?: number;
  /** Called when the connection state changes to the worse, with the reason; not for every failed try. */
  onDown?: (error: Error) => void;
  onUp?: () => void;
};

/** At most so long after Redis is back, this process is, in milliseconds. */
const longestReconnectMs = 2000;

/**
 * The one way to connect. Commands fail within `commandTimeoutMs` when Redis is gone (ioredis's defaults wait over 12 s):
 * nothing is queued while disconnected, and a command is tried at most twice. Reconnects for ever.
 */
export function connectRedis(options: RedisOptions): RedisClient {
  const commandTimeoutMs = options.commandTimeoutMs ?? 250;
  const shared = {
    connectionName: options.name,
    connectTimeout: 1000,
    commandTimeout: commandTimeoutMs,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
  };
  const keyPrefix = options.keyPrefix ?? '';
  // Each try opens several connections, and a process has many clients: half a second each kept a good part of a processor busy.
  const reconnectMs = (attempt: number) => Math.min(50 * 2 ** Math.min(attempt - 1, 10), longestReconnectMs);
  const [first = ''] = options.urls;
  // Of the nodes that a cluster names by itself ioredis knows addresses only: TLS is for them too, or for none.
  const tls = first.startsWith('rediss:') ? { tls: {} } : {};
  const client: RedisClient =
    options.urls.length === 1
      ? new Redis(first, { ...shared, keyPrefix, retryStrategy: reconnectMs })
      : new Cluster([...options.urls], {
          redisOptions: { ...shared, ...tls },
          keyPrefix,
          enableOfflineQueue: false,
          clusterRetryStrategy: reconnectMs,
          maxRedirections: 4,
          retryDelayOnFailover: 50,
          retryDelayOnClusterDown: 50,
          slotsRefreshTimeout: 1000,
          slotsRefreshInterval: 5000,
        });
  if (client instanceof Cluster) limitWaits(client, commandTimeoutMs);
  watchState(client, options);
  return client;
}

/** One deadline for the whole command: a Cluster's own begins only with a node that it reaches, after its waits for one. */
function limitWaits(cluster: Cluster, commandTimeoutMs: number): void {
  const send = cluster.sendCommand.bind(cluster);
  cluster.sendCommand = (command, ...more) => {
    command.setTimeout(commandTimeoutMs);
    return send(command, ...more);
  };
}

function watchState(client: RedisClient, options: RedisOptions): void {
  let isUp = true;
  client.on('ready', () => {
    if (!isUp) options.onUp?.();
    isUp = true;
  });
  client.on('error', (error: Error) => {
    if (isUp) options.onDown?.(error);
    isUp = false;
  });
}

/** Waits until commands can be sent, at most `timeoutMs`; answers whether they can. Never throws: Redis is optional everywhere. */
export async function whenRedisReady(client: RedisClient, timeoutMs: number): Promise<boolean> {
  if (client.status === 'ready') return true;
  return new Promise((resolve) => {
    const finish = (isReady: boolean) => {
      clearTimeout(timer);
      client.off('ready', onReady);
      resolve(isReady);
    };
    const onReady = () => finish(true);
    const timer = setTimeout(() => finish(false), timeoutMs);
    client.on('ready', onReady);
  });
}

/** Closes the connection at once; what has not been answered fails. */
export function closeRedis(client: RedisClient): void {
  client.disconnect();
}
