import { createStore, type Store } from '../app/store.ts';
import {
  type Contact,
  contactOf,
  type InFrame,
  type OutFrame,
  parseFrame,
  pingEveryMs,
  reconnectDelayMs,
} from './rules.ts';

export type ConnectionDeps = {
  open: () => WebSocket;
  nowMs: () => number;
  random: () => number;
  /** The socket is open, for the first time or again. */
  onOpen: () => void;
  onFrame: (frame: InFrame) => void;
  onClose: () => void;
};

/** One socket that stays open while it is wanted, however often it is cut. */
export type Connection = {
  readonly contact: Store<Contact>;
  want(isWanted: boolean): void;
  /** Ends the socket and opens another one, as somebody else. */
  restart(): void;
  /** Whether it could be sent. */
  send(frame: OutFrame): boolean;
};

const tickMs = 1_000;

export function createConnection(deps: ConnectionDeps): Connection {
  const contact = createStore<Contact>('idle');
  let isWanted = false;
  let socket: WebSocket | undefined;
  let attempt = 0;
  let sinceMs = 0;
  let lastHeardMs: number | undefined;
  let lastPingMs = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let ticker: ReturnType<typeof setInterval> | undefined;

  const isOpen = () => socket?.readyState === WebSocket.OPEN;
  const look = () => contact.set(contactOf({ isWanted, isOpen: isOpen(), lastHeardMs, sinceMs, nowMs: deps.nowMs() }));

  function heard(): void {
    lastHeardMs = deps.nowMs();
    look();
  }

  function send(frame: OutFrame): boolean {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(frame));
    return true;
  }

  function connect(): void {
    const own = deps.open();
    socket = own;
    own.addEventListener('open', () => {
      if (own !== socket) return;
      attempt = 0;
      heard();
      deps.onOpen();
    });
    own.addEventListener('message', ({ data }) => {
      if (own !== socket) return;
      heard();
      const frame = parseFrame(data);
      if (frame !== undefined) deps.onFrame(frame);
    });
    own.addEventListener('close', () => {
      if (own !== socket) return;
      socket = undefined;
      deps.onClose();
      look();
      retry = setTimeout(connect, reconnectDelayMs(attempt, deps.random()));
      attempt += 1;
    });
  }

  function close(): void {
    clearTimeout(retry);
    const own = socket;
    socket = undefined;
    if (own === undefined) return;
    own.close();
    deps.onClose();
  }

  /** A cut without a word shows in nothing but silence: ask, and after too much of it begin anew. */
  function tick(): void {
    const nowMs = deps.nowMs();
    if (nowMs - lastPingMs >= pingEveryMs && send({ event: 'ping' })) lastPingMs = nowMs;
    look();
    if (contact.get() !== 'stale' || !isOpen()) return;
    close();
    connect();
  }

  function want(now: boolean): void {
    if (now === isWanted) return;
    isWanted = now;
    if (now) {
      sinceMs = deps.nowMs();
      lastHeardMs = undefined;
      attempt = 0;
      ticker = setInterval(tick, tickMs);
      connect();
    } else {
      clearInterval(ticker);
      close();
    }
    look();
  }

  function restart(): void {
    if (!isWanted) return;
    want(false);
    want(true);
  }

  return { contact, want, send, restart };
}
