import { type Stack, until } from '../kit/stack.ts';
import { isAlive, pidOf } from '../kit/victims.ts';
import type { ExperimentOptions, Finding } from '../report.ts';
import { type Measures, repeatRuns, seconds } from '../failover/gather.ts';
import { type Scene, setScene } from '../failover/scene.ts';
import { whenAllIn, whenOut } from './rotation.ts';
import { failedLater, isFailed, sentWithin } from './rules.ts';
import { startTraffic, undisturbed } from './traffic.ts';

/** R10: longest until nothing is sent to a dead instance, in seconds. */
const longestOut = 1;
const normalMs = { full: 3000, quick: 500 };
/** From SIGKILL until nothing of a process is left, in milliseconds. */
const goneMs = 5000;
const victim = 'booking_service_2';

/** An instance is killed under traffic: no safe call fails, others only where they were on it, and it gets none any more. */
export async function proveInstanceKilled(stack: Stack, options: ExperimentOptions): Promise<Finding> {
  const scene = await setScene(stack, { writers: 4 });
  try {
    return await repeatRuns(
      options,
      () => runOnce(scene, options.isQuick ? normalMs.quick : normalMs.full),
      (measures) =>
        measures['failedSafeCalls'] === 0 &&
        measures['failedOthersSentLater'] === 0 &&
        (measures['outOfRotationSeconds'] ?? Infinity) <= longestOut,
    );
  } finally {
    await scene.close();
  }
}

async function runOnce(scene: Scene, forMs: number): Promise<Measures> {
  await whenAllIn(scene, 'booking_service');
  const traffic = await startTraffic(scene);
  await undisturbed(forMs);
  const pid = await pidOf(scene.stack, victim);
  const killedMs = performance.now();
  if (!(await scene.stack.kill(victim))) throw new Error(`${victim} does not run`);
  // Until then it may still be handed a call.
  await until(`${victim} is gone`, () => !isAlive(pid), goneMs);
  const deadMs = performance.now();
  const outMs = await whenOut(scene, victim);
  await whenAllIn(scene, 'booking_service');
  const calls = await traffic.stop();
  const since = sentWithin(calls, { fromMs: killedMs - 1000, toMs: Infinity });
  const others = since.filter(({ isSafe }) => !isSafe);
  return {
    outOfRotationSeconds: seconds(outMs - killedMs),
    calls: since.length,
    failedSafeCalls: since.filter((call) => call.isSafe && isFailed(call)).length,
    otherCalls: others.length,
    failedOthersUnderWay: others.filter((call) => isFailed(call) && call.sentMs < deadMs).length,
    failedOthersSentLater: failedLater(others, deadMs).length,
  };
}
