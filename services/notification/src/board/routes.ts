import { type App, access, createEventStreams, type Logger } from '@airside/service';
import { Type } from 'typebox';
import type { Board } from './board.ts';
import { composeReady } from './events.ts';
import { parsePosition } from './position.ts';

/** The public board: every change of every flight, as server-sent events. */
export function boardRoutes(app: App, { board, logger }: { board: Board; logger: Logger }): void {
  const streams = createEventStreams(app, { logger });
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
      const after = await board.resumeFrom(parsePosition(request.headers['last-event-id']));
      const reader = streams.open(reply, (stream) => board.leave(stream));
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
      if (reader.isClosed) board.leave(reader);
    },
  );
}
