import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { eachOf } from './ask.ts';
import type { Check } from './check.ts';

const root = join(import.meta.dirname, '../../..');
const long = 'ce1b7a90-2d0f-4f26-9a0b-3f3f7f3cb0a1';
/** Servers that are not there: what is safe goes on until it looks for them. */
const nowhere = 'http://127.0.0.1:9';

const shared = {
  NODE_ENV: 'production',
  PORT: '0',
  INSTANCE_NAME: 'proof_1',
  CLUSTER_SECRET: long,
  DISCOVERY_URLS: nowhere,
  REDIS_URLS: 'redis://127.0.0.1:9',
  DATABASE_URLS: 'postgres://nobody@127.0.0.1:9/none',
};

type Service = {
  env: Readonly<Record<string, string>>;
  /** Settings that production must not start with. */
  unsafe: readonly (readonly [name: string, value: string])[];
};

/** Each service with settings that are safe, and those that are not. */
const services: Readonly<Record<string, Service>> = {
  gateway: {
    env: { DATA_DIR: '.' },
    unsafe: [
      ['CHAOS_ENDPOINTS', 'true'],
      ['RATE_LIMIT_EXEMPT_LOOPBACK', 'true'],
      ['LOCAL_STACK_URL', nowhere],
      ['CLUSTER_SECRET', 'only-16-characte'],
    ],
  },
  discovery: { env: {}, unsafe: [['CLUSTER_SECRET', 'only-16-characte']] },
  user: {
    env: { AIRSIDE_ADMIN_PASSWORD: long, PASSWORD_PEPPER: long, SIGNING_KEY_SECRET: long },
    unsafe: [
      ['CHAOS_ENDPOINTS', 'true'],
      ['BCRYPT_COST', '11'],
      ['PASSWORD_PEPPER', 'only-16-characte'],
      ['SIGNING_KEY_SECRET', 'only-16-characte'],
      ['CLUSTER_SECRET', 'only-16-characte'],
      ['AIRSIDE_ADMIN_PASSWORD', 'password'],
    ],
  },
  booking: {
    env: { PAYMENT_PROVIDER_NAME: 'acme', PAYMENT_PROVIDER_URL: nowhere, PAYMENT_PROVIDER_SECRET: long },
    unsafe: [
      ['OPEN_READS', 'true'],
      ['DEMO_ENDPOINTS', 'true'],
      ['PAYMENT_PROVIDER_NAME', 'sandbox'],
      ['CLUSTER_SECRET', 'only-16-characte'],
    ],
  },
  notification: {
    env: {},
    unsafe: [
      ['OPEN_READS', 'true'],
      ['CLUSTER_SECRET', 'only-16-characte'],
    ],
  },
  operations: { env: {}, unsafe: [['CLUSTER_SECRET', 'only-16-characte']] },
};

/** Services that are started as in production, each with one setting that is only fit for a laptop. */
export const production: Check = {
  id: 'S11',
  async run(_scene, isQuick) {
    const started: string[] = [];
    const tries = Object.entries(services).flatMap(([service, { env, unsafe }]) => [
      // The control: what is safe is not refused by name.
      ...(isQuick && service !== 'user' ? [] : [{ service, env, name: undefined }]),
      ...unsafe.map(([name, value]) => ({ service, env: { ...env, [name]: value }, name })),
    ]);
    await eachOf(tries, 3, async ({ service, env, name }) => {
      const said = await start(service, { ...shared, ...env });
      const isRefused = said.includes('Configuration is not valid') && (name === undefined || said.includes(name));
      if (isRefused !== (name !== undefined)) started.push(`${service} with ${name}: ${said.slice(0, 200)}`);
    });
    return {
      faults: { 'unsafe settings accepted': started.length },
      says: `${tries.length} starts of ${Object.keys(services).length} services`,
      examples: started,
    };
  },
};

/** A busy machine takes its time to start a process. */
const longestMs = 60_000;
/** After its first word: what does not end was accepted, and looks for its servers. */
const afterWordMs = 1000;

/** What a service says when it is started, until it ends or has read its configuration. */
function start(service: string, env: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve) => {
    const main = join(root, 'services', service, 'src/main.ts');
    const child = spawn(process.execPath, [main], { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), longestMs);
    let ending: NodeJS.Timeout | undefined;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
        ending ??= setTimeout(() => child.kill('SIGKILL'), afterWordMs);
      });
    child.once('close', () => {
      clearTimeout(timer);
      clearTimeout(ending);
      resolve(said);
    });
  });
}
