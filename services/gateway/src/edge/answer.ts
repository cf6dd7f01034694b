import { type ErrorShape, errorBody, type Problem } from '@airside/contracts';
import type { Exchange } from './exchange.ts';

/** Answers with a problem, past Fastify. Ends the connection's answer where a head has gone out already. */
export function answerProblem(exchange: Exchange, problem: Problem, shape: ErrorShape = 'message'): void {
  const { response } = exchange;
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = Buffer.from(JSON.stringify(errorBody(problem, exchange.route?.errors ?? shape, exchange.id)));
  const retryAfter =
    problem.retryAfterSeconds === undefined ? [] : ['retry-after', String(Math.ceil(problem.retryAfterSeconds))];
  response.writeHead(problem.status, [
    'content-type',
    'application/json; charset=utf-8',
    'content-length',
    String(body.length),
    'x-content-type-options',
    'nosniff',
    ...retryAfter,
    ...exchange.added,
  ]);
  response.end(exchange.method === 'HEAD' ? undefined : body);
}
