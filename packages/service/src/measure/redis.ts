import { Histogram, type Registry, sampled } from '../metrics.ts';
import { commandSpan } from '../tracing/commands.ts';

/** What is measured of a Redis client; one for a single server or a cluster. */
export type MeasuredRedis = {
  status: string;
  sendCommand(command: { name: string; promise: Promise<unknown> }, ...more: unknown[]): unknown;
};

const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5];

/** How long Redis takes to answer this process, how often it does not, and whether the connection stands; with spans for what traced requests ask. */
export function measureRedis(registry: Registry, client: object): void {
  const redis = client as MeasuredRedis;
  const duration = new Histogram({
    name: 'redis_command_duration_seconds',
    help: 'Commands to Redis until their answer, or until none came',
    labelNames: ['outcome'],
    buckets,
    registers: [registry],
  });
  const outcomes = { ok: duration.labels('ok'), failed: duration.labels('failed') };
  for (const outcome of Object.keys(outcomes)) duration.zero({ outcome });
  sampled(registry, {
    name: 'redis_connected',
    help: '1 while this process is connected to Redis',
    read: () => [{ value: Number(redis.status === 'ready') }],
  });
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (command, ...more) => {
    const begun = performance.now();
    const endSpan = commandSpan(`redis ${command.name}`, 'redis');
    const end = (outcome: keyof typeof outcomes) => () => {
      outcomes[outcome].observe((performance.now() - begun) / 1000);
      endSpan?.(outcome === 'failed');
    };
    command.promise.then(end('ok'), end('failed'));
    return send(command, ...more);
  };
}
