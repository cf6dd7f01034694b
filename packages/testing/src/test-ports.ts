import { pickPorts } from '@airside/local-stack';

/** Of these, each process begins at its own: two test runs side by side look at different ports, and cannot both find one free. */
// The second port of a Redis node lies 10 000 higher, and must stay below those that the system gives out.
const firstPort = 10_000;
const blocks = 1000;
const portsInBlock = 12;

/** Free ports for servers of a test, at most twelve. */
export function testPorts(count: number): Promise<number[]> {
  const start = firstPort + (process.pid % blocks) * portsInBlock;
  return pickPorts(Array.from({ length: count }, (_, index) => start + index));
}
