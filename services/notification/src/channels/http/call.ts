import { Readable } from 'node:stream';
import { type Dispatcher, request } from 'undici';
import { deadlineMs } from '../deadline.ts';

export type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: string };

/** `isSent`: at least a part of the call has left, so that it may have been acted on. */
export type CallResult = { kind: 'answered'; answer: Answer } | { kind: 'failed'; reason: string; isSent: boolean };

export type Call = {
  dispatcher: Dispatcher;
  method?: 'GET' | 'POST';
  url: URL | string;
  headers: Record<string, string>;
  body?: string | Buffer;
};

/** What is read of an answer, in characters. */
const mostAnswerChars = 256 * 1024;

/** One call to a provider, ended after 10 s or by the signal. Never throws. */
export async function call(
  { dispatcher, method = 'POST', url, headers, body }: Call,
  stop: AbortSignal,
): Promise<CallResult> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(deadlineMs)]);
  let isSent = false;
  const bodyOf = (text: string | Buffer) =>
    // undici begins to read a stream when it has a connection to write it to.
    new Readable({
      read() {
        isSent = true;
        this.push(text);
        this.push(null);
      },
    });
  try {
    const {
      statusCode,
      headers: answered,
      body: stream,
    } = await request(url, {
      dispatcher,
      method,
      headers: body === undefined ? headers : { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      body: body === undefined ? null : bodyOf(body),
      signal,
    });
    return { kind: 'answered', answer: { status: statusCode, headers: answered, body: await readBounded(stream) } };
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error, stop), isSent };
  }
}

/** The status has been said: a text that breaks off takes nothing of it back. */
async function readBounded(stream: Dispatcher.ResponseData['body']): Promise<string> {
  let text = '';
  stream.setEncoding('utf8');
  try {
    for await (const chunk of stream) {
      text += String(chunk);
      if (text.length > mostAnswerChars) break;
    }
  } catch {
    return text;
  }
  return text;
}

function reasonOf(error: unknown, stop: AbortSignal): string {
  const { name, message, code } = error as { name?: string; message?: string; code?: string };
  if (name === 'TimeoutError') return 'no answer in time';
  if (stop.aborted) return 'stopped while sending';
  return message !== undefined && message !== '' ? message : (code ?? 'cannot be reached');
}
