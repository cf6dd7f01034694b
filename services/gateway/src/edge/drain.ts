import type { Server } from 'node:http';

/** Time for requests under way, in milliseconds; less than the process gives its whole shutdown. */
const graceMs = 3000;
const sweepMs = 25;

/**
 * Closes connections of a server that has stopped listening as they fall idle, and after the grace time all of them.
 * Node closes idle connections only once, at the beginning. Returns the way to stop watching.
 */
export function drainConnections(server: Server): () => void {
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
  const end = setTimeout(() => server.closeAllConnections(), graceMs);
  return () => {
    clearInterval(sweep);
    clearTimeout(end);
  };
}
