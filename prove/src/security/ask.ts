import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

export type Reply = {
  /** 0 where nothing came. */
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  tookMs: number;
};

export type AskOptions = {
  token?: string | undefined;
  /** Any header, also such as well-behaved clients leave to themselves. */
  headers?: Readonly<Record<string, string | string[]>>;
  /** Text and bytes go out as they are, anything else as JSON. */
  body?: unknown;
};

/** Somebody at the gateway who sends whatever he likes. */
export type Asking = {
  ask(method: string, path: string, options?: AskOptions): Promise<Reply>;
  close(): void;
};

const timeoutMs = 15_000;
/** Sockets at once; also how many requests are under way. */
const sockets = 64;

export function createAsking(base: string): Asking {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  const { hostname, port } = new URL(base);

  return {
    ask(method, path, { token, headers = {}, body } = {}) {
      const startedMs = performance.now();
      const sent =
        body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      return new Promise((resolve) => {
        const finish = (reply: Pick<Reply, 'status'> & Partial<Reply>) =>
          resolve({ headers: {}, text: '', ...reply, tookMs: performance.now() - startedMs });
        const call = request({
          agent,
          hostname,
          port,
          method,
          path,
          headers: {
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
            ...(sent === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(sent)) }),
            ...headers,
          },
          signal: AbortSignal.timeout(timeoutMs),
        });
        call.on('error', (error) => finish({ status: 0, text: error.message }));
        call.on('response', (answer) => {
          const { statusCode: status = 0, headers: received } = answer;
          // A stream of events has no end; that it began is its answer.
          if (received['content-type']?.startsWith('text/event-stream') === true) {
            finish({ status, headers: received });
            call.destroy();
            return;
          }
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', (error) => finish({ status: 0, text: error.message }));
          answer.on('end', () => finish({ status, headers: received, text: Buffer.concat(chunks).toString('utf8') }));
        });
        call.end(sent);
      });
    },
    close: () => agent.destroy(),
  };
}

const mostTries = 4;
const againMs = 1000;

/** Asks again where a busy machine had no time: how many passwords are hashed at once is bounded, and that is no fault. */
export async function askPatiently(ask: () => Promise<Reply>): Promise<Reply> {
  for (let tries = 1; ; tries += 1) {
    const reply = await ask();
    const isBusy = reply.status === 503 || reply.status === 504;
    if (!isBusy || tries >= mostTries) return reply;
    await delay(againMs * tries);
  }
}

/** The members of a JSON answer; none where it is something else. */
export function bodyOf({ text }: Reply): Record<string, unknown> {
  return text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
}

/** Works through a list, so many at a time. */
export async function eachOf<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) await work(items[index] as Item, index);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
