import { silentLogger } from '@airside/testing';
import { expect, test } from 'vitest';
import { createFrameLimiter } from './frame-limiter.ts';
import { SocketSession } from './session.ts';

/** Only what delivery touches; the rest is tested on real sockets. */
function fakeSocket(bufferedAmount: number) {
  const sent: string[] = [];
  let isEnded = false;
  return {
    OPEN: 1,
    readyState: 1,
    bufferedAmount,
    send: (frame: string) => void sent.push(frame),
    terminate() {
      isEnded = true;
    },
    sent,
    get isEnded() {
      return isEnded;
    },
  };
}

const sessionOn = (socket: ReturnType<typeof fakeSocket>) =>
  new SocketSession(socket as never, undefined, {
    logger: silentLogger(),
    limiter: createFrameLimiter(() => 0),
  } as never);

test('a reader that has stopped reading is ended when a mebibyte waits for it, and gets nothing more', () => {
  const [reading, stuck] = [fakeSocket(1024 * 1024), fakeSocket(1024 * 1024 + 1)];
  sessionOn(reading).deliver('frame');
  sessionOn(stuck).deliver('frame');
  expect([reading.sent, reading.isEnded]).toEqual([['frame'], false]);
  expect([stuck.sent, stuck.isEnded]).toEqual([[], true]);
});
