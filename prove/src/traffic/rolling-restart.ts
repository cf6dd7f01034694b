import type { Stack } from '../kit/stack.ts';
import { type ExperimentOptions, type Finding, progress } from '../report.ts';
import { type Measures, repeatRuns, seconds } from '../failover/gather.ts';
import { type Scene, setScene } from '../failover/scene.ts';
import { whenAllIn } from './rotation.ts';
import { isFailed, sentWithin } from './rules.ts';
import { startTraffic, undisturbed } from './traffic.ts';

const services = ['discovery', 'user_service', 'booking_service', 'notification_service', 'operations_service'];
const normalMs = 500;

/** Every instance behind the gateway is restarted in turn under traffic: no request fails (R19). */
export async function proveRollingRestart(stack: Stack, options: ExperimentOptions): Promise<Finding> {
  const scene = await setScene(stack, { writers: 4 });
  try {
    return await repeatRuns(
      options,
      () => runOnce(scene),
      (measures) => measures['failedCalls'] === 0,
    );
  } finally {
    await scene.close();
  }
}

async function runOnce(scene: Scene): Promise<Measures> {
  const traffic = await startTraffic(scene);
  const { fromMs } = await undisturbed(normalMs);
  let restarted = 0;
  for (const service of services) {
    for (const { name } of await scene.stack.instancesOf(service)) {
      await scene.stack.restart(name);
      if (service !== 'discovery') await whenAllIn(scene, service);
      restarted += 1;
      progress(`${name} was restarted`);
    }
  }
  const calls = sentWithin(await traffic.stop(), { fromMs, toMs: Infinity });
  return {
    instances: restarted,
    tookSeconds: seconds(performance.now() - fromMs),
    calls: calls.length,
    failedCalls: calls.filter(isFailed).length,
  };
}
