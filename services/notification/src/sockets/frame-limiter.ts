import { LRUCache } from 'lru-cache';
import { type Bucket, type FrameRate, takeToken } from './rules.ts';

/** Counts frames per socket, and per user over all sockets of this instance. */
export type FrameLimiter = {
  mayTake(socket: object, userId: number | undefined): boolean;
  forget(socket: object): void;
};

const perSocket: FrameRate = { perSecond: 20, burst: 60 };
const perUser: FrameRate = { perSecond: 60, burst: 200 };
const mostUsers = 50_000;

/** `now` is monotonic milliseconds. */
export function createFrameLimiter(now: () => number): FrameLimiter {
  const sockets = new Map<object, Bucket>();
  const users = new LRUCache<number, Bucket>({ max: mostUsers });
  return {
    mayTake(socket, userId) {
      const at = now();
      const own = takeToken(sockets.get(socket), at, perSocket);
      if (own === undefined) return false;
      sockets.set(socket, own);
      if (userId === undefined) return true;
      const shared = takeToken(users.get(userId), at, perUser);
      if (shared === undefined) return false;
      users.set(userId, shared);
      return true;
    },
    forget: (socket) => void sockets.delete(socket),
  };
}
