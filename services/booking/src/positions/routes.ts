import { invalidField, PositionList } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access, createEventStreams, type Logger } from '@airside/service';
import { Type } from 'typebox';
import { listPositions } from './queries.ts';
import { positionResource } from './resource.ts';
import { parseBox } from './rules.ts';
import { createPositionFeed } from './stream.ts';

const tags = ['positions'];

/** Where the flights are: a list, and a stream of server-sent events (api.md §4). */
export function positionRoutes(app: App, { cluster, logger }: { cluster: Cluster; logger: Logger }): void {
  const streams = createEventStreams(app, { logger });
  const feed = createPositionFeed({ db: cluster.reader, logger });
  app.addHook('onClose', () => feed.stop());

  for (const base of ['', '/api']) {
    app.get(
      `${base}/positions`,
      {
        config: { access: access.public, errors: 'resource' },
        schema: {
          summary: 'Flights in the air',
          tags,
          querystring: Type.Object(
            { bbox: Type.Optional(Type.String({ maxLength: 100 })) },
            { additionalProperties: false },
          ),
          response: { 200: PositionList },
        },
      },
      async (request) => {
        const { bbox } = request.query;
        const box = bbox === undefined ? undefined : parseBox(bbox);
        if (bbox !== undefined && box === undefined)
          throw invalidField('bbox', 'must be west,south,east,north in degrees');
        return { positions: (await listPositions(cluster.reader, box)).map(positionResource) };
      },
    );

    app.get(
      `${base}/positions/stream`,
      {
        config: { access: access.public, errors: 'resource' },
        schema: { summary: 'Flights in the air as server-sent events: all at first, then what has moved', tags },
      },
      async (_request, reply) => {
        const reader = streams.open(reply, (stream) => feed.leave(stream));
        await feed.join(reader).catch((error: unknown) => {
          logger.warn({ err: error }, 'positions could not be read; the reader comes again');
          reader.end();
        });
        if (reader.isClosed) feed.leave(reader);
      },
    );
  }
}
