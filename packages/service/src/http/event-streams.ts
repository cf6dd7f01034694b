import { Problem } from '@airside/contracts';
import type { FastifyReply } from 'fastify';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Logger } from '../logger.ts';
import type { App } from './app.ts';

/** What a reader may have unsent before it counts as not reading, in bytes. */
const mostUnsentBytes = 1024 * 1024;
/** How long it may take for what was sent to be taken, in milliseconds. */
const longestDrainMs = 5000;
/** How soon a browser comes back after a cut, in milliseconds. */
const retryMs = 1000;
/** Says that the stream lives, so that a reader can tell silence from a dead line. */
const beat = 'event: beat\ndata: {}\n\n';

/** One reader of server-sent events (HTML Standard, 9.2). */
export type EventStream = {
  /** Sends an event as it is written, or ends the stream of a reader that has stopped reading. */
  deliver(event: string): void;
  /** Resolves when the reader can take a page more, or is gone; one that takes nothing for too long is ended. */
  whenDrained(): Promise<void>;
  readonly isClosed: boolean;
  end(): void;
};

export type EventStreams = {
  /** Answers with a stream; `onClose` is called once when it has ended. Throws OVERLOADED where there are too many. */
  open(reply: FastifyReply, onClose: (stream: EventStream) => void): EventStream;
  size(): number;
};

/** The streams of one route: they beat, and end before the server waits for its connections to end. */
export function createEventStreams(
  app: App,
  { logger, most = 5000, beatEveryMs = 5000 }: { logger: Logger; most?: number; beatEveryMs?: number },
): EventStreams {
  const streams = new Set<EventStream>();
  const beats = setInterval(() => streams.forEach((stream) => stream.deliver(beat)), beatEveryMs);
  app.addHook('preClose', async () => {
    clearInterval(beats);
    for (const stream of streams) stream.end();
  });
  return {
    open(reply, onClose) {
      if (streams.size >= most) throw new Problem('OVERLOADED', { retryAfterSeconds: 1 });
      reply.hijack();
      const response = reply.raw;
      response.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
      });
      const stream = streamOver(response, logger);
      streams.add(stream);
      response.on('close', () => {
        streams.delete(stream);
        onClose(stream);
      });
      stream.deliver(`retry: ${retryMs}\n\n`);
      return stream;
    },
    size: () => streams.size,
  };
}

function streamOver(response: ServerResponse, logger: Logger): EventStream {
  return {
    deliver(event) {
      if (response.writableLength > mostUnsentBytes) {
        logger.info({ bufferedBytes: response.writableLength }, 'stream reader does not read; ended');
        response.destroy();
        return;
      }
      response.write(event);
    },
    async whenDrained() {
      if (!response.writableNeedDrain) return;
      const signal = AbortSignal.timeout(longestDrainMs);
      const taken = ['drain', 'close'].map((event) => once(response, event, { signal }));
      await Promise.race(taken).catch(() => response.destroy());
    },
    get isClosed() {
      return response.destroyed || response.writableEnded;
    },
    end: () => void response.end(),
  };
}

/** An event with its JSON on one line, whatever is written in it. */
export function composeEvent(event: string, data: object, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
