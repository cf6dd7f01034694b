import type { FlightUpdate, SeatsUpdate } from '@airside/contracts';
import { ApiError } from '../api/api-error.ts';
import type { Store } from '../app/store.ts';
import { createConnection } from './connection.ts';
import { type Contact, type InFrame, isNews, roomFrame } from './rules.ts';

export type FlightListener = {
  onUpdate(update: FlightUpdate): void;
  /** Something may have been missed: load the flight anew. */
  onReload(): void;
};
export type SeatsListener = { onChange(update: SeatsUpdate): void; onReload(): void };

/** The one socket of a page. What is followed comes back by itself after every cut. */
export type Live = {
  readonly contact: Pick<Store<Contact>, 'get' | 'subscribe'>;
  /** Joins the room of a flight that the account is subscribed to; the answer leaves it. */
  followFlight(flightCode: string, listener: FlightListener): () => void;
  watchSeats(flightCode: string, listener: SeatsListener): () => void;
  subscribe(flightCode: string): Promise<void>;
  unsubscribe(flightCode: string): Promise<void>;
  /** Somebody else is signed in now, or nobody. */
  restart(): void;
};

export type LiveDeps = {
  open: () => WebSocket;
  token: () => Promise<string | undefined>;
  nowMs: () => number;
  random: () => number;
  newId: () => string;
};

type Followed<Listener> = { listeners: Set<Listener>; lastSequence: number | undefined };
type Question = { answer(): void; refuse(error: ApiError): void };

const longestAnswerMs = 10_000;

export function createLive({ open, token, nowMs, random, newId }: LiveDeps): Live {
  const rooms = new Map<string, Followed<FlightListener>>();
  const seatMaps = new Map<string, Followed<SeatsListener>>();
  const questions = new Map<string, Question>();
  /** Resolves when the open socket is who is signed in. */
  let ready = Promise.withResolvers<void>();
  let isReady = false;

  const connection = createConnection({ open, nowMs, random, onOpen, onFrame, onClose });
  const wantIfNeeded = () => connection.want(rooms.size + seatMaps.size + questions.size > 0);
  const say = (event: string, flightCode: string) => connection.send({ event, data: { flight_code: flightCode } });

  function onOpen(): void {
    for (const flightCode of seatMaps.keys()) say('watch-seats', flightCode);
    token()
      .then((held) => {
        if (held === undefined) becomeReady();
        else connection.send({ event: 'authenticate', data: { token: held } });
      })
      // No token for want of contact: silence will show it, and the next connection asks again.
      .catch(() => connection.contact.set('connecting'));
  }

  function becomeReady(): void {
    isReady = true;
    ready.resolve();
    for (const [flightCode, room] of rooms) connection.send(roomFrame(flightCode, room.lastSequence));
  }

  function onClose(): void {
    isReady = false;
    ready = Promise.withResolvers();
  }

  function onFrame({ event, data, id }: InFrame): void {
    const question = id === undefined ? undefined : questions.get(id);
    if (event === 'error') question?.refuse(refusalOf(data));
    else question?.answer();
    if (event === 'authentication_response') becomeReady();
    if (event === 'flight_update') onFlightUpdate(data as FlightUpdate);
    if (event === 'seats_update') onSeats(data as SeatsUpdate);
    // From here on nothing is missed; what happened before shows in what is loaded now.
    if (event === 'connection_response') for (const room of rooms.values()) reload(room);
    if (event === 'watch_seats_response') for (const seatMap of seatMaps.values()) reload(seatMap);
  }

  function onFlightUpdate(update: FlightUpdate): void {
    const room = rooms.get(update.flight_code);
    if (room === undefined || !isNews(update.sequence, room.lastSequence)) return;
    room.lastSequence = update.sequence;
    for (const listener of room.listeners) listener.onUpdate(update);
  }

  function onSeats(update: SeatsUpdate): void {
    const seatMap = seatMaps.get(update.flight_code);
    if (update.reload === true) reload(seatMap);
    else for (const listener of seatMap?.listeners ?? []) listener.onChange(update);
  }

  async function ask(event: string, flightCode: string): Promise<void> {
    const id = newId();
    const asked = Promise.withResolvers<void>();
    questions.set(id, { answer: asked.resolve, refuse: asked.reject });
    const timer = setTimeout(() => asked.reject(refusalOf({ code: 'NO_CONTACT' })), longestAnswerMs);
    try {
      wantIfNeeded();
      await Promise.race([ready.promise, asked.promise]);
      connection.send({ event, data: { flight_code: flightCode }, id });
      await asked.promise;
    } finally {
      clearTimeout(timer);
      questions.delete(id);
      wantIfNeeded();
    }
  }

  /** Adds a listener; `enter` and `leave` are called for the first and after the last one. */
  function follow<Listener>(
    followed: Map<string, Followed<Listener>>,
    [flightCode, listener]: [string, Listener],
    { enter, leave }: { enter: () => void; leave: () => void },
  ): () => void {
    const entry = followed.get(flightCode) ?? { listeners: new Set<Listener>(), lastSequence: undefined };
    const isFirst = entry.listeners.size === 0;
    followed.set(flightCode, entry);
    entry.listeners.add(listener);
    wantIfNeeded();
    if (isFirst) enter();
    return () => {
      entry.listeners.delete(listener);
      if (entry.listeners.size > 0 || followed.get(flightCode) !== entry) return;
      followed.delete(flightCode);
      leave();
      wantIfNeeded();
    };
  }

  return {
    contact: connection.contact,
    followFlight: (flightCode, listener) =>
      follow(rooms, [flightCode, listener], {
        enter: () => isReady && say('connect-room', flightCode),
        leave: () => say('disconnect-room', flightCode),
      }),
    watchSeats: (flightCode, listener) =>
      follow(seatMaps, [flightCode, listener], {
        enter: () => say('watch-seats', flightCode),
        leave: () => say('unwatch-seats', flightCode),
      }),
    subscribe: (flightCode) => ask('subscribe', flightCode),
    unsubscribe: (flightCode) => ask('unsubscribe', flightCode),
    restart: connection.restart,
  };
}

function reload(followed: Followed<{ onReload(): void }> | undefined): void {
  for (const listener of followed?.listeners ?? []) listener.onReload();
}

function refusalOf({ message, code }: Record<string, unknown>): ApiError {
  const facts = { status: 0, code: textOf(code), fields: [], requestId: '', members: {} };
  return new ApiError(textOf(message), facts);
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
