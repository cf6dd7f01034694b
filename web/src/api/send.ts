import { noContact, readRefusal } from './api-error.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type SendOptions = {
  /** Left out where a value is undefined. */
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: unknown;
  /** Makes a request take effect once, however often it is sent. */
  idempotencyKey?: string;
  /** Goes on, cookies and all, where the page is left meanwhile. */
  isKeptAlive?: boolean;
  signal?: AbortSignal | undefined;
};

/** One request. Throws ApiError for every refusal, and where nobody answers. */
export type Send = <Answer>(
  method: Method,
  path: string,
  options?: SendOptions & { token?: string | undefined },
) => Promise<Answer>;

const longestWaitMs = 20_000;

/** `fetch` is the browser's. */
export function createSend(fetch: typeof globalThis.fetch): Send {
  // What this page has written it must also read: the answer to a write says from when on, the next reads ask for that.
  let readAfter = '*';

  return async <Answer>(method: Method, path: string, options: Parameters<Send>[2] = {}): Promise<Answer> => {
    const { query = {}, body, idempotencyKey, isKeptAlive = false, signal, token } = options;
    const ended = AbortSignal.timeout(longestWaitMs);
    const request: RequestInit = {
      method,
      credentials: 'same-origin',
      keepalive: isKeptAlive,
      signal: signal === undefined ? ended : AbortSignal.any([signal, ended]),
      headers: {
        accept: 'application/json',
        'x-read-after': readAfter,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const response = await fetch(path + queryText(query), request).catch((error: unknown) => {
      if (signal?.aborted === true) throw error;
      throw noContact(error);
    });
    readAfter = response.headers.get('x-read-after') ?? readAfter;
    const answer: unknown = await readJson(response);
    if (!response.ok) throw readRefusal(response.status, answer, response.headers.get('x-request-id') ?? '');
    return answer as Answer;
  };
}

function queryText(query: NonNullable<SendOptions['query']>): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

async function readJson(response: Response): Promise<unknown> {
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  if (!isJson) return undefined;
  return response.json().catch((error: unknown) => {
    throw noContact(error);
  });
}
