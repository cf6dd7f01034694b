import { largestFrameBytes, Problem } from '@airside/contracts';
import { type AccountCaller, type App, access, bearerToken } from '@airside/service';
import websocket from '@fastify/websocket';
import type { FastifyRequest } from 'fastify';
import { redeemTicket } from '../tickets/tickets.ts';
import { isOriginAllowed } from './rules.ts';
import { type SessionDeps, SocketSession } from './session.ts';

export type SocketDeps = SessionDeps & {
  /** Origins of browser apps that are served from elsewhere. */
  allowedOrigins: ReadonlySet<string>;
  pingEveryMs?: number;
};

/** The service restarts; the client should come again at once (RFC 6455 registry). */
const serviceRestart = 1012;
const mostSockets = 10_000;
/** How long a closing handshake may take when the service ends, in milliseconds. */
const goodbyeMs = 1000;

/** `/ws`: authenticated by header, by ticket, or later by its first frame. */
export async function socketRoutes(app: App, deps: SocketDeps): Promise<void> {
  await app.register(websocket, {
    options: { maxPayload: largestFrameBytes, perMessageDeflate: false },
    preClose: (done) => {
      const { clients } = app.websocketServer;
      for (const socket of clients) socket.close(serviceRestart, 'restarting');
      // Whoever does not answer the goodbye is not waited for.
      setTimeout(() => {
        for (const socket of clients) socket.terminate();
      }, goodbyeMs).unref();
      app.websocketServer.close(done);
    },
  });
  keepAlive(app, deps.pingEveryMs ?? 15_000);

  app.get(
    '/ws',
    {
      websocket: true,
      // Anybody may open a socket; what it may do is decided per frame.
      config: { access: access.public },
      schema: { hide: true },
      preValidation: async (request) => {
        const host = request.headers['x-forwarded-host'] ?? request.headers.host;
        if (!isOriginAllowed(request.headers.origin, Array.isArray(host) ? host[0] : host, deps.allowedOrigins)) {
          throw new Problem('FORBIDDEN', { message: 'This origin may not open a WebSocket' });
        }
        if (app.websocketServer.clients.size >= mostSockets) throw new Problem('OVERLOADED', { retryAfterSeconds: 1 });
        request.caller = (await identifyUpgrade(request, deps)) ?? request.caller;
      },
    },
    (socket, request) => {
      const { caller } = request;
      const session = new SocketSession(socket, caller.kind === 'account' ? caller : undefined, deps);
      socket.on('message', (data, isBinary) =>
        session.receive(isBinary || !Buffer.isBuffer(data) ? '' : data.toString('utf8')),
      );
      socket.on('close', () => session.end());
      // Too large a frame or a broken one: `ws` closes with the code that says so.
      socket.on('error', (error) => deps.logger.debug({ err: error }, 'socket failed'));
    },
  );
}

/** A token or ticket that is not valid is a mistake worth telling at once; none at all is an anonymous socket. */
async function identifyUpgrade(request: FastifyRequest, deps: SocketDeps): Promise<AccountCaller | undefined> {
  const { ticket } = request.query as { ticket?: unknown };
  if (typeof ticket === 'string') return required(await redeemTicket(deps.cluster, ticket));
  const token = bearerToken(request.headers.authorization);
  return token === undefined ? undefined : required(await deps.identify(token));
}

function required(caller: AccountCaller | undefined): AccountCaller {
  if (caller === undefined) throw new Problem('AUTHENTICATION_REQUIRED');
  return caller;
}

/** Ends sockets whose other end is gone without a word: no pong between two pings. */
function keepAlive(app: App, everyMs: number): void {
  const awaited = new WeakSet<object>();
  const timer = setInterval(() => {
    for (const socket of app.websocketServer.clients) {
      if (awaited.has(socket)) socket.terminate();
      else {
        awaited.add(socket);
        socket.once('pong', () => awaited.delete(socket));
        socket.ping();
      }
    }
  }, everyMs);
  app.addHook('onClose', async () => clearInterval(timer));
}
