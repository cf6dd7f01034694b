import { expect, test } from 'vitest';
import { countQueued, parseTcpEnd } from './tcp.ts';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1388 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:1388 0100007F:C000 01 00010000:00000010 00:00000000 00000000     0        0 2 1 0 100 0 0 10 0
   2: 0100007F:C000 0100007F:1388 04 00000000:00000020 00:00000000 00000000     0        0 3 1 0 100 0 0 10 0`;

test('each end of a connection is found by its ports, with what waits on it', () => {
  expect(parseTcpEnd(table, 5000, 49_152)).toEqual({ isOpen: true, unsentBytes: 65_536, unreadBytes: 16 });
  expect(parseTcpEnd(table, 49_152, 5000)).toEqual({ isOpen: false, unsentBytes: 0, unreadBytes: 32 });
});

test('a connection that the kernel has forgotten is not found', () => {
  expect(parseTcpEnd(table, 5000, 49_153)).toBeUndefined();
});

test('what waits on a port is the sum over both ends of its connections', () => {
  expect(countQueued(table, 5000)).toBe(65_536 + 16 + 32);
  expect(countQueued(table, 5001)).toBe(0);
});
