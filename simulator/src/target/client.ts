import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { Login } from './find.ts';

export type Answer = { status: number; body: unknown };
export type Call = { method: 'GET' | 'POST' | 'PUT'; path: string; body?: unknown };

/** One account's way into the system. */
export type Client = {
  /** Any answer is an answer. Throws Failure when there is none. */
  call(call: Call): Promise<Answer>;
  /** As `call`, but waits out what passes (no answer, 429, 502, 503, 504): only for what may be said twice. */
  callPatiently(call: Call, signal?: AbortSignal): Promise<Answer>;
  /** A token that is good for a minute at least. */
  token(): Promise<string>;
};

const timeoutMs = 10_000;
const patience = { attempts: 8, firstMs: 250, longestMs: 5000 };
const passing = new Set([429, 502, 503, 504]);
/** A token this near its end is renewed first, in milliseconds. */
const renewalMs = 60_000;

/** Logs in at the first call, and anew before the token ends; without a login it is anybody. */
export function createClient(baseUrl: string, login: Login | undefined): Client {
  let session: { token: string; endsAt: number } | undefined;
  let opening: Promise<void> | undefined;
  let hasAnswered = false;

  async function open(who: Login): Promise<void> {
    const { status, body } = await ask({ method: 'POST', path: '/api/auth/login', body: who }, {});
    if (passing.has(status)) throw new NoAnswer(`${baseUrl} does not take logins now (${status}).`);
    if (status !== 200) throw new Failure(`${who.username} cannot log in at ${baseUrl}: ${messageOf(body, status)}`);
    const { token, expiresIn } = body as { token: string; expiresIn: number };
    session = { token, endsAt: performance.now() + expiresIn * 1000 };
  }

  async function token(): Promise<string> {
    if (login === undefined) throw new Failure('This call needs a login.');
    if (session === undefined || session.endsAt - performance.now() < renewalMs) {
      opening ??= open(login).finally(() => {
        opening = undefined;
      });
      await opening;
    }
    return session?.token ?? '';
  }

  async function call(wanted: Call): Promise<Answer> {
    const answer = await ask(wanted, login === undefined ? {} : { authorization: `Bearer ${await token()}` });
    if (answer.status !== 401 || login === undefined) return answer;
    // Its session may have been ended from elsewhere.
    session = undefined;
    return ask(wanted, { authorization: `Bearer ${await token()}` });
  }

  async function callPatiently(wanted: Call, signal?: AbortSignal): Promise<Answer> {
    for (let tries = 1; ; tries++) {
      const isLast = tries === patience.attempts;
      try {
        const answer = await call(wanted);
        if (isLast || !passing.has(answer.status)) return answer;
      } catch (error) {
        // Where nobody has ever answered, nobody is likely to come.
        if (isLast || !hasAnswered || !(error instanceof NoAnswer)) throw error;
      }
      await delay(Math.min(patience.longestMs, patience.firstMs * 2 ** (tries - 1)), undefined, { signal });
    }
  }

  async function ask(wanted: Call, headers: Record<string, string>): Promise<Answer> {
    const answer = await request(baseUrl, wanted, headers);
    hasAnswered = true;
    return answer;
  }

  return { call, callPatiently, token };
}

/** Nobody is there, or not now. */
class NoAnswer extends Failure {}

async function request(
  baseUrl: string,
  { method, path, body }: Call,
  headers: Record<string, string>,
): Promise<Answer> {
  try {
    const answer = await fetch(baseUrl + path, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : parse(text) };
  } catch (error) {
    throw new NoAnswer(`${baseUrl} does not answer (${reasonOf(error)}).`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text.slice(0, 200) };
  }
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}

/** What an answer says is wrong, for people. */
export function messageOf(body: unknown, status: number): string {
  const { message, error, errors } = Object(body) as {
    message?: string;
    error?: string;
    errors?: { field: string; message: string }[];
  };
  const faults = Array.isArray(errors) ? errors.map((fault) => `\n  ${fault.field}: ${fault.message}`).join('') : '';
  return `${message ?? error ?? 'no reason given'} (${status})${faults}`;
}

/** The body of a good answer. Throws Failure with what the other side said. */
export function bodyOf<Body>({ status, body }: Answer, doing: string): Body {
  if (status >= 200 && status < 300) return body as Body;
  throw new Failure(`${doing}: ${messageOf(body, status)}`);
}
