import { headers, IdempotencyKey, Problem } from '@airside/contracts';
import {
  type App,
  access,
  bearerToken,
  createApp,
  createRegistry,
  type Logger,
  sameSecret,
  version,
} from '@airside/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as delay } from 'node:timers/promises';
import { Type } from 'typebox';
import {
  AskQuery,
  AuthoriseBody,
  CaptureBody,
  type OperationAnswer,
  paths,
  RefundBody,
  VoidBody,
} from '../payments/protocol.ts';
import type { Books } from './books.ts';
import type { Notify } from './notify.ts';
import { type Behaviour, behaviourOf, sandboxTokens } from './tokens.ts';

export type SandboxDeps = {
  instance: string;
  logger: Logger;
  /** What callers present as a bearer token. */
  secret: string;
  books: Books;
  notify: Notify;
};

/** How one answer goes out. */
type Manner = 'answer' | 'hold' | 'error' | 'cut';

/** How long a call that is never answered is held at most, in milliseconds; callers give up long before. */
const longestHoldMs = 30_000;
/** Keys whose calls are counted; beyond so many the counting begins anew. */
const mostCounted = 10_000;

const statuses: Record<OperationAnswer['state'], number> = {
  done: 200,
  pending: 202,
  declined: 402,
  unheard: 404,
  refused: 409,
};
const config = { access: access.public };
const keyed = Type.Object({ [headers.idempotencyKey]: IdempotencyKey });

/** A payment provider of our own that moves no money and fails as it is told to. */
export async function buildSandbox({ instance, logger, secret, books, notify }: SandboxDeps): Promise<App> {
  const app = await createApp({
    service: 'payment_sandbox',
    instance,
    version,
    logger,
    registry: createRegistry('payment_sandbox', instance),
    // None of its routes knows accounts or other services.
    auth: { clusterSecret: secret, verifyToken: () => Promise.resolve(undefined) },
  });
  app.get('/sandbox/tokens', { config, schema: { hide: true } }, async () => ({ tokens: sandboxTokens }));
  void app.register(async (scope: App) => {
    scope.addHook('onRequest', async (request) => {
      if (!sameSecret(bearerToken(request.headers.authorization), secret)) throw new Problem('AUTHENTICATION_REQUIRED');
    });
    readRoutes(scope, books);
    authorisationRoute(scope, { books, notify });
    followUpRoutes(scope, books);
  });
  return app;
}

function readRoutes(scope: App, books: Books): void {
  scope.get('/v1/books', { config, schema: { hide: true } }, async () => ({
    totals: books.totals(),
    held: books.listHeld(),
  }));
  scope.get(paths.ask, { config, schema: { hide: true, querystring: AskQuery } }, async (request, reply) =>
    send(reply, books.ask(request.query.key)),
  );
}

function authorisationRoute(scope: App, { books, notify }: Pick<SandboxDeps, 'books' | 'notify'>): void {
  const countCall = createCallCounter();
  const schema = { hide: true, headers: keyed, body: AuthoriseBody };
  scope.post(paths.authorise, { config, schema }, async (request, reply) => {
    const key = keyOf(request);
    const behaviour = behaviourOf(request.body.token);
    const { before, after } = mannerOfAuthorisation(behaviour, countCall(key));
    await delay(behaviour.delayMs);
    if (before === 'error') return send(reply, undefined);
    const answer = books.authorise(key, request.body);
    notify(key, behaviour.notifications, books.decidesAtMs(key));
    return send(reply, answer, after);
  });
}

function followUpRoutes(scope: App, books: Books): void {
  const countCall = createCallCounter();
  const schema = { hide: true, headers: keyed };

  scope.post(paths.capture, { config, schema: { ...schema, body: CaptureBody } }, async (request, reply) => {
    const key = keyOf(request);
    const { capture, delayMs } = behaviourOf(books.tokenOf(request.body.reference));
    const calls = countCall(key);
    await delay(delayMs);
    if (capture === 'error, once' && calls === 1) return send(reply, undefined);
    const answer = books.capture(key, request.body);
    return send(reply, answer, capture === 'works, no answer' && calls === 1 ? 'hold' : 'answer');
  });

  scope.post(paths.void, { config, schema: { ...schema, body: VoidBody } }, async (request, reply) =>
    send(reply, books.void(keyOf(request), request.body)),
  );

  scope.post(paths.refund, { config, schema: { ...schema, body: RefundBody } }, async (request, reply) => {
    const key = keyOf(request);
    const { refund, delayMs } = behaviourOf(books.tokenOf(request.body.reference));
    const calls = countCall(key);
    await delay(delayMs);
    if (refund === 'error, twice' && calls <= 2) return send(reply, undefined);
    const answer = books.refund(key, request.body);
    return send(reply, answer, refund === 'works, no answer' && calls === 1 ? 'hold' : 'answer');
  });
}

/** How an authorisation is answered: before anything is done, and after it. */
function mannerOfAuthorisation({ answer }: Behaviour, calls: number): { before: Manner; after: Manner } {
  const isFirst = calls === 1;
  switch (answer) {
    case 'at once':
      return { before: 'answer', after: 'answer' };
    case 'never':
      return { before: 'answer', after: isFirst ? 'hold' : 'answer' };
    case 'error before':
      return { before: 'error', after: 'answer' };
    case 'error before, once':
      return { before: isFirst ? 'error' : 'answer', after: 'answer' };
    case 'error after':
      return { before: 'answer', after: isFirst ? 'error' : 'answer' };
    case 'cut after':
      return { before: 'answer', after: isFirst ? 'cut' : 'answer' };
  }
}

function keyOf(request: FastifyRequest): string {
  return String(request.headers[headers.idempotencyKey]);
}

/** No answer to give is an error of the server's own. */
function send(reply: FastifyReply, answer: OperationAnswer | undefined, manner: Manner = 'answer'): FastifyReply {
  if (manner === 'hold' || manner === 'cut') {
    reply.hijack();
    const { socket } = reply.raw;
    if (manner === 'cut') socket?.destroy();
    else setTimeout(() => socket?.destroy(), longestHoldMs).unref();
    return reply;
  }
  if (answer === undefined || manner === 'error') return reply.code(500).send({ message: 'Failed on purpose' });
  return reply.code(statuses[answer.state]).send(answer);
}

/** Counts the calls under a key, this one included. */
function createCallCounter(): (key: string) => number {
  const counts = new Map<string, number>();
  return (key) => {
    if (counts.size >= mostCounted) counts.clear();
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count;
  };
}
