import CircuitBreaker from 'opossum';
import { Value } from 'typebox/value';
import { Agent, request } from 'undici';
import { keyHeader, OperationAnswer, paths, readAnswer, readFailure } from './protocol.ts';
import type { Answer, Provider } from './provider.ts';

export type HttpProviderOptions = {
  name: string;
  /** Base URL, without a slash at its end. */
  url: string;
  secret: string;
};

/** Longest call, from the wait for a connection to the last byte of its answer, in milliseconds. */
const deadlineMs = 2000;
const connectMs = 1500;
const mostConnections = 64;
/** An answer is a few hundred bytes; more is not one of ours. */
const mostAnswerBytes = 16 * 1024;
/**
 * When calls are not even tried for a while: most of at least so many calls within ten seconds have failed. High, for a payer
 * whose bank hangs is no fault of the provider.
 */
const breakerRule = { errorThresholdPercentage: 75, volumeThreshold: 20, resetTimeout: 3000 };

type Call = { path: string; key: string; body?: object };
type Exchange = { status: number; body: OperationAnswer | undefined };

/** The status of a server that failed; it counts against the provider. */
class ServerFailed extends Error {
  readonly exchange: Exchange;

  constructor(exchange: Exchange) {
    super(`the provider answered ${exchange.status}`);
    this.exchange = exchange;
  }
}

/** A payment provider that speaks src/payments/protocol.ts. */
export function createHttpProvider({ name, url, secret }: HttpProviderOptions): Provider {
  const agent = new Agent({ connections: mostConnections, connect: { timeout: connectMs }, keepAliveTimeout: 4000 });

  async function exchange({ path, key, body }: Call): Promise<Exchange> {
    const answer = await request(url + path, {
      dispatcher: agent,
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${secret}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json', [keyHeader]: key }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(deadlineMs),
    });
    const heard = { status: answer.statusCode, body: understand(await readBounded(answer.body)) };
    if (heard.status >= 500) throw new ServerFailed(heard);
    return heard;
  }

  const breaker = new CircuitBreaker<[Call], Exchange>(exchange, {
    name: `payment provider ${name}`,
    timeout: false,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
    ...breakerRule,
  });

  async function call(made: Call): Promise<Answer> {
    const isQuestion = made.body === undefined;
    try {
      const { status, body } = await breaker.fire(made);
      return readAnswer(status, body, isQuestion);
    } catch (error) {
      if (error instanceof ServerFailed) return readAnswer(error.exchange.status, error.exchange.body, isQuestion);
      return readFailure(error);
    }
  }

  return {
    name,
    authorise: (key, authorisation) => call({ path: paths.authorise, key, body: authorisation }),
    capture: (key, capture) => call({ path: paths.capture, key, body: capture }),
    void: (key, voided) => call({ path: paths.void, key, body: voided }),
    refund: (key, refund) => call({ path: paths.refund, key, body: refund }),
    ask: (key) => call({ path: `${paths.ask}?key=${encodeURIComponent(key)}`, key }),
    async close() {
      breaker.shutdown();
      await agent.destroy();
    },
  };
}

async function readBounded(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.length;
    // Leaving the loop ends the connection.
    if (sizeBytes > mostAnswerBytes) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function understand(text: string): OperationAnswer | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Value.Check(OperationAnswer, parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
