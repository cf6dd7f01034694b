import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** A `flight_update` as it arrived. */
export type Update = {
  sequence: number;
  update: string;
  /** Of the flight, where the flight itself has changed. */
  version: number | undefined;
  /** Wall clock, in milliseconds with fractions. */
  arrivedAt: number;
};

export type Follower = {
  /** Everything that came from a flight's room, in the order of its arrival, over all connections. */
  updates(flightCode: string): readonly Update[];
  /** Breaks the connection without a goodbye, as a tunnel would. */
  cut(): void;
  /** How often it has connected. */
  connections(): number;
  close(): void;
};

export type FollowerOptions = {
  /** `ws://…/ws` of the gateway or of an instance. */
  url: string;
  token: string;
  flightCodes: readonly string[];
  onUpdate?: (flightCode: string, update: Update) => void;
};

type Frame = { event: string; id?: string; data: Record<string, unknown> };

/** Longest wait for an answer before the connection is given up, in milliseconds. */
const answerMs = 5000;
const reconnectMs = 100;

/**
 * A traveller's app that is always there: subscribes, follows rooms from their first update, and whenever the connection
 * is gone connects again and resumes after the last update that it has seen. Resolves when it follows all rooms.
 */
export async function follow(options: FollowerOptions): Promise<Follower> {
  const seen = new Map(options.flightCodes.map((flightCode): [string, Update[]] => [flightCode, []]));
  let current: WebSocket | undefined;
  let isOver = false;
  let connections = 0;

  function take(data: Record<string, unknown>): void {
    const flight = data['flight'] as { version?: number } | undefined;
    const update: Update = {
      sequence: Number(data['sequence']),
      update: String(data['update']),
      version: flight?.version,
      arrivedAt: nowMs(),
    };
    const flightCode = String(data['flight_code']);
    seen.get(flightCode)?.push(update);
    options.onUpdate?.(flightCode, update);
  }

  /** One connection from its opening to its end. `onFollowing` is called when all rooms are followed. */
  async function connectOnce(onFollowing: () => void): Promise<void> {
    const socket = new WebSocket(options.url, { headers: { authorization: `Bearer ${options.token}` } });
    current = socket;
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => undefined);
    const ask = createAsking(socket, take);
    try {
      await opened(socket, closed);
      connections += 1;
      if (connections === 1) for (const flightCode of seen.keys()) await ask('subscribe', { flight_code: flightCode });
      for (const [flightCode, updates] of seen) {
        await ask('resume', { flight_code: flightCode, after_sequence: updates.at(-1)?.sequence ?? 0 });
      }
      onFollowing();
    } catch {
      socket.terminate();
    }
    await closed;
  }

  const following = Promise.withResolvers<void>();
  const run = async () => {
    while (!isOver) {
      await connectOnce(following.resolve);
      if (!isOver) await delay(reconnectMs);
    }
  };
  void run();
  await following.promise;
  return {
    updates: (flightCode) => seen.get(flightCode) ?? [],
    cut: () => current?.terminate(),
    connections: () => connections,
    close() {
      isOver = true;
      current?.terminate();
    },
  };
}

/** Wall clock, in milliseconds with fractions; the same for every process of the machine. */
export function nowMs(): number {
  return Number(Temporal.Now.instant().epochNanoseconds) / 1e6;
}

async function opened(socket: WebSocket, closed: Promise<void>): Promise<void> {
  const open = new Promise<'open'>((resolve) => socket.once('open', () => resolve('open')));
  if ((await Promise.race([open, closed])) !== 'open') throw new Error('refused');
}

type Ask = (event: string, data: Record<string, unknown>) => Promise<Frame>;

/** Sends a frame and waits for the answer with its id. Throws where that is a refusal, or none comes. */
export function createAsking(socket: WebSocket, onUpdate: (data: Record<string, unknown>) => void): Ask {
  const waiting = new Map<string, { resolve(frame: Frame): void; reject(error: Error): void }>();
  let asked = 0;
  socket.on('message', (message: Buffer) => {
    const frame = JSON.parse(message.toString('utf8')) as Frame;
    if (frame.event === 'flight_update') return onUpdate(frame.data);
    const answer = waiting.get(frame.id ?? '');
    if (frame.event === 'error') answer?.reject(new Error(JSON.stringify(frame.data)));
    else answer?.resolve(frame);
  });
  socket.once('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the connection is gone'));
  });
  return async (event, data) => {
    const id = String((asked += 1));
    const { promise, resolve, reject } = Promise.withResolvers<Frame>();
    const timer = setTimeout(() => reject(new Error(`no answer to ${event}`)), answerMs);
    waiting.set(id, { resolve, reject });
    try {
      if (socket.readyState !== socket.OPEN) throw new Error('the connection is gone');
      socket.send(JSON.stringify({ event, data, id }));
      return await promise;
    } finally {
      clearTimeout(timer);
      waiting.delete(id);
    }
  };
}
