import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import {
  AskQuery,
  AuthoriseBody,
  KeyHeaders,
  keyHeader,
  MoveBody,
  type OperationAnswer,
  paths,
  VoidBody,
} from '../payments/protocol.ts';
import type { Books } from './books.ts';
import type { Notify } from './notify.ts';
import { type Behaviour, behaviourOf, sandboxTokens } from './tokens.ts';

export type SandboxDeps = {
  /** What callers present as a bearer token. */
  secret: string;
  books: Books;
  notify: Notify;
  log(line: object): void;
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

/** A payment provider of our own that moves no money and fails as it is told to. */
export function buildSandbox({ secret, books, notify, log }: SandboxDeps): FastifyInstance {
  const app = Fastify({
    bodyLimit: 16 * 1024,
    requestTimeout: 5000,
    // Longer than clients keep an idle connection, so that it is never closed under a call.
    keepAliveTimeout: 75_000,
    forceCloseConnections: true,
  });
  app.setValidatorCompiler<TSchema>(({ schema }) => (value: unknown) => {
    if (Value.Check(schema, value)) return { value };
    const [fault] = Value.Errors(schema, value);
    return { error: new Error(`${fault?.instancePath ?? ''} ${fault?.message ?? 'is not valid'}`) };
  });
  const isSecret = createSecretCheck(secret);

  app.get('/sandbox/tokens', async () => ({ tokens: sandboxTokens }));
  void app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      if (!isSecret(request.headers.authorization)) return reply.code(401).send({ message: 'Authentication required' });
    });
    scope.addHook('onResponse', async ({ method, routeOptions }, { statusCode }) => {
      if (statusCode >= 400) log({ method, route: routeOptions.url, status: statusCode, msg: 'request' });
    });
    readRoutes(scope, books);
    authorisationRoute(scope, { books, notify });
    followUpRoutes(scope, books);
  });
  return app;
}

/** Compares without telling by its timing how much was right. */
function createSecretCheck(secret: string): (authorization: string | undefined) => boolean {
  const salt = randomBytes(32);
  const digest = (text: string) => createHmac('sha256', salt).update(text).digest();
  const expected = digest(`Bearer ${secret}`);
  return (authorization = '') => timingSafeEqual(digest(authorization), expected);
}

function readRoutes(scope: FastifyInstance, books: Books): void {
  scope.get('/v1/books', async () => ({ totals: books.totals(), held: books.listHeld() }));
  scope.get<{ Querystring: AskQuery }>(paths.ask, { schema: { querystring: AskQuery } }, async (request, reply) =>
    send(reply, books.ask(request.query.key)),
  );
}

function authorisationRoute(scope: FastifyInstance, { books, notify }: Pick<SandboxDeps, 'books' | 'notify'>): void {
  const countCall = createCallCounter();
  const schema = { headers: KeyHeaders, body: AuthoriseBody };
  scope.post<{ Body: AuthoriseBody }>(paths.authorise, { schema }, async (request, reply) => {
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

function followUpRoutes(scope: FastifyInstance, books: Books): void {
  const countCall = createCallCounter();
  const move = { schema: { headers: KeyHeaders, body: MoveBody } };

  scope.post<{ Body: MoveBody }>(paths.capture, move, async (request, reply) => {
    const key = keyOf(request);
    const { capture, delayMs } = behaviourOf(books.tokenOf(request.body.reference));
    const calls = countCall(key);
    await delay(delayMs);
    if (capture === 'error, once' && calls === 1) return send(reply, undefined);
    const answer = books.capture(key, request.body);
    return send(reply, answer, capture === 'works, no answer' && calls === 1 ? 'hold' : 'answer');
  });

  const schema = { headers: KeyHeaders, body: VoidBody };
  scope.post<{ Body: VoidBody }>(paths.void, { schema }, async (request, reply) =>
    send(reply, books.void(keyOf(request), request.body)),
  );

  scope.post<{ Body: MoveBody }>(paths.refund, move, async (request, reply) => {
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
  return String(request.headers[keyHeader]);
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
