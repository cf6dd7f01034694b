import { headers, Problem } from '@airside/contracts';
import type { Logger } from '@airside/service';
import type { Admission } from '../breakers/breaker.ts';
import { answerProblem } from '../edge/answer.ts';
import type { Exchange } from '../edge/exchange.ts';
import { beginAttempt } from '../edge/tracing.ts';
import { isPlainPath, type Route } from '../routes.ts';
import type { Fleet } from '../upstreams/fleet.ts';
import { pickInstance, selectInstance } from '../upstreams/selection.ts';
import type { Slots } from '../upstreams/slots.ts';
import type { Upstream } from '../upstreams/upstream.ts';
import { ClientGone, takeBody } from './body.ts';
import { headerValue, requestHeaders, responseHeaders } from './headers.ts';
import { type Attempt, decideRetry } from './retry.ts';
import type { RetryBudget } from './retry-budget.ts';
import { type Call, type Delivery, send } from './send.ts';

export type ForwardDeps = {
  fleet: Fleet;
  budget: RetryBudget;
  logger: Logger;
  /** Monotonic clock in milliseconds. */
  now: () => number;
  random: () => number;
  onRetry: (route: Route) => void;
};

export type Forward = (exchange: Exchange) => Promise<void>;

/** What a try came to: done (something was answered, or nobody is there to be answered), or a problem to try again or to tell. */
type Tried = { isDone: true } | { isDone: false; isRetried: boolean; problem: Problem };

const done: Tried = { isDone: true };

/** Sends requests on to instances. The promise resolves when the answer is complete; it never rejects. */
export function createForward(deps: ForwardDeps): Forward {
  return async (exchange) => {
    try {
      await forward(exchange, deps);
    } catch (error) {
      if (error instanceof ClientGone) return;
      if (!(error instanceof Problem)) deps.logger.error({ err: error, requestId: exchange.id }, 'forwarding failed');
      answerProblem(exchange, error instanceof Problem ? error : new Problem('UNEXPECTED', { cause: error }));
    }
  };
}

async function forward(exchange: Exchange, deps: ForwardDeps): Promise<void> {
  const { route } = exchange;
  if (!isPlainPath(exchange.path))
    throw new Problem('VALIDATION_FAILED', { message: 'path: has characters that are not allowed' });
  if (route === undefined) throw new Problem('ROUTE_NOT_FOUND');
  const body = await takeBody(exchange.request, route.bodyLimitBytes);
  const call: Call = {
    method: exchange.method,
    target: exchange.request.url ?? exchange.path,
    headers: requestHeaders(exchange.request.rawHeaders, {
      requestId: exchange.id,
      traceparent: exchange.traceparent,
      clientAddress: exchange.address,
      host: exchange.request.headers.host,
      protocol: exchange.protocol,
    }),
    body,
  };
  deps.budget.countRequest(deps.now());
  const deadlineAt = deps.now() + route.deadlineMs;
  if (route.choice === 'picked') await forwardPicked(exchange, route, call, deadlineAt, deps);
  else await forwardBalanced(exchange, route, call, deadlineAt, deps);
}

async function forwardBalanced(
  exchange: Exchange,
  route: Route,
  call: Call,
  deadlineAt: number,
  deps: ForwardDeps,
): Promise<void> {
  const tried = new Set<Upstream>();
  let problem: Problem | undefined;
  for (;;) {
    const candidates = deps.fleet.of(route.service).filter((one) => !tried.has(one));
    const upstream = selectInstance(candidates, deps.random);
    if (upstream === undefined) throw problem ?? nobodyThere(route);
    tried.add(upstream);
    const result = await tryOn(upstream, { exchange, route, call, deadlineAt, untried: candidates.length - 1 }, deps);
    if (result.isDone) return;
    if (!result.isRetried) throw result.problem;
    problem = result.problem;
    deps.onRetry(route);
  }
}

/** A call for one instance obeys its breaker and is never tried elsewhere. */
async function forwardPicked(
  exchange: Exchange,
  route: Route,
  call: Call,
  deadlineAt: number,
  deps: ForwardDeps,
): Promise<void> {
  const wanted = new URLSearchParams(call.target.slice(exchange.path.length)).get('instance') ?? undefined;
  const upstream = pickInstance(deps.fleet.of(route.service), wanted);
  if (upstream === undefined) {
    if (wanted !== undefined) throw new Problem('INSTANCE_NOT_FOUND', { params: { instance: wanted } });
    throw nobodyThere(route);
  }
  if (!upstream.breaker.isAdmitting) {
    throw new Problem('INSTANCE_UNAVAILABLE', {
      params: { instance: upstream.name },
      retryAfterSeconds: upstream.breaker.retryAfterSeconds(deps.now()),
    });
  }
  const result = await tryOn(upstream, { exchange, route, call, deadlineAt, untried: 0 }, deps);
  if (!result.isDone) throw result.problem;
}

type Try = { exchange: Exchange; route: Route; call: Call; deadlineAt: number; untried: number };

async function tryOn(upstream: Upstream, one: Try, deps: ForwardDeps): Promise<Tried> {
  const { exchange, route } = one;
  const slots = route.isStream ? upstream.streams : upstream.calls;
  if (!slots.tryTake()) await waitForSlot(slots, exchange, one.deadlineAt - deps.now());
  exchange.upstream = upstream.name;
  exchange.attempts += 1;
  const admission = upstream.breaker.admit();
  const span = beginAttempt(exchange, upstream.name);
  try {
    return await sendTo(upstream, admission, one, deps);
  } finally {
    span?.end();
    slots.give();
  }
}

async function waitForSlot(slots: Slots, { response }: Exchange, timeoutMs: number): Promise<void> {
  const gone = new AbortController();
  const onClose = () => gone.abort(new ClientGone());
  response.once('close', onClose);
  try {
    await slots.take(timeoutMs, gone.signal);
  } finally {
    response.off('close', onClose);
  }
}

async function sendTo(upstream: Upstream, admission: Admission, one: Try, deps: ForwardDeps): Promise<Tried> {
  const { exchange, route, call } = one;
  const { response } = exchange;
  const facts = {
    method: call.method,
    hasIdempotencyKey: headerValue(call.headers, headers.idempotencyKey) !== undefined,
    attempts: exchange.attempts,
    untried: one.untried,
  };
  let isRetried = false;
  const delivery = await send(upstream, call, {
    headMs: Math.max(0, one.deadlineAt - deps.now()),
    idleMs: route.idleMs,
    client: response,
    onHead(status, received, statusText) {
      const outcome = { kind: 'answered', status } as const;
      deps.fleet.settle(upstream, admission, outcome);
      // A service that closes answers 503 and hangs up, before it has looked at the request.
      const isLeaving = status === 503 && headerValue(received, 'connection')?.toLowerCase() === 'close';
      const isReplayable = call.body.kind !== 'stream';
      isRetried = isLeaving && mayRetry({ ...facts, outcome, isReplayable, isLeaving }, deps);
      if (isRetried) return false;
      response.writeHead(status, statusText, responseHeaders(received, exchange.added));
      return true;
    },
  });
  if (delivery.kind === 'relayed') return done;
  if (delivery.kind === 'dropped') return { isDone: false, isRetried, problem: lost(route, upstream) };
  if (delivery.kind === 'refused') {
    deps.fleet.settle(upstream, admission, { kind: 'abandoned' });
    throw delivery.problem;
  }
  deps.fleet.settle(upstream, admission, delivery.outcome);
  return afterFailure(delivery, upstream, { ...facts, route }, deps);
}

function afterFailure(
  delivery: Extract<Delivery, { kind: 'failed' }>,
  upstream: Upstream,
  facts: Pick<Attempt, 'method' | 'hasIdempotencyKey' | 'attempts' | 'untried'> & { route: Route },
  deps: ForwardDeps,
): Tried {
  const { outcome, isUntouched: isReplayable, reason } = delivery;
  if (outcome.kind === 'abandoned') return done;
  deps.logger.warn({ upstream: upstream.name, outcome: outcome.kind, reason }, 'call failed');
  if (outcome.kind === 'timedOut') {
    const problem = new Problem('UPSTREAM_TIMEOUT', { params: { service: facts.route.service } });
    return { isDone: false, isRetried: false, problem };
  }
  const isRetried = mayRetry({ ...facts, outcome, isReplayable, isLeaving: false }, deps);
  return { isDone: false, isRetried, problem: lost(facts.route, upstream) };
}

function mayRetry(attempt: Attempt, deps: ForwardDeps): boolean {
  const decision = decideRetry(attempt);
  return decision === 'retry' || (decision === 'retryWithinBudget' && deps.budget.tryTake(deps.now()));
}

function nobodyThere(route: Route): Problem {
  return new Problem('SERVICE_UNAVAILABLE', { params: { service: route.service }, retryAfterSeconds: 1 });
}

function lost(route: Route, upstream: Upstream): Problem {
  const service = route.choice === 'picked' ? upstream.name : route.service;
  return new Problem('UPSTREAM_FAILED', { params: { service } });
}
