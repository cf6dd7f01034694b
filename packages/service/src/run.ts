import type { ServiceName } from '@airside/contracts';
import { randomUUID } from 'node:crypto';
import { register, type Registration } from './discovery/registration.ts';
import type { App } from './http/app.ts';
import type { Logger } from './logger.ts';

export type RunOptions = {
  app: App;
  logger: Logger;
  host: string;
  port: number;
  /** How to register with discovery; absent for discovery itself and the gateway. */
  lease?: LeaseOptions;
  /** Run in this order after the last request is answered: background work first, then connections. */
  onClose: (() => Promise<void>)[];
};

/** How an instance registers itself. */
export type LeaseOptions = {
  service: ServiceName;
  instance: string;
  version: string;
  discoveryUrls: readonly string[];
  clusterSecret: string;
  /** Base URL that others use; what the process listens on when absent. */
  advertisedUrl: string | undefined;
};

/** Version that instances report; all of the repository is released as one. */
export const version = '0.1.0';

export function leaseOf(
  config: { INSTANCE_NAME: string; DISCOVERY_URLS: readonly string[]; CLUSTER_SECRET: string; ADVERTISED_URL?: string },
  service: ServiceName,
): LeaseOptions {
  return {
    service,
    instance: config.INSTANCE_NAME,
    version,
    discoveryUrls: config.DISCOVERY_URLS,
    clusterSecret: config.CLUSTER_SECRET,
    advertisedUrl: config.ADVERTISED_URL,
  };
}

/** Longest orderly shutdown; whoever hangs longer is cut off, with exit status 1. */
const shutdownTimeoutMs = 4000;
/** Time for the gateway's watch to see that this instance drains, before it stops listening. */
const drainNoticeMs = 250;

/** Listens, registers, and on SIGTERM or SIGINT leaves in order: drain, finish requests, close connections, exit. */
export async function run(options: RunOptions): Promise<void> {
  const { app, logger } = options;
  const address = await app.listen({ host: options.host, port: options.port });
  const registration = options.lease === undefined ? undefined : join(options.lease, address, logger);
  logger.info({ address }, 'ready');

  let isStopping = false;
  const stop = (signal: string) => {
    if (isStopping) return;
    isStopping = true;
    logger.info({ signal }, 'stopping');
    const deadline = setTimeout(() => {
      logger.error('shutdown took too long');
      process.exit(1);
    }, shutdownTimeoutMs);
    shutDown(app, registration, options.onClose).then(
      () => {
        clearTimeout(deadline);
        logger.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'shutdown failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
}

async function shutDown(
  app: App,
  registration: Registration | undefined,
  onClose: RunOptions['onClose'],
): Promise<void> {
  if (registration !== undefined) {
    await registration.drain();
    await new Promise((resolve) => setTimeout(resolve, drainNoticeMs));
  }
  await app.close();
  await registration?.leave();
  for (const close of onClose) await close();
}

function join(lease: LeaseOptions, address: string, logger: Logger): Registration {
  return register({
    discoveryUrls: lease.discoveryUrls,
    clusterSecret: lease.clusterSecret,
    instance: lease.instance,
    lease: {
      service: lease.service,
      url: lease.advertisedUrl ?? address,
      incarnation: randomUUID(),
      version: lease.version,
    },
    logger,
  });
}

/** Ends the process with a readable message when start-up fails; for the last line of a `main.ts`. */
export function exitOnError(logger: Pick<Logger, 'fatal'> | undefined): (error: unknown) => never {
  return (error) => {
    if (logger === undefined) console.error(error instanceof Error ? error.message : error);
    else logger.fatal({ err: error }, 'could not start');
    process.exit(1);
  };
}
