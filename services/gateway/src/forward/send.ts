import { Problem } from '@airside/contracts';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import type { Outcome } from '../breakers/outcome.ts';
import type { Upstream } from '../upstreams/upstream.ts';
import { BodyPassage, ClientGone, type RequestBody } from './body.ts';

/** One request as it goes to an instance. */
export type Call = { method: string; target: string; headers: string[]; body: RequestBody };

export type SendOptions = {
  /** Milliseconds until the head of the answer must be there. */
  headMs: number;
  /** Longest pause inside the body, on either side, in milliseconds. */
  idleMs: number;
  client: ServerResponse;
  /** The head has come: write it to the client and return true, or return false to drop this answer. */
  onHead(status: number, headers: string[], statusText: string): boolean;
};

/** How a sending ended. */
export type Delivery =
  /** The head went to the client; the body whole, or cut short with the client's connection. */
  | { kind: 'relayed' }
  /** The caller dropped the answer. */
  | { kind: 'dropped' }
  /** The client's own fault, such as a body above the limit; nothing went back yet. */
  | { kind: 'refused'; problem: Problem }
  /** No head came. `isUntouched`: the body can be sent again. */
  | { kind: 'failed'; outcome: Exclude<Outcome, { kind: 'answered' }>; isUntouched: boolean; reason: string };

/** Sends a call to an instance and streams its answer to the client. Never rejects. */
export function send(upstream: Upstream, call: Call, options: SendOptions): Promise<Delivery> {
  return new Promise((resolve) => {
    const passage = call.body.kind === 'stream' ? new BodyPassage(call.body.source, call.body.limitBytes) : undefined;
    const body = call.body.kind === 'whole' ? call.body.bytes : (passage ?? null);
    const relay = new Relay(options, passage, resolve);
    upstream.pool.dispatch(
      { method: call.method, path: call.target, headers: call.headers, body, bodyTimeout: options.idleMs },
      relay,
    );
  });
}

const deadlinePassed = new Error('no answer in time');
const answerDropped = new Error('the answer was dropped');

/** Moves one answer from an instance to the client, with back-pressure, and ends each side when the other ends. */
class Relay implements Dispatcher.DispatchHandler {
  readonly #options: SendOptions;
  readonly #passage: BodyPassage | undefined;
  readonly #resolve: (delivery: Delivery) => void;
  readonly #deadline: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #stall: NodeJS.Timeout | undefined;
  #hasHead = false;
  #isOver = false;

  constructor(options: SendOptions, passage: BodyPassage | undefined, resolve: (delivery: Delivery) => void) {
    this.#options = options;
    this.#passage = passage;
    this.#resolve = resolve;
    this.#deadline = setTimeout(() => this.#fail({ kind: 'timedOut' }, deadlinePassed), options.headMs);
    options.client.on('close', this.#onClientClose);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // The deadline may have passed, or the client left, while the connection was being made.
    if (this.#isOver) controller.abort(deadlinePassed);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: IncomingHttpHeaders,
    statusText = '',
  ): void {
    if (status < 200 || this.#isOver) return;
    clearTimeout(this.#deadline);
    this.#hasHead = true;
    if (this.#options.onHead(status, textOf(controller.rawHeaders), statusText)) {
      this.#options.client.on('drain', this.#onDrain);
      return;
    }
    this.#finish({ kind: 'dropped' });
    controller.abort(answerDropped);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isOver || this.#options.client.write(chunk)) return;
    controller.pause();
    // undici's own timeout rests while paused: a client that never reads on must not hold the instance for ever.
    this.#stall = setTimeout(() => this.#options.client.destroy(), this.#options.idleMs);
  }

  onResponseEnd(): void {
    if (this.#isOver) return;
    this.#options.client.end();
    this.#finish({ kind: 'relayed' });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#isOver) return;
    if (this.#hasHead) {
      // Half an answer must not look like a whole one.
      this.#options.client.destroy();
      this.#finish({ kind: 'relayed' });
    } else if (error instanceof Problem) {
      this.#finish({ kind: 'refused', problem: error });
    } else if (error instanceof ClientGone) {
      this.#fail({ kind: 'abandoned' }, error);
    } else {
      this.#fail({ kind: this.#controller === undefined ? 'unreachable' : 'broken' }, error);
    }
  }

  readonly #onDrain = (): void => {
    clearTimeout(this.#stall);
    this.#controller?.resume();
  };

  /** Also comes after a whole answer, when this is over already. */
  readonly #onClientClose = (): void => {
    if (this.#isOver) return;
    const gone = new ClientGone();
    if (this.#hasHead) this.#finish({ kind: 'relayed' });
    else this.#fail({ kind: 'abandoned' }, gone);
    this.#controller?.abort(gone);
  };

  #fail(outcome: Exclude<Outcome, { kind: 'answered' }>, cause: Error): void {
    const isUntouched = this.#passage?.isUntouched ?? true;
    this.#finish({ kind: 'failed', outcome, isUntouched, reason: cause.message });
    if (cause === deadlinePassed) this.#controller?.abort(deadlinePassed);
  }

  #finish(delivery: Delivery): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#deadline);
    clearTimeout(this.#stall);
    this.#options.client.off('close', this.#onClientClose).off('drain', this.#onDrain);
    this.#resolve(delivery);
  }
}

/** undici hands raw headers over as bytes; HTTP/1 reads them as Latin-1. */
function textOf(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  if (!Array.isArray(raw)) return [];
  return raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1')));
}
