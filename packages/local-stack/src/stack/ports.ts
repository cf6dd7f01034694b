import { createServer } from 'node:net';

/** Ports from here on are given out by the system to outgoing connections, and so can be taken at any moment. */
const firstEphemeralPort = 32_768;
const lowestPort = 1024;

/** The port tried after one that is taken; stays inside the range that is ours to choose from. */
function portAfter(port: number): number {
  return port + 1 >= firstEphemeralPort ? lowestPort : port + 1;
}

/** Free TCP ports below 32768, one for each preferred one: that one where it is free, else the next free one above. All differ. */
export async function pickPorts(preferred: readonly number[]): Promise<number[]> {
  const picked: number[] = [];
  for (const wish of preferred)
    picked.push(await pickPort(wish, (port) => picked.includes(port) || preferred.includes(port)));
  return picked;
}

/**
 * A free port, the preferred one if possible. Others are tried upwards, leaving out those that are spoken for.
 * `alsoFree`: a distance at which a second port must be free, too.
 */
export async function pickPort(
  preferred: number,
  isSpokenFor: (port: number) => boolean = () => false,
  alsoFree = 0,
): Promise<number> {
  const isUsable = async (port: number) =>
    port + alsoFree < firstEphemeralPort && (await isFree(port)) && (alsoFree === 0 || (await isFree(port + alsoFree)));
  let port = preferred < firstEphemeralPort ? preferred : lowestPort;
  for (let tries = 0; tries < 2000; tries++) {
    if ((port === preferred || !isSpokenFor(port)) && (await isUsable(port))) return port;
    port = portAfter(port);
  }
  throw new Error(`no free port near ${preferred}`);
}

/** Whether nobody listens on a port, neither on 127.0.0.1 nor on all addresses. */
export async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    const isBindable = await new Promise<boolean>((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(false));
      server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
    });
    if (!isBindable) return false;
  }
  return true;
}
