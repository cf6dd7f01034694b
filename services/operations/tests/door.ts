import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type Door = {
  /** `host:port`, the same however often it is opened. */
  address: string;
  /** Lets connections through to `host:port`. */
  open(target: string): Promise<void>;
  /** Refuses new connections and cuts those that are open. */
  close(): Promise<void>;
};

/** An address at which a server can be there or not, wherever it really listens. */
export async function makeDoor(): Promise<Door> {
  const sockets = new Set<Socket>();
  let server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  await close();
  return {
    address: `127.0.0.1:${port}`,
    async open(target) {
      const [host = '', targetPort = ''] = target.split(':');
      server = createServer((near) => {
        const far = connect(Number(targetPort), host);
        for (const [one, other] of [
          [near, far],
          [far, near],
        ] as const) {
          sockets.add(one);
          one.on('error', () => other.destroy());
          one.on('close', () => {
            sockets.delete(one);
            other.destroy();
          });
          one.pipe(other);
        }
      });
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    close,
  };
}
