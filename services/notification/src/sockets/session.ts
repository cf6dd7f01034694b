import { type ClientEvent, type ClientFrame, frameExchanges, Problem, type ProblemCode } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import type { AccountCaller, Logger } from '@airside/service';
import type { WebSocket } from '@fastify/websocket';
import { setTimeout as delay } from 'node:timers/promises';
import type { FlightDirectory } from '../flights/flight-directory.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { SeatWatches } from '../seat-watches/seat-watches.ts';
import { deleteSubscription, insertSubscription, isSubscribed } from '../subscriptions/queries.ts';
import type { FrameLimiter } from './frame-limiter.ts';
import { afterSequenceOf, flightCodeOf, parseFrame, updateOf } from './rules.ts';

export type SessionDeps = {
  cluster: Cluster;
  rooms: Rooms;
  seatWatches: SeatWatches;
  flights: FlightDirectory;
  limiter: FrameLimiter;
  /** The account behind an access token. */
  identify: (token: string) => Promise<AccountCaller | undefined>;
  logger: Logger;
};

type Answer = (typeof frameExchanges)[ClientEvent]['answer'];

/** What a socket may have unsent before it counts as not reading, in bytes (quality.md R15). */
const mostUnsentBytes = 1024 * 1024;
/** What a socket may still have unsent when it is given another page of what it missed, and how long it may take for that. */
const drainedBytes = 64 * 1024;
const longestDrainMs = 5000;
const mostRooms = 100;
/** Seat maps that one page may show. */
const mostSeatMaps = 5;
const broadcasters = ['ops', 'agent', 'admin'];

/** One open socket: who it is, which rooms it hears, and its answers to frames, one frame after the other. */
export class SocketSession {
  readonly #socket: WebSocket;
  readonly #deps: SessionDeps;
  readonly #rooms = new Set<string>();
  /** Flights whose seat maps it shows. */
  readonly #seatMaps = new Set<string>();
  #caller: AccountCaller | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(socket: WebSocket, caller: AccountCaller | undefined, deps: SessionDeps) {
    this.#socket = socket;
    this.#caller = caller;
    this.#deps = deps;
  }

  /** Sends a frame, or ends a socket whose reader has stopped reading. */
  deliver(frame: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > mostUnsentBytes) {
      this.#deps.logger.info({ bufferedBytes: this.#socket.bufferedAmount }, 'socket does not read; ended');
      this.#socket.terminate();
      return;
    }
    this.#socket.send(frame);
  }

  /** A reader that takes nothing for too long is ended. */
  async whenDrained(): Promise<void> {
    const deadline = performance.now() + longestDrainMs;
    while (this.#socket.readyState === this.#socket.OPEN && this.#socket.bufferedAmount > drainedBytes) {
      if (performance.now() > deadline) return this.#socket.terminate();
      await delay(20);
    }
  }

  /** Takes what came in. Frames of a socket are worked off in order. */
  receive(text: string): void {
    if (!this.#deps.limiter.mayTake(this, this.#caller?.userId)) {
      this.#refuse(new Problem('TOO_MANY_REQUESTS'), undefined);
      return;
    }
    const parsed = parseFrame(text);
    if ('fault' in parsed) {
      this.#refuse(new Problem('VALIDATION_FAILED', { message: parsed.fault }), parsed.id);
      return;
    }
    this.#work = this.#work.then(() => this.#handle(parsed.frame));
  }

  /** The socket is gone. */
  end(): void {
    for (const flightCode of this.#rooms) this.#deps.rooms.leave(flightCode, this);
    this.#rooms.clear();
    for (const flightCode of this.#seatMaps) this.#deps.seatWatches.unwatch(flightCode, this);
    this.#seatMaps.clear();
    this.#deps.limiter.forget(this);
  }

  async #handle(frame: ClientFrame): Promise<void> {
    try {
      await this.#answer(frame);
    } catch (error) {
      if (!(error instanceof Problem)) this.#deps.logger.error({ err: error, event: frame.event }, 'frame failed');
      this.#refuse(error instanceof Problem ? error : new Problem('UNEXPECTED', { cause: error }), frame.id);
    }
  }

  async #answer(frame: ClientFrame): Promise<void> {
    const event = knownEventOf(frame);
    if (event === 'authenticate') return this.#authenticate(frame);
    // Browsers cannot see the protocol's own pings: this is how a page knows that it still hears us.
    if (event === 'ping') return this.#say('pong', 'Here.', frame);
    // Seat maps are for everybody.
    if (event === 'watch-seats') return this.#watchSeats(frame);
    if (event === 'unwatch-seats') return this.#unwatchSeats(frame);
    const caller = this.#caller;
    if (caller === undefined) throw new Problem('AUTHENTICATION_REQUIRED');
    switch (event) {
      case undefined:
        throw new Problem('VALIDATION_FAILED', { message: `event: ${frame.event} is not known` });
      case 'subscribe':
        return this.#subscribe(frame, caller);
      case 'unsubscribe':
        return this.#unsubscribe(frame, caller);
      case 'connect-room':
        return this.#connectRoom(frame, caller);
      case 'disconnect-room':
        return this.#disconnectRoom(frame);
      case 'resume':
        return this.#resume(frame, caller);
      case 'broadcast_update':
        return this.#broadcast(frame, caller);
    }
  }

  async #authenticate(frame: ClientFrame): Promise<void> {
    const token = (frame.data as { token?: unknown } | undefined)?.token;
    const caller = typeof token === 'string' ? await this.#deps.identify(token) : undefined;
    if (caller === undefined) throw new Problem('AUTHENTICATION_REQUIRED');
    this.#caller = caller;
    this.#say('authentication_response', 'Authenticated', frame);
  }

  async #watchSeats(frame: ClientFrame): Promise<void> {
    const flightCode = required(flightCodeOf(frame), 'FLIGHT_CODE_MISSING');
    if (this.#seatMaps.size >= mostSeatMaps && !this.#seatMaps.has(flightCode))
      throw new Problem('TOO_MANY_REQUESTS', { message: `At most ${mostSeatMaps} seat maps per connection` });
    await this.#deps.flights.ensureKnown(flightCode);
    // The socket may have closed while the flight was looked for.
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#seatMaps.add(flightCode);
    this.#deps.seatWatches.watch(flightCode, this);
    this.#say('watch_seats_response', `Watching the seats of ${flightCode}.`, frame);
  }

  #unwatchSeats(frame: ClientFrame): void {
    const flightCode = required(flightCodeOf(frame), 'FLIGHT_CODE_MISSING');
    this.#seatMaps.delete(flightCode);
    this.#deps.seatWatches.unwatch(flightCode, this);
    this.#say('unwatch_seats_response', `No longer watching the seats of ${flightCode}.`, frame);
  }

  async #subscribe(frame: ClientFrame, { userId }: AccountCaller): Promise<void> {
    const flightCode = required(flightCodeOf(frame), 'FLIGHT_CODE_MISSING');
    await this.#deps.flights.ensureKnown(flightCode);
    const isNew = await insertSubscription(this.#deps.cluster.writer, userId, flightCode);
    this.#say(
      'subscription_response',
      `${isNew ? 'Subscribed' : 'Already subscribed'} to flight updates for ${flightCode}`,
      frame,
    );
  }

  async #unsubscribe(frame: ClientFrame, { userId }: AccountCaller): Promise<void> {
    const flightCode = required(flightCodeOf(frame), 'FLIGHT_CODE_MISSING');
    if (!(await deleteSubscription(this.#deps.cluster.writer, userId, flightCode)))
      throw new Problem('SUBSCRIPTION_NOT_FOUND');
    this.#leave(flightCode);
    this.#say('unsubscription_response', `Unsubscribed from flight updates for ${flightCode}`, frame);
  }

  async #connectRoom(frame: ClientFrame, caller: AccountCaller): Promise<void> {
    const flightCode = await this.#subscribedFlight(frame, caller);
    if (!this.#rooms.has(flightCode)) await this.#join(flightCode);
    this.#say('connection_response', `Connected to room flight_updates_${flightCode} for flight updates.`, frame);
  }

  #disconnectRoom(frame: ClientFrame): void {
    const flightCode = required(flightCodeOf(frame), 'FLIGHT_CODE_MISSING');
    this.#leave(flightCode);
    this.#say('disconnection_response', `Disconnected from room flight_updates_${flightCode}.`, frame);
  }

  /** The answer comes first, then what was missed, then what is new. */
  async #resume(frame: ClientFrame, caller: AccountCaller): Promise<void> {
    const flightCode = await this.#subscribedFlight(frame, caller);
    const after = afterSequenceOf(frame);
    if (after === undefined)
      throw new Problem('VALIDATION_FAILED', { message: 'after_sequence: must be a whole number from 0' });
    this.#leave(flightCode);
    this.#say('resume_response', `Resumed room flight_updates_${flightCode} after ${after}.`, frame);
    await this.#join(flightCode, after);
  }

  async #broadcast(frame: ClientFrame, caller: AccountCaller): Promise<void> {
    if (!caller.roles.some((role) => broadcasters.includes(role))) throw new Problem('FORBIDDEN');
    const flightCode = required(flightCodeOf(frame), 'FLIGHT_CODE_OR_UPDATE_MISSING');
    const update = required(updateOf(frame), 'FLIGHT_CODE_OR_UPDATE_MISSING');
    await this.#deps.flights.ensureKnown(flightCode);
    const sequence = await this.#deps.rooms.broadcast(flightCode, update);
    this.#say('broadcast_response', `Update sent to room flight_updates_${flightCode}.`, frame, { sequence });
  }

  async #subscribedFlight(frame: ClientFrame, { userId }: AccountCaller): Promise<string> {
    const flightCode = required(flightCodeOf(frame), 'FLIGHT_CODE_MISSING');
    if (await isSubscribed(this.#deps.cluster.writer, userId, flightCode)) return flightCode;
    throw new Problem('NOT_SUBSCRIBED', { params: { userId: String(userId), flightCode } });
  }

  async #join(flightCode: string, after?: number): Promise<void> {
    if (this.#rooms.size >= mostRooms)
      throw new Problem('TOO_MANY_REQUESTS', { message: `At most ${mostRooms} rooms per connection` });
    this.#rooms.add(flightCode);
    await this.#deps.rooms.join(flightCode, this, after).catch((error: unknown) => {
      this.#leave(flightCode);
      throw error;
    });
    // The socket may have closed while the room was read.
    if (this.#socket.readyState !== this.#socket.OPEN) this.#leave(flightCode);
  }

  #leave(flightCode: string): void {
    this.#rooms.delete(flightCode);
    this.#deps.rooms.leave(flightCode, this);
  }

  #say(event: Answer, message: string, frame: ClientFrame, more: Record<string, unknown> = {}): void {
    this.deliver(
      JSON.stringify({ event, data: { message, ...more }, ...(frame.id === undefined ? {} : { id: frame.id }) }),
    );
  }

  #refuse(problem: Problem, id: string | number | undefined): void {
    const data = { message: problem.message, code: problem.code };
    this.deliver(JSON.stringify({ event: 'error', data, ...(id === undefined ? {} : { id }) }));
  }
}

/** The event of a frame, where it is one of those that clients may send. */
function knownEventOf({ event }: ClientFrame): ClientEvent | undefined {
  return Object.hasOwn(frameExchanges, event) ? (event as ClientEvent) : undefined;
}

function required<T>(value: T | undefined, code: ProblemCode): T {
  if (value === undefined) throw new Problem(code);
  return value;
}
