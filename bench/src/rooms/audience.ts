import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';

/** Sockets that count what they hear. */
export type Audience = {
  sockets: WebSocket[];
  /** Frames that all have heard since the beginning. */
  heard(): number;
  /** Resolves when `frames` more have been heard in all since the last call. Throws when they do not come. */
  whenHeard(frames: number): Promise<void>;
  /** Faults such as an update twice or out of order. */
  faults: string[];
  close(): void;
};

const openAtOnce = 100;
const patienceMs = 20_000;
const sequencePattern = /"sequence":(\d+)/;

/** Opens sockets in groups; every frame with a `sequence` must carry the next one of its socket. */
export async function gather(urls: readonly string[], headersOf: (index: number) => object): Promise<Audience> {
  const sockets: WebSocket[] = [];
  const faults: string[] = [];
  let heard = 0;
  let goal = { at: Number.POSITIVE_INFINITY, reached: () => {} };
  for (let from = 0; from < urls.length; from += openAtOnce) {
    const group = urls.slice(from, from + openAtOnce).map(async (url, offset) => {
      const socket = new WebSocket(url, { headers: { ...headersOf(from + offset) }, perMessageDeflate: false });
      let last: number | undefined;
      socket.on('message', (message: Buffer) => {
        const found = sequencePattern.exec(message.toString('latin1'))?.[1];
        if (found === undefined) return;
        const sequence = Number(found);
        if (last !== undefined && sequence !== last + 1) faults.push(`${sequence} came after ${last}`);
        last = sequence;
        heard += 1;
        if (heard >= goal.at) goal.reached();
      });
      await new Promise<void>((resolve, reject) => {
        socket.once('open', resolve);
        socket.once('error', reject);
      });
      socket.on('error', (error) => faults.push(String(error)));
      socket.on('close', (code) => faults.push(`closed with ${code}`));
      sockets.push(socket);
    });
    await Promise.all(group);
  }
  let from = 0;
  return {
    sockets,
    faults,
    heard: () => heard,
    async whenHeard(frames) {
      from += frames;
      if (heard >= from) return;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const late = setTimeout(() => reject(new Error(`only ${heard} of ${from} frames came`)), patienceMs);
      goal = { at: from, reached: resolve };
      await promise;
      clearTimeout(late);
      goal = { at: Number.POSITIVE_INFINITY, reached: () => {} };
    },
    close() {
      for (const socket of sockets) socket.removeAllListeners('close').terminate();
    },
  };
}

/** Throws where this process may not have so many files open; Node has already raised its own limit to the hard one. */
export function assertFilesEnough(sockets: number): void {
  const [, limit = ''] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  const needed = sockets + 500;
  if (Number(limit) < needed)
    throw new Error(
      `${needed} open files are needed, ${limit} are allowed: raise the hard limit (ulimit -Hn ${needed}, as root)`,
    );
}
