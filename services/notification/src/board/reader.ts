import type { Logger } from '@airside/service';
import type { ServerResponse } from 'node:http';
import type { Member } from '../rooms/hub.ts';

/** What a reader may have unsent before it counts as not reading, in bytes. */
const mostUnsentBytes = 1024 * 1024;

/** One open stream of the board. */
export class BoardReader implements Member {
  readonly #response: ServerResponse;
  readonly #logger: Logger;

  constructor(response: ServerResponse, logger: Logger) {
    this.#response = response;
    this.#logger = logger;
  }

  /** Sends an event, or ends the stream of a reader that has stopped reading. */
  deliver(event: string): void {
    if (this.#response.writableLength > mostUnsentBytes) {
      this.#logger.info({ bufferedBytes: this.#response.writableLength }, 'board reader does not read; ended');
      this.#response.destroy();
      return;
    }
    this.#response.write(event);
  }

  end(): void {
    this.#response.end();
  }
}
