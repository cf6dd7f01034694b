import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { createAsking } from '../kit/follower.ts';

/** A client that is in its rooms and has stopped reading. */
export type PausedReader = {
  localPort: number;
  /** Reads on: all that is on its way to the end of the connection; answers how many bytes. */
  drain(): Promise<number>;
  close(): void;
};

const drainMs = 5000;

/** Opens a socket, enters the rooms, and then takes nothing more from the network. */
export async function openPausedReader(options: {
  url: string;
  token: string;
  flightCodes: readonly string[];
}): Promise<PausedReader> {
  const { hostname, port } = new URL(options.url);
  const raw: Socket = connect(Number(port), hostname);
  const socket = new WebSocket(options.url, {
    headers: { authorization: `Bearer ${options.token}` },
    createConnection: () => raw,
  });
  socket.on('error', () => undefined);
  const ask = createAsking(socket, () => undefined);
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('close', () => reject(new Error('the upgrade was refused')));
  });
  for (const flight_code of options.flightCodes) await ask('subscribe', { flight_code });
  for (const flight_code of options.flightCodes) await ask('connect-room', { flight_code });
  const { localPort = 0 } = raw;
  socket.pause();
  const readBefore = raw.bytesRead;
  return {
    localPort,
    async drain() {
      const closed = new Promise((resolve) => raw.once('close', resolve));
      socket.resume();
      const late = new Promise((resolve) => setTimeout(resolve, drainMs).unref());
      await Promise.race([closed, late]);
      return raw.bytesRead - readBefore;
    },
    close: () => raw.destroy(),
  };
}
