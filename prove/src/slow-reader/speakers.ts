import { WebSocket } from 'ws';
import { type Api, expected } from '../kit/api.ts';
import { createAsking, nowMs } from '../kit/follower.ts';

/** The most that a broadcast may say, in a script of three bytes a letter, so that little is said often enough. */
const filler = '航'.repeat(980);
const speakers = 4;
const socketsEach = 3;
/** A socket may send 20 frames a second. */
const pauseMs = 55;

export type Speech = {
  /** When each text was sent, by its number; wall clock, milliseconds. */
  sentAt: Map<number, number>;
  stop(): Promise<void>;
};

/** The number that a text of these begins with. */
export const numberOf = (update: string): number => Number(update.slice(0, update.indexOf(' ')));

/** Agents, made by staff, who speak to the rooms as fast as they may. */
export async function startSpeaking(options: {
  api: Api;
  adminToken: string;
  url: string;
  flightCodes: readonly string[];
}): Promise<Speech> {
  const { api, adminToken, url, flightCodes } = options;
  const sockets: { socket: WebSocket; flightCode: string }[] = [];
  for (let speaker = 0; speaker < speakers; speaker += 1) {
    const { userId, username, password } = await api.newAccount();
    const path = `/api/auth/users/${userId}/roles`;
    expected(200, 'roles', await api.call('PUT', path, adminToken, { roles: ['agent'] }));
    const { token } = await api.login(username, password);
    for (let index = 0; index < socketsEach; index += 1) {
      const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
      await new Promise((resolve, reject) => {
        socket.once('open', resolve);
        socket.once('error', reject);
      });
      sockets.push({ socket, flightCode: flightCodes[sockets.length % flightCodes.length] ?? '' });
    }
  }
  const sentAt = new Map<number, number>();
  let isOver = false;
  const speak = async ({ socket, flightCode }: (typeof sockets)[number]) => {
    const ask = createAsking(socket, () => undefined);
    while (!isOver) {
      const number = sentAt.size;
      sentAt.set(number, nowMs());
      const pause = new Promise((resolve) => setTimeout(resolve, pauseMs));
      await ask('broadcast_update', { flight_code: flightCode, update: `${number} ${filler}` });
      await pause;
    }
    socket.terminate();
  };
  const speaking = Promise.all(sockets.map(speak));
  return {
    sentAt,
    async stop() {
      isOver = true;
      await speaking;
    },
  };
}
