import { secondPortOffset } from './environment.ts';
import { type InstanceCounts, preferredPorts } from './plan.ts';
import { isFree, pickPort } from './ports.ts';
import { StackError } from '../stack-error.ts';

/** Port of every process: as at the last start where that is free, else near the default. The gateway's is fixed. */
export async function choosePorts(
  gatewayPort: number,
  counts: InstanceCounts,
  remembered: Readonly<Record<string, number>>,
): Promise<Record<string, number>> {
  if (!(await isFree(gatewayPort))) {
    throw new StackError(
      `Port ${gatewayPort} is taken by another program. Free it, or choose another one: npm start -- --port ${gatewayPort + 100}`,
    );
  }
  const wishes = { ...preferredPorts(gatewayPort, counts) };
  if (remembered['gateway_1'] === gatewayPort) {
    for (const name of Object.keys(wishes)) wishes[name] = remembered[name] ?? wishes[name] ?? 0;
  }
  const chosen: Record<string, number> = { gateway_1: gatewayPort };
  const wished = new Set(Object.values(wishes));
  for (const [name, wish] of Object.entries(wishes)) {
    if (name === 'gateway_1') continue;
    const taken = new Set(Object.values(chosen));
    const isSpokenFor = (port: number) => wished.has(port) || taken.has(port);
    // Two processes may remember the same port: one had moved onto what is the other's default.
    const start = taken.has(wish) ? wish + 1 : wish;
    chosen[name] = await pickPort(start, isSpokenFor, secondPortOffset(name));
  }
  return chosen;
}
