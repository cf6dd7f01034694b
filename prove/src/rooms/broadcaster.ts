import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { createAsking } from '../kit/follower.ts';

export type Broadcasts = {
  /** Texts whose sending was answered. */
  acknowledged: string[];
  /** Texts whose connection broke before the answer; they may have been sent. */
  unanswered: number;
};

export type BroadcastOptions = {
  url: string;
  token: string;
  flightCodes: readonly string[];
  perSecond: number;
  isOver: () => boolean;
};

/** A person of the desk who speaks to rooms in turn, and connects again when the connection is gone. */
export async function broadcastUntil(options: BroadcastOptions): Promise<Broadcasts> {
  const said: Broadcasts = { acknowledged: [], unanswered: 0 };
  let number = 0;
  while (!options.isOver()) {
    const socket = new WebSocket(options.url, { headers: { authorization: `Bearer ${options.token}` } });
    socket.on('error', () => undefined);
    const ask = createAsking(socket, () => undefined);
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('open', () => resolve(true));
      socket.once('close', () => resolve(false));
    });
    while (isOpen && !options.isOver()) {
      const update = `word ${(number += 1)}`;
      const flight_code = options.flightCodes[number % options.flightCodes.length];
      try {
        await ask('broadcast_update', { flight_code, update });
        said.acknowledged.push(update);
      } catch {
        said.unanswered += 1;
        break;
      }
      await delay(1000 / options.perSecond);
    }
    socket.terminate();
    await delay(100);
  }
  return said;
}
