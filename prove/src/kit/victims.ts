import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findRelayHolder } from './queries.ts';
import { type Stack, until } from './stack.ts';

/** Kills whom `find` names, once somebody runs under that name; answers the name. */
export function killSoon(stack: Stack, find: () => Promise<string | undefined>): Promise<string> {
  return until(
    'somebody to kill',
    async () => {
      // The database that names a holder, or the launcher, may be slow to answer for a moment.
      const name = await find().catch(() => undefined);
      return name !== undefined && (await stack.kill(name)) ? name : undefined;
    },
    20_000,
  );
}

const schemas = { booking: 'booking_service', operations: 'operations_service' } as const;

/** The instance that carries a service's outbox now. */
export async function findRelay(stack: Stack, service: 'booking' | 'operations'): Promise<string | undefined> {
  return instanceOf(await findRelayHolder(stack.databaseUrl('booking', schemas[service])));
}

/** An instance of a service that runs. */
export async function findInstance(stack: Stack, service: string): Promise<string | undefined> {
  const instances = await stack.instancesOf(service);
  return anyOf(instances.filter(({ pid }) => pid !== undefined))?.name;
}

/** Pid of an instance. Throws where it does not run. */
export async function pidOf(stack: Stack, name: string): Promise<number> {
  const pid = (await stack.report()).instances.find((one) => one.name === name)?.pid;
  if (pid === undefined) throw new Error(`${name} does not run`);
  return pid;
}

/** A node of Redis that runs. */
export async function findRedisNode(stack: Stack): Promise<{ name: string; pid: number } | undefined> {
  const { nodes } = (await stack.report()).redis;
  return anyOf(nodes.flatMap(({ name, pid }) => (pid === undefined ? [] : [{ name, pid }])));
}

/** Any node. Without its append-only file it comes back empty: removed after the kill and before the launcher's restart. */
export async function killRedisNode(stack: Stack, isEmptied: boolean): Promise<string> {
  const node = await until('a Redis node that runs', () => findRedisNode(stack), 20_000);
  await killRedis(stack, node, isEmptied);
  return node.name;
}

/** The same for a certain one. */
export async function killRedis(
  stack: Stack,
  { name, pid }: { name: string; pid: number },
  isEmptied: boolean,
): Promise<void> {
  await killSoon(stack, async () => name);
  if (isEmptied) {
    await until('the node is gone', () => !isAlive(pid), 5000);
    rmSync(join(stack.dataDir, 'redis', name, 'appendonlydir'), { recursive: true, force: true });
  }
}

/** Whether there is such a process, or what is left of it until its parent has heard. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Holders are called `instance/start`. */
export function instanceOf(holder: string | undefined): string | undefined {
  return holder?.split('/', 1)[0];
}

export function anyOf<T>(list: readonly T[]): T | undefined {
  return list.length === 0 ? undefined : list[randomInt(list.length)];
}

/** Starts at once whatever waits for its restart, and waits until every instance is ready. */
export async function bringBack(stack: Stack, services: readonly string[]): Promise<void> {
  const instances = (await Promise.all(services.map((service) => stack.instancesOf(service)))).flat();
  const { nodes } = (await stack.report()).redis;
  const waiting = [...instances, ...nodes].filter(({ state }) => state === 'waiting');
  await Promise.all(waiting.map(({ name }) => stack.restart(name)));
  await until('all instances ready', async () => (await Promise.all(instances.map(isReady))).every(Boolean), 30_000);
}

async function isReady({ port }: { port: number }): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(1000) })).ok;
  } catch {
    return false;
  }
}
