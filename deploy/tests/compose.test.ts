import { describe, expect, test } from 'vitest';
import { type ComposeService, composeText, readCompose, readEnvFile } from './compose-file.ts';
import { ofNode, processes } from './processes.ts';

const example = readEnvFile('.env.example');
const secretNames = Object.keys(example).filter((name) => example[name] === 'generated');
/** Each secret says whose it is, so that it is recognised wherever it turns up. */
const secretOf = (name: string) => `${name.toLowerCase().replaceAll('_', '-')}-0123456789abcdef0123456789`;
const filled = { ...example, ...Object.fromEntries(secretNames.map((name) => [name, secretOf(name)])) };
const production = {
  ...filled,
  AIRSIDE_MODE: 'production',
  DEMO_ENDPOINTS: 'false',
  CHAOS_ENDPOINTS: 'false',
  PAYMENT_PROVIDER_NAME: 'acquirer',
  PAYMENT_PROVIDER_URL: 'https://pay.example.org',
};

const file = readCompose(filled);
const services = Object.entries(file.services);
const ours = services.filter(([, { build }]) => build?.args !== undefined);
/** Processes that read a schema: all of ours but the sandbox, which is another program of the booking service's image. */
const configured = ours
  .filter(([, { command }]) => command === undefined)
  .map(([name, service]) => ({ name, environment: service.environment ?? {}, process: processes[folderOf(name)] }))
  // The ETL of a checkout without one cannot be asked.
  .filter(({ name, process }) => process !== undefined || name !== 'etl');

function folderOf(name: string): string {
  return name.replace(/-\d$/, '');
}

function serviceOf(name: string): ComposeService {
  const service = file.services[name];
  if (service === undefined) throw new Error(`compose has no ${name}`);
  return service;
}

describe('the environment of every container', () => {
  test.each(configured)('$name starts with what .env.example gives, under the name of its container', (one) => {
    const name = one.process?.start(one.environment, '3f2a90bc1d4e');
    expect(name).toMatch(one.name === 'etl' ? /^etl_service_1$/ : /_3f2a90bc1d4e$/);
  });

  test.each(configured)('$name is told nothing that it does not read', ({ environment, process }) => {
    const known = [...Object.keys(process?.schema.properties ?? {}), ...ofNode];
    expect(Object.keys(environment).filter((key) => !known.includes(key))).toEqual([]);
  });

  test('all start in production with a provider that moves money, and refuse the sandbox by name', () => {
    const inProduction = readCompose(production).services;
    for (const { name, process } of configured) process?.start(inProduction[name]?.environment ?? {}, 'a');
    const unsafe = readCompose({ ...filled, AIRSIDE_MODE: 'production' }).services;
    const start = (name: string) => () => processes[name]?.start(unsafe[name]?.environment ?? {}, 'a');
    expect(start('booking')).toThrow(/DEMO_ENDPOINTS[^]*PAYMENT_PROVIDER_NAME/);
    expect(start('gateway')).toThrow('CHAOS_ENDPOINTS');
    expect(start('user')).toThrow('CHAOS_ENDPOINTS');
  });

  test('nobody is given a secret of another', () => {
    const common = ['CLUSTER_SECRET', 'REDIS_PASSWORD'];
    const cluster = [
      'POSTGRES_SUPERUSER_PASSWORD',
      'POSTGRES_REPLICATION_PASSWORD',
      'POSTGRES_REWIND_PASSWORD',
      'PATRONI_API_PASSWORD',
    ];
    const allowed: Record<string, string[]> = {
      gateway: common,
      discovery: common,
      user: [...common, 'USER_SERVICE_DB_PASSWORD', 'AIRSIDE_ADMIN_PASSWORD', 'PASSWORD_PEPPER', 'SIGNING_KEY_SECRET'],
      booking: [...common, 'BOOKING_SERVICE_DB_PASSWORD', 'PAYMENT_PROVIDER_SECRET'],
      notification: [...common, 'NOTIFICATION_SERVICE_DB_PASSWORD'],
      operations: [...common, 'OPERATIONS_SERVICE_DB_PASSWORD'],
      etl: [...common, 'WAREHOUSE_DB_PASSWORD', 'ETL_DB_PASSWORD'],
      'payment-sandbox': ['PAYMENT_PROVIDER_SECRET'],
      databases: ['POSTGRES_SUPERUSER_PASSWORD', ...secretNames.filter((name) => name.endsWith('_DB_PASSWORD'))],
      'users-db': cluster,
      'booking-db': cluster,
      'warehouse-db': ['POSTGRES_SUPERUSER_PASSWORD'],
      redis: ['REDIS_PASSWORD'],
      'redis-cluster': ['REDIS_PASSWORD'],
      rabbitmq: ['RABBITMQ_PASSWORD'],
      grafana: ['GRAFANA_PASSWORD'],
    };
    for (const [name, service] of services) {
      const told = secretNames.filter((secret) => JSON.stringify(service).includes(secretOf(secret)));
      expect({ name, told: told.toSorted() }).toEqual({ name, told: (allowed[folderOf(name)] ?? []).toSorted() });
    }
  });
});

describe('the file', () => {
  test('.env.example explains every variable, none is there for nothing, and no secret has a default', () => {
    const used = [...composeText().matchAll(/\$\{([A-Z_0-9]+)(:[-?])?/g)];
    const names = new Set(used.map(([, name = '']) => name));
    expect(Object.keys(example).toSorted()).toEqual([...names].toSorted());
    const withDefault = used.filter(([, name = '', kind]) => secretNames.includes(name) && kind !== ':?');
    expect(withDefault.map(([whole]) => whole)).toEqual([]);
  });

  test('only the gateway and Grafana can be reached from outside, and no other shares a network with a door', () => {
    expect(services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual([
      'gateway',
      'grafana',
    ]);
    const open = Object.keys(file.networks).filter((name) => file.networks[name]?.internal !== true);
    expect(open).toEqual(['front', 'outbound']);
    const inFront = services.filter(([, { networks }]) => networks?.includes('front'));
    expect(inFront.map(([name]) => name)).toEqual(['gateway', 'grafana']);
  });

  test('whoever is told of a host shares a network with it, and it is there', () => {
    const hostPattern = /(?:[/@,]|^)([a-z][a-z0-9-]*):\d{4,5}/g;
    let checked = 0;
    for (const [name, { environment = {}, networks = [] }] of services) {
      for (const [, host = ''] of Object.values(environment).flatMap((value) => [...value.matchAll(hostPattern)])) {
        if (host === 'localhost' || host === name) continue;
        const shared = (serviceOf(host).networks ?? []).filter((network) => networks.includes(network));
        expect({ name, host, shares: shared.length > 0 }).toEqual({ name, host, shares: true });
        checked += 1;
      }
    }
    expect(checked).toBeGreaterThan(100);
  });

  test('databases are reached by the services that own something there, and by nobody else', () => {
    const on = (network: string) =>
      services.filter(([, service]) => service.networks?.includes(network)).map(([name]) => name);
    expect(on('users-data').filter((name) => !name.includes('-db-'))).toEqual([
      'user',
      'notification',
      'etl',
      'databases',
    ]);
    expect(on('booking-data').filter((name) => !name.includes('-db-'))).toEqual([
      'booking',
      'operations',
      'etl',
      'databases',
    ]);
    expect(on('warehouse-data')).toEqual(['etl', 'databases', 'warehouse-db']);
  });

  test('start order follows health: whoever is waited for says when it is healthy, and what ends is waited to its end', () => {
    const ends = ['databases', 'redis-cluster'];
    for (const [name, { depends_on: before = {} }] of services) {
      for (const [other, { condition }] of Object.entries(before)) {
        const { healthcheck, build } = serviceOf(other);
        const wanted = ends.includes(other) ? 'service_completed_successfully' : 'service_healthy';
        expect({ name, other, condition }).toEqual({ name, other, condition: wanted });
        // Our images bring a check of their own.
        if (!ends.includes(other))
          expect({ other, tells: healthcheck ?? build?.args }).not.toEqual({ other, tells: undefined });
      }
    }
  });

  test('there are as many of each as the house has, and any number more: nothing pins a container to be the only one', () => {
    const replicas = (name: string) => serviceOf(name).deploy?.replicas ?? 1;
    expect(['user', 'booking', 'notification', 'operations'].map(replicas)).toEqual([3, 3, 2, 2]);
    const count = (pattern: RegExp) => services.filter(([name]) => pattern.test(name)).length;
    const counts = [/^users-db-\d$/, /^booking-db-\d$/, /^etcd-\d$/, /^redis-\d$/, /^discovery-\d$/].map(count);
    expect(counts).toEqual([3, 3, 3, 6, 2]);
    for (const name of ['user', 'booking', 'notification', 'operations']) {
      const { container_name: fixed, ports, environment } = serviceOf(name);
      expect({ name, fixed, ports, named: environment?.['INSTANCE_NAME'] }).toEqual({ name });
    }
  });

  test('containers of ours can change nothing of themselves and gain no rights', () => {
    for (const [name, { read_only, cap_drop, security_opt }] of ours) {
      expect({ name, read_only, cap_drop, security_opt }).toEqual({
        name,
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    }
  });

  test('every volume and network that is used is declared, and the other way round', () => {
    const volumes = services.flatMap(([, service]) => service.volumes ?? []).map((text) => text.split(':')[0] ?? '');
    const named = new Set(volumes.filter((name) => !name.startsWith('.')));
    expect([...named].toSorted()).toEqual(Object.keys(file.volumes).toSorted());
    const networks = new Set(services.flatMap(([, service]) => service.networks ?? []));
    expect([...networks].toSorted()).toEqual(Object.keys(file.networks).toSorted());
  });
});
