import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

export type Seen = { method: string; path: string; body: unknown; authorization: string | undefined };
export type Reply = { status: number; body?: unknown };

export type FakeGateway = {
  baseUrl: string;
  seen: Seen[];
  /** Answers by `METHOD /path` without the query; may be changed at any time. Logins are answered already. */
  replies: Record<string, Reply | ((seen: Seen) => Reply)>;
  /** Open sockets, the newest last, and what each has been sent. */
  sockets: { socket: WebSocket; frames: { event: string; data: Record<string, unknown> }[] }[];
  stop(): Promise<void>;
};

/** Stands in for the whole system behind its one door: real sockets, canned answers. */
export async function startFakeGateway(): Promise<FakeGateway> {
  const seen: Seen[] = [];
  const sockets: FakeGateway['sockets'] = [];
  const replies: FakeGateway['replies'] = {
    'POST /api/auth/login': ({ body }) =>
      (body as { password: string }).password === 'wrong'
        ? { status: 401, body: { message: 'Invalid username or password' } }
        : { status: 200, body: { message: 'Login successful', userId: 1, token: 'the-token', expiresIn: 900 } },
  };
  const server = createServer((request, response) => {
    void readAll(request).then((text) => {
      const { pathname } = new URL(request.url ?? '/', 'http://fake');
      const one: Seen = {
        method: request.method ?? '',
        path: request.url ?? '',
        body: text === '' ? undefined : JSON.parse(text),
        authorization: request.headers.authorization,
      };
      seen.push(one);
      const reply = replies[`${one.method} ${pathname}`] ?? { status: 404, body: { message: 'Route not found' } };
      const { status, body } = typeof reply === 'function' ? reply(one) : reply;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? '' : JSON.stringify(body));
    });
  });
  const webSockets = new WebSocketServer({ server, path: '/ws' });
  webSockets.on('connection', (socket) => {
    const entry: FakeGateway['sockets'][number] = { socket, frames: [] };
    sockets.push(entry);
    socket.on('message', (data: Buffer) => entry.frames.push(JSON.parse(data.toString('utf8'))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    replies,
    sockets,
    async stop() {
      for (const { socket } of sockets) socket.terminate();
      webSockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
