import { readFileSync } from 'node:fs';

/** What the kernel knows of one end of a connection on this machine. */
export type TcpEnd = {
  isOpen: boolean;
  /** Written by the program, not yet taken by the other machine, in bytes. */
  unsentBytes: number;
  /** Arrived, not yet read by the program, in bytes. */
  unreadBytes: number;
};

const established = '01';

/** The end at `localPort` of a connection to `remotePort`; undefined where the kernel has forgotten it. */
export function parseTcpEnd(table: string, localPort: number, remotePort: number): TcpEnd | undefined {
  for (const line of table.split('\n').slice(1)) {
    const [, local, remote, state, queues = ''] = line.trim().split(/\s+/);
    if (portOf(local) !== localPort || portOf(remote) !== remotePort) continue;
    const [unsent = '0', unread = '0'] = queues.split(':');
    return {
      isOpen: state === established,
      unsentBytes: Number.parseInt(unsent, 16),
      unreadBytes: Number.parseInt(unread, 16),
    };
  }
  return undefined;
}

/** What waits in the kernel on all connections that have one end at this port, in bytes. */
export function countQueued(table: string, port: number): number {
  let bytes = 0;
  for (const line of table.split('\n').slice(1)) {
    const [, local, remote, , queues = ''] = line.trim().split(/\s+/);
    if (portOf(local) !== port && portOf(remote) !== port) continue;
    for (const queue of queues.split(':')) bytes += Number.parseInt(queue, 16) || 0;
  }
  return bytes;
}

/** The kernel's table of connections. Needs Linux: other systems do not tell. */
export function readTcpTable(): string {
  return readFileSync('/proc/net/tcp', 'utf8');
}

function portOf(address: string | undefined): number {
  return Number.parseInt(address?.split(':')[1] ?? '', 16);
}
