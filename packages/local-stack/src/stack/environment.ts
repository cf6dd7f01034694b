import path from 'node:path';
import { busOffset } from '../redis/rules.ts';
import { paymentEnvironment, paymentSandboxEnvironment, paymentVariables } from './payment-sandbox.ts';
import { type PlannedInstance, type ScaledService, type StandIn, standIns } from './plan.ts';
import { providersEnvironment, providerVariables, receiversEnvironment } from './receivers.ts';
import type { DatabaseRole, Secrets } from './secrets.ts';

/** Where the servers are that services are told about. */
export type Surroundings = {
  ports: Readonly<Record<string, number>>;
  secrets: Secrets;
  redisUrls: readonly string[];
  /** Nodes elsewhere, by service; ours where nothing is said. */
  databaseUrls: Readonly<Partial<Record<ScaledService, readonly string[]>>>;
  dataDir: string;
  /** Folder of the built web app; undefined where none is served. */
  webDir?: string;
  /** Where Node keeps compiled code: a quarter less memory and a third less start-up work than stripping types each time. */
  compileCache: string;
  /** For every service, but for what is one's own (`WRITER_API_KEY`); wins over what is decided here. */
  extra: Readonly<Record<string, string>>;
};

/** Cluster, database and role of each service that has a database. */
const databases = {
  user: { cluster: 'users', role: 'user_service' },
  notification: { cluster: 'users', role: 'notification_service' },
  booking: { cluster: 'booking', role: 'booking_service' },
  operations: { cluster: 'booking', role: 'operations_service' },
  etl: { cluster: 'warehouse', role: 'warehouse' },
} as const satisfies Record<string, { cluster: string; role: DatabaseRole }>;

/** The whole environment of one process: what it needs, and no secret of another. */
export function environmentOf(instance: PlannedInstance, around: Surroundings): Record<string, string> {
  const { name, folder } = instance;
  const own = { INSTANCE_NAME: name, PORT: String(around.ports[name]), NODE_COMPILE_CACHE: around.compileCache };
  if (isStandIn(folder)) {
    return { ...own, ...(folder === 'receivers' ? receiversEnvironment(around) : paymentSandboxEnvironment(around)) };
  }
  return {
    ...own,
    HOST: '127.0.0.1',
    CLUSTER_SECRET: around.secrets.clusterSecret,
    REDIS_URLS: around.redisUrls.join(','),
    ...ownPart(folder, around),
    ...givenTo(folder, around.extra),
  };
}

function isStandIn(folder: PlannedInstance['folder']): folder is StandIn {
  return standIns.some((each) => each === folder);
}

/** What holds secrets for one service alone. */
const ownVariables: Readonly<Record<string, readonly string[]>> = {
  notification: providerVariables,
  booking: paymentVariables,
};

function givenTo(folder: string, extra: Surroundings['extra']): Record<string, string> {
  const others = Object.entries(ownVariables).flatMap(([owner, names]) => (owner === folder ? [] : names));
  return Object.fromEntries(Object.entries(extra).filter(([name]) => !others.includes(name)));
}

function ownPart(folder: Exclude<PlannedInstance['folder'], StandIn>, around: Surroundings): Record<string, string> {
  const { secrets, ports } = around;
  if (folder === 'discovery') return {};
  const discovery = { DISCOVERY_URLS: `http://127.0.0.1:${ports['discovery_1']}` };
  if (folder === 'gateway') {
    return {
      ...discovery,
      DATA_DIR: path.join(around.dataDir, 'gateway'),
      LOCAL_STACK_URL: `http://127.0.0.1:${ports['control']}`,
      RATE_LIMIT_EXEMPT_LOOPBACK: 'true',
      ...(around.webDir === undefined ? {} : { WEB_DIR: around.webDir }),
    };
  }
  const { cluster, role } = databases[folder];
  const shared = {
    ...discovery,
    DATABASE_URLS: (givenUrls(folder, around) ?? databaseUrls(cluster, role, around)).join(','),
  };
  // Whoever tries webhooks on a laptop has their target there too.
  if (folder === 'notification') {
    return {
      ...shared,
      WEBHOOK_ALLOWED_HOSTS: 'localhost,127.0.0.1',
      PUBLIC_URL: `http://localhost:${ports['gateway_1']}`,
      ...providersEnvironment(around, around.extra),
    };
  }
  if (folder === 'etl') return { ...discovery, ...warehouseEnvironment(around) };
  if (folder === 'booking') return { ...shared, DEMO_ENDPOINTS: 'true', ...paymentEnvironment(around, around.extra) };
  if (folder !== 'user') return shared;
  return {
    ...shared,
    AIRSIDE_ADMIN_USERNAME: secrets.adminUsername,
    AIRSIDE_ADMIN_PASSWORD: secrets.adminPassword,
    PASSWORD_PEPPER: secrets.passwordPepper,
    SIGNING_KEY_SECRET: secrets.signingKeySecret,
    CHAOS_ENDPOINTS: 'true',
    // Hashing a password occupies a thread for 0.2 s; name look-ups and files need some besides.
    UV_THREADPOOL_SIZE: '8',
  };
}

function givenUrls(folder: ScaledService | 'etl', around: Surroundings): readonly string[] | undefined {
  return folder === 'etl' ? undefined : around.databaseUrls[folder];
}

/** Where the warehouse is, and what it is filled from; databases that are kept elsewhere are read as their service reads them. */
export function warehouseEnvironment(
  around: Pick<Surroundings, 'ports' | 'secrets'> & Partial<Pick<Surroundings, 'databaseUrls'>>,
): Record<string, string> {
  const { booking, notification } = around.databaseUrls ?? {};
  return {
    DATABASE_URLS: databaseUrls('warehouse', 'warehouse', around).join(','),
    SOURCE_BOOKING_URLS: (booking ?? databaseUrls('booking', 'etl', around)).join(','),
    SOURCE_USERS_URLS: (notification ?? databaseUrls('users', 'etl', around)).join(','),
  };
}

/** Every node of a cluster with a role's own credentials. */
export function databaseUrls(
  cluster: string,
  role: DatabaseRole,
  around: Pick<Surroundings, 'ports' | 'secrets'>,
): string[] {
  return Object.entries(around.ports)
    .filter(([name]) => name.startsWith(`${cluster}_db_`))
    .map(([, port]) => `postgres://${role}:${around.secrets.rolePasswords[role]}@127.0.0.1:${port}/${cluster}`);
}

/** Distance at which a process needs a second port. */
export function secondPortOffset(name: string): number {
  return name.startsWith('redis_') ? busOffset : 0;
}
