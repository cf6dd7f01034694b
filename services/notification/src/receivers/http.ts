import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type HttpCall = {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** What the route's pattern caught. */
  parts: string[];
};

export type HttpAnswer =
  | { status: number; type?: string; headers?: Record<string, string>; body?: string | object }
  /** No answer, or the end of the connection: faults on purpose. */
  | 'hang'
  | 'drop';

export type Route = {
  method: string;
  path: RegExp;
  handle(call: HttpCall): HttpAnswer | Promise<HttpAnswer>;
};

const mostBodyBytes = 256 * 1024;
/** Names under which this machine is reached from itself; others may be a page's attempt to read what lies here. */
const ownNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** One small server for all that is caught over HTTP. */
export async function startHttp(options: { host: string; port: number; routes: readonly Route[] }) {
  const server = createServer((request, response) => {
    answer(request, response, options.routes).catch(() => response.destroy());
  });
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, routes: readonly Route[]): Promise<void> {
  const body = await readBody(request);
  const given = body === undefined ? { status: 413 } : await decide(request, body, routes);
  if (given === 'hang') return;
  if (given === 'drop') return void response.destroy();
  const { status, headers = {}, body: content = '' } = given;
  const type = given.type ?? (typeof content === 'string' ? 'text/plain; charset=utf-8' : 'application/json');
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(typeof content === 'string' ? content : JSON.stringify(content));
}

async function decide(request: IncomingMessage, body: Buffer, routes: readonly Route[]): Promise<HttpAnswer> {
  const base = `http://${request.headers.host ?? ''}`;
  if (!URL.canParse(request.url ?? '/', base)) return { status: 400 };
  const url = new URL(request.url ?? '/', base);
  if (!ownNames.has(url.hostname)) return { status: 421, body: 'reached by another name than localhost' };
  const method = request.method ?? 'GET';
  for (const route of routes) {
    const match = route.method === method ? route.path.exec(url.pathname) : null;
    if (match !== null)
      return route.handle({
        method,
        url,
        headers: request.headers,
        body,
        parts: match.slice(1).map(decodeURIComponent),
      });
  }
  return { status: 404, body: 'nothing here' };
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A JSON object of a caller; undefined where the body is none. */
export function readObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
