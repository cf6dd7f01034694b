import type { Db } from '@airside/postgres';
import type { Logger } from '@airside/service';
import { listLastSequences, listUpdatesAfter } from './queries.ts';
import type { RoomUpdate } from './updates.ts';

/** A socket that listens to rooms. */
export type Member = {
  deliver(frame: string): void;
  /** Resolves when it can take a page more, or is gone. */
  whenDrained(): Promise<void>;
};

/** Everybody of this instance who listens to one flight; `sent` is the number a member has got last. */
type Room = {
  lastSequence: number;
  members: Map<Member, { sent: number }>;
  /** Members to be, whose turn in the queue has not come: a room that they wait for is not forgotten. */
  joining: number;
  queue: Promise<void>;
};

export type Hub = {
  /** Lets the member hear what comes from now on; with `after`, first what came after that number. */
  join(flightCode: string, member: Member, after?: number): Promise<void>;
  leave(flightCode: string, member: Member): void;
  /** There may be something new in the room: looks and delivers. Resolves when it has. */
  wake(flightCode: string): Promise<void>;
  /** Looks at every room somebody here listens to; finds what a lost wake-up has hidden. */
  wakeAll(): Promise<void>;
  /** Rooms and members of this instance. */
  size(): { rooms: number; members: number };
};

const pageSize = 500;

export type HubDeps = {
  db: Db;
  logger: Logger;
  /** An update as members get it; composed once for all members of a room. */
  compose: (flightCode: string, update: RoomUpdate) => string;
};

/**
 * The rooms of one instance. The table is the truth: a wake-up only says "look", so that it may be lost or doubled.
 * Work on a room goes through its queue, so that members get every update once and in order.
 */
export function createHub({ db, logger, compose }: HubDeps): Hub {
  const rooms = new Map<string, Room>();

  function enqueue(room: Room, work: () => Promise<void>): Promise<void> {
    const done = room.queue.then(work);
    room.queue = done.catch((error: unknown) =>
      logger.warn({ err: error }, 'room could not be read; the next look tries again'),
    );
    return done;
  }

  async function deliverNew(flightCode: string, room: Room): Promise<void> {
    // Whoever comes first looks where the room stands.
    while (room.members.size > 0) {
      const updates = await listUpdatesAfter(db, flightCode, room.lastSequence, pageSize);
      for (const update of updates) {
        const frame = compose(flightCode, update);
        for (const [member, place] of room.members) {
          if (place.sent >= update.sequence) continue;
          place.sent = update.sequence;
          member.deliver(frame);
        }
        room.lastSequence = update.sequence;
      }
      if (updates.length < pageSize) return;
    }
  }

  /** Gives one member what it missed, at the speed at which it reads; answers how far it got, which is nearly the end. */
  async function catchUp(flightCode: string, member: Member, after: number): Promise<number> {
    for (let sent = after; ; ) {
      const updates = await listUpdatesAfter(db, flightCode, sent, pageSize);
      for (const update of updates) member.deliver(compose(flightCode, update));
      sent = updates.at(-1)?.sequence ?? sent;
      if (updates.length < pageSize) return sent;
      await member.whenDrained();
    }
  }

  /** Lets a member in where the others are; `after` is what it has had. */
  async function enter(flightCode: string, room: Room, member: Member, after: number | undefined): Promise<void> {
    const last = (await listLastSequences(db, [flightCode])).get(flightCode) ?? 0;
    // Nobody listened until now, so nobody was told: what came meanwhile must not be taken for new.
    if (room.members.size === 0) room.lastSequence = last;
    // A number that the room has not reached yet would make the member deaf until then.
    if (after === undefined || after > last) room.members.set(member, { sent: room.lastSequence });
    else room.members.set(member, { sent: await catchUp(flightCode, member, after) });
  }

  function roomOf(flightCode: string): Room {
    const known = rooms.get(flightCode);
    if (known !== undefined) return known;
    const room: Room = { lastSequence: 0, members: new Map(), joining: 0, queue: Promise.resolve() };
    rooms.set(flightCode, room);
    return room;
  }

  /** One room per flight at any time: a second one would leave those in the first without a word. */
  function forgetIfEmpty(flightCode: string, room: Room): void {
    if (room.members.size === 0 && room.joining === 0) rooms.delete(flightCode);
  }

  return {
    async join(flightCode, member, after) {
      const room = roomOf(flightCode);
      room.joining += 1;
      try {
        // What takes long is done outside of the queue, so that nobody else waits for a slow reader.
        const caughtUp = after === undefined ? undefined : await catchUp(flightCode, member, after);
        await enqueue(room, () => enter(flightCode, room, member, caughtUp));
      } finally {
        room.joining -= 1;
        forgetIfEmpty(flightCode, room);
      }
    },
    leave(flightCode, member) {
      const room = rooms.get(flightCode);
      if (room === undefined) return;
      room.members.delete(member);
      forgetIfEmpty(flightCode, room);
    },
    async wake(flightCode) {
      const room = rooms.get(flightCode);
      if (room !== undefined) await enqueue(room, () => deliverNew(flightCode, room));
    },
    async wakeAll() {
      if (rooms.size === 0) return;
      const last = await listLastSequences(db, [...rooms.keys()]);
      const behind = [...rooms].filter(([flightCode, room]) => (last.get(flightCode) ?? 0) > room.lastSequence);
      await Promise.all(behind.map(([flightCode, room]) => enqueue(room, () => deliverNew(flightCode, room))));
    },
    size() {
      let members = 0;
      for (const room of rooms.values()) members += room.members.size;
      return { rooms: rooms.size, members };
    },
  };
}
