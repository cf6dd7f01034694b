import { silentLogger } from '@airside/testing';
import { EventEmitter } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createSeatWatches } from './seat-watches.ts';

/** The events of a Redis connection, at the word of the test. */
class Connection extends EventEmitter {
  status = 'ready';
  subscribe = () => Promise.resolve();
}

test('whoever watches is told to load the map anew when the connection has been away', async () => {
  const connection = new Connection();
  const watches = createSeatWatches({ subscriber: connection as never, logger: silentLogger() });
  const frames: unknown[] = [];
  watches.watch('FL001', { deliver: (frame) => void frames.push(JSON.parse(frame)) });
  await turn();
  expect(frames).toEqual([]);
  connection.emit('ready');
  await turn();
  expect(frames).toEqual([{ event: 'seats_update', data: { flight_code: 'FL001', seats: [], reload: true } }]);
});
