import { Problem } from '@airside/contracts';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import { endWithProblem } from './raw-answer.ts';

/** Longest time a client may take for its headers, and for a whole request, in milliseconds. */
const headersTimeoutMs = 4000;
export const requestTimeoutMs = 5000;
/** Connections at once; more are refused by the operating system's queue. */
export const mostConnections = 20_000;
/** How long a client may keep an idle connection, in milliseconds. */
export const keepAliveMs = 65_000;

/** How the server reads requests: what is slow, large or ambiguous ends early (quality.md S6). */
export const serverOptions: ServerOptions = {
  headersTimeout: headersTimeoutMs,
  // Node looks for late clients only this often; its default of 30 s would make the limits meaningless.
  connectionsCheckingInterval: 500,
  maxHeaderSize: 16 * 1024,
  requireHostHeader: true,
  insecureHTTPParser: false,
  optimizeEmptyRequests: true,
  // Only what is proxied as WebSocket leaves HTTP; any other offer to upgrade is ignored, as RFC 9110 §7.8 allows.
  shouldUpgradeCallback: isWebSocketUpgrade,
};

function isWebSocketUpgrade(request: IncomingMessage): boolean {
  return request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket';
}

const answers: Record<string, Problem> = {
  ERR_HTTP_REQUEST_TIMEOUT: new Problem('REQUEST_TIMEOUT'),
  HPE_HEADER_OVERFLOW: new Problem('HEADERS_TOO_LARGE'),
};
const malformed = new Problem('VALIDATION_FAILED', { message: 'The request is not valid HTTP' });

/** Answers what could not be read as a request, and closes: both Content-Length and Transfer-Encoding, a space before a colon, a bare line feed … */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.bytesWritten > 0) {
    // Once something has been answered, a late refusal could be taken for the answer to something else.
    socket.destroy();
    return;
  }
  endWithProblem(socket, answers[error.code ?? ''] ?? malformed, randomUUID());
}
