import { nameByHost, readConfig } from '@airside/service';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TObject } from 'typebox';
import { bookingConfig, refuseUnsafe as refuseUnsafeBooking } from '../../services/booking/src/config.ts';
import { discoveryServerConfig } from '../../services/discovery/src/config.ts';
import { GatewayConfig, refuseUnsafe as refuseUnsafeGateway } from '../../services/gateway/src/config.ts';
import { channelSettings } from '../../services/notification/src/channels/config.ts';
import {
  notificationConfig,
  refuseUnsafe as refuseUnsafeNotification,
} from '../../services/notification/src/config.ts';
import { writerSettings } from '../../services/notification/src/writer/config.ts';
import { operationsConfig } from '../../services/operations/src/config.ts';
import { refuseUnsafe as refuseUnsafeUser, userConfig } from '../../services/user/src/config.ts';
import { databasesConfig } from '../src/config.ts';

type Environment = Readonly<Record<string, string>>;

/** How one process of the product reads its environment, as its `main.ts` does. Throws ConfigError with every fault. */
export type Process = {
  schema: TObject;
  /** Answers what the process is called. */
  start(env: Environment, hostname: string): string;
};

function processOf<Schema extends TObject>(
  prefix: string,
  schema: Schema,
  refuse: (config: ReturnType<typeof readConfig<Schema>>) => void = () => undefined,
): Process {
  return {
    schema,
    start(env, hostname) {
      const named = nameByHost(prefix, env, hostname);
      refuse(readConfig(schema, named));
      return named['INSTANCE_NAME'] ?? '';
    },
  };
}

/** The ETL's own schema, where the checkout has an ETL. */
async function findEtl(): Promise<Record<string, Process>> {
  const file = join(import.meta.dirname, '../../etl/src/config.ts');
  if (!existsSync(file)) return {};
  const { etlConfig } = (await import(file)) as { etlConfig: TObject };
  return { etl: processOf('etl_service', etlConfig) };
}

/** Every process that reads a schema, by its folder. */
export const processes: Readonly<Record<string, Process>> = {
  gateway: processOf('gateway', GatewayConfig, refuseUnsafeGateway),
  discovery: processOf('discovery', discoveryServerConfig),
  user: processOf('user_service', userConfig, refuseUnsafeUser),
  booking: processOf('booking_service', bookingConfig, refuseUnsafeBooking),
  notification: processOf('notification_service', notificationConfig, (config) => {
    refuseUnsafeNotification(config);
    writerSettings(config);
    channelSettings(config);
  }),
  operations: processOf('operations_service', operationsConfig),
  ...(await findEtl()),
  databases: processOf('databases', databasesConfig),
};

/** What a process reads besides its schema: Node's own. */
export const ofNode = ['UV_THREADPOOL_SIZE', 'NODE_COMPILE_CACHE'];
