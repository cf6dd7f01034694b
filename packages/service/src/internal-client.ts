import { headers, Problem, type ServiceName } from '@airside/contracts';
import { request } from 'undici';
import type { DirectoryWatch } from './discovery/directory.ts';
import { activeTraceparent, inSpan, SpanKind } from './tracing/spans.ts';

export type InternalCall = {
  service: ServiceName;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: unknown;
  /** Deadline of each attempt, in milliseconds. */
  timeoutMs?: number;
  requestId?: string;
};

export type InternalAnswer = { status: number; body: unknown };

/** Calls another service by name, with the cluster secret. */
export type InternalClient = (call: InternalCall) => Promise<InternalAnswer>;

/** Connect errors: nothing was sent, so another instance may be tried whatever the method. */
const neverSent = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT']);

/**
 * A client over the directory: begins at a random instance, tries each at most once, and a call that is not a GET only
 * where nothing was sent. Throws SERVICE_UNAVAILABLE when no instance answered.
 */
export function createInternalClient(options: {
  directory: DirectoryWatch;
  clusterSecret: string;
  random?: () => number;
}): InternalClient {
  const { directory, clusterSecret, random = Math.random } = options;
  return (call) =>
    inSpan(`call ${call.service}`, { kind: SpanKind.CLIENT, attributes: { 'http.request.method': call.method } }, () =>
      ask(call),
    );

  async function ask(call: InternalCall): Promise<InternalAnswer> {
    const instances = directory.find(call.service);
    const first = Math.floor(random() * instances.length);
    let cause: unknown;
    for (let offset = 0; offset < instances.length; offset += 1) {
      const instance = instances[(first + offset) % instances.length];
      if (instance === undefined) break;
      try {
        return await send(instance.url, call, clusterSecret);
      } catch (error) {
        cause = error;
        if (call.method !== 'GET' && !neverSent.has((error as { code?: string }).code ?? '')) break;
      }
    }
    throw new Problem('SERVICE_UNAVAILABLE', {
      params: { service: call.service },
      retryAfterSeconds: 1,
      cause,
    });
  }
}

async function send(base: string, call: InternalCall, clusterSecret: string): Promise<InternalAnswer> {
  const traceparent = activeTraceparent();
  const answer = await request(base + call.path, {
    method: call.method,
    headers: {
      [headers.clusterSecret]: clusterSecret,
      ...(call.requestId === undefined ? {} : { [headers.requestId]: call.requestId }),
      ...(traceparent === undefined ? {} : { [headers.traceparent]: traceparent }),
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: call.body === undefined ? null : JSON.stringify(call.body),
    signal: AbortSignal.timeout(call.timeoutMs ?? 1000),
  });
  const text = await answer.body.text();
  return {
    status: answer.statusCode,
    body: text === '' ? undefined : JSON.parse(text),
  };
}
