import { Problem } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access, type Logger } from '@airside/service';
import { Type } from 'typebox';
import type { Rooms } from '../rooms/rooms.ts';
import { findKeptRange } from './queries.ts';
import { BoardReader } from './reader.ts';
import { beat, boardRoom, composeReady, decideResume } from './rules.ts';

export type BoardDeps = {
  cluster: Cluster;
  rooms: Rooms;
  logger: Logger;
  /** Milliseconds between two signs of life. */
  beatEveryMs?: number;
};

const mostReaders = 5000;
/** How soon a browser comes back after a cut, in milliseconds. */
const retryMs = 1000;

/** The public board: every change of every flight, as server-sent events. */
export function boardRoutes(app: App, { cluster, rooms, logger, beatEveryMs = 5000 }: BoardDeps): void {
  const readers = new Set<BoardReader>();
  const beats = setInterval(() => readers.forEach((reader) => reader.deliver(beat)), beatEveryMs);
  // Before the server waits for its connections to end: these would never.
  app.addHook('preClose', async () => {
    clearInterval(beats);
    for (const reader of readers) reader.end();
  });

  app.get(
    '/api/board/stream',
    {
      config: { access: access.public },
      schema: {
        summary: 'Changes of all flights as server-sent events; `Last-Event-ID` goes on where a cut happened',
        tags: ['board'],
        headers: Type.Object({ 'last-event-id': Type.Optional(Type.String()) }),
      },
    },
    async (request, reply) => {
      if (readers.size >= mostReaders) throw new Problem('OVERLOADED', { retryAfterSeconds: 1 });
      const after = decideResume(request.headers['last-event-id'], await findKeptRange(cluster.writer, boardRoom));
      reply.hijack();
      const response = reply.raw;
      response.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
      });
      const reader = new BoardReader(response, logger);
      readers.add(reader);
      response.on('close', () => {
        readers.delete(reader);
        rooms.leave(boardRoom, reader);
      });
      reader.deliver(`retry: ${retryMs}\n\n`);
      try {
        if (after !== undefined) reader.deliver(composeReady({ resumed: true }, after));
        const sequence = await rooms.join(boardRoom, reader, after);
        // A reader that begins here loads the flights once it hears everything that changes them.
        if (after === undefined) reader.deliver(composeReady({ resumed: false }, sequence));
      } catch (error) {
        logger.warn({ err: error }, 'board could not be read; the reader comes again');
        reader.end();
      }
      if (response.destroyed) rooms.leave(boardRoom, reader);
    },
  );
}
