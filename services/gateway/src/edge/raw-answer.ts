import { errorBody, headers, type Problem } from '@airside/contracts';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answers with a problem on a bare connection, where there is no response object, and closes it. */
export function endWithProblem(socket: Duplex, problem: Problem, requestId: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(errorBody(problem, 'message', requestId));
  const lines = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `${headers.requestId}: ${requestId}`,
    'connection: close',
  ];
  if (problem.retryAfterSeconds !== undefined) lines.push(`retry-after: ${Math.ceil(problem.retryAfterSeconds)}`);
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
