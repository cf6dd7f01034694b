import { Problem } from '@airside/contracts';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** The client went away, or was too slow, before its request was whole. */
export class ClientGone extends Error {
  constructor() {
    super('the client went away');
    this.name = 'ClientGone';
  }
}

/** What is sent on as the body of a request. */
export type RequestBody =
  | { kind: 'none' }
  /** Read whole, so that it can be sent again. */
  | { kind: 'whole'; bytes: Buffer }
  /** Passed on as it comes; can be sent again only while nothing of it has been read. */
  | { kind: 'stream'; source: IncomingMessage; limitBytes: number };

/** Bodies up to this size are read whole before an instance is chosen: it is not kept waiting for a slow client, and a refused connection costs nothing. */
const wholeUpToBytes = 64 * 1024;

/** Takes the body of a request. Throws PAYLOAD_TOO_LARGE for a declared length above the limit, before anything is read, and ClientGone. */
export async function takeBody(request: IncomingMessage, limitBytes: number): Promise<RequestBody> {
  const declared = request.headers['content-length'];
  if (declared === undefined) {
    return request.headers['transfer-encoding'] === undefined
      ? { kind: 'none' }
      : { kind: 'stream', source: request, limitBytes };
  }
  const sizeBytes = Number(declared);
  if (sizeBytes > limitBytes) throw new Problem('PAYLOAD_TOO_LARGE');
  if (sizeBytes === 0) return { kind: 'none' };
  if (sizeBytes > wholeUpToBytes) return { kind: 'stream', source: request, limitBytes };
  return { kind: 'whole', bytes: await readWhole(request) };
}

/** Node's parser ends the body at the declared length, so no further bound is needed. */
function readWhole(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () =>
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
    );
    request.once('error', () => reject(new ClientGone()));
    request.once('close', () => {
      if (!request.readableEnded) reject(new ClientGone());
    });
  });
}

/**
 * One sending of a streamed body. Counts while it passes on, pauses the client when the instance is slow, and leaves
 * the client's connection alone when it is destroyed, so that a refusal can still be answered on it.
 */
export class BodyPassage extends Readable {
  readonly #source: IncomingMessage;
  readonly #limitBytes: number;
  #sizeBytes = 0;
  #isAttached = false;

  constructor(source: IncomingMessage, limitBytes: number) {
    super();
    this.#source = source;
    this.#limitBytes = limitBytes;
    // Its failures are the sending's, and are told there.
    this.on('error', () => undefined);
  }

  /** Whether the client's body is still whole, for another try. */
  get isUntouched(): boolean {
    return !this.#isAttached;
  }

  override _read(): void {
    if (!this.#isAttached) this.#attach();
    this.#source.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (this.#isAttached) {
      this.#source.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onClose);
      // What is left is read and dropped: the connection may serve another request, and the server bounds the time.
      this.#source.resume();
    }
    callback(error);
  }

  #attach(): void {
    this.#isAttached = true;
    this.#source.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onClose);
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#sizeBytes += chunk.length;
    if (this.#sizeBytes > this.#limitBytes) {
      this.destroy(new Problem('PAYLOAD_TOO_LARGE'));
      return;
    }
    if (!this.push(chunk)) this.#source.pause();
  };

  readonly #onEnd = (): void => {
    this.push(null);
  };

  readonly #onClose = (): void => {
    if (!this.#source.readableEnded) this.destroy(new ClientGone());
  };
}
