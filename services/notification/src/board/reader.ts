import type { Logger } from '@airside/service';
import type { ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { Reader } from './board.ts';

/** What a reader may have unsent before it counts as not reading, in bytes. */
const mostUnsentBytes = 1024 * 1024;
/** How long it may take for what was sent to be taken, in milliseconds. */
const longestDrainMs = 5000;

/** One open stream of the board. */
export class BoardReader implements Reader {
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

  /** A reader that takes nothing for too long is ended. */
  async whenDrained(): Promise<void> {
    if (!this.#response.writableNeedDrain) return;
    const signal = AbortSignal.timeout(longestDrainMs);
    await Promise.race([once(this.#response, 'drain', { signal }), once(this.#response, 'close', { signal })]).catch(
      () => this.#response.destroy(),
    );
  }

  end(): void {
    this.#response.end();
  }
}
