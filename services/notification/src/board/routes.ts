import { Problem } from '@airside/contracts';
import { type App, access, type Logger } from '@airside/service';
import { Type } from 'typebox';
import type { Board } from './board.ts';
import { parsePosition } from './position.ts';
import { BoardReader } from './reader.ts';
import { beat, composeReady } from './rules.ts';

export type BoardDeps = {
  board: Board;
  logger: Logger;
  /** Milliseconds between two signs of life. */
  beatEveryMs?: number;
};

const mostReaders = 5000;
/** How soon a browser comes back after a cut, in milliseconds. */
const retryMs = 1000;

/** The public board: every change of every flight, as server-sent events. */
export function boardRoutes(app: App, { board, logger, beatEveryMs = 5000 }: BoardDeps): void {
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
      const after = await board.resumeFrom(parsePosition(request.headers['last-event-id']));
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
        board.leave(reader);
      });
      reader.deliver(`retry: ${retryMs}\n\n`);
      try {
        if (after !== undefined) reader.deliver(composeReady({ resumed: true }, after));
        const position = await board.join(reader, after);
        // A reader that begins here loads the flights once it hears everything that changes them.
        if (after === undefined) reader.deliver(composeReady({ resumed: false }, position));
      } catch (error) {
        logger.warn({ err: error }, 'board could not be read; the reader comes again');
        reader.end();
      }
      // It may have gone while the board was read.
      if (response.destroyed) board.leave(reader);
    },
  );
}
