import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Stack } from './stack.ts';

export type Answer = { status: number; body: Record<string, unknown> };
export type Account = { username: string; password: string; userId: number; token: string };

/** The gateway's REST API as staff and travellers use it. */
export type Api = {
  /** Throws where no answer came. */
  call(method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, token?: string, body?: unknown): Promise<Answer>;
  login(username: string, password: string): Promise<Account>;
  newAccount(): Promise<Account>;
  /** Puts a flight with a new code on the schedule, a week ahead; answers the code. */
  scheduleFlight(staffToken: string): Promise<string>;
  close(): Promise<void>;
};

/** Longest wait for an answer, in milliseconds; longer than any deadline behind the gateway. */
const timeoutMs = 15_000;
/** Before a busy system is asked again, and how often; in milliseconds. */
const againMs = 1000;
const mostTries = 30;

export function createApi({ gatewayUrl }: Pick<Stack, 'gatewayUrl'>, connections = 64): Api {
  const dispatcher = new Agent({ connections, pipelining: 1 });

  const call: Api['call'] = async (method, path, token, body) => {
    const answer = await request(gatewayUrl + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      dispatcher,
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : {} };
  };

  /** Hashes of passwords are bounded: whoever comes at a busy moment is told to come again, and nothing was done. */
  async function askAtLeisure(path: string, body: object): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      const answer = await call('POST', path, undefined, body);
      if (answer.body['code'] !== 'OVERLOADED' || tries >= mostTries) return answer;
      await delay(againMs);
    }
  }

  const login: Api['login'] = async (username, password) => {
    const { body } = expected(200, 'login', await askAtLeisure('/api/auth/login', { username, password }));
    return { username, password, userId: Number(body['userId']), token: String(body['token']) };
  };

  return {
    call,
    login,
    async newAccount() {
      const username = `prove-${randomUUID().slice(0, 13)}`;
      const password = randomUUID();
      const account = { username, password, email: `${username}@example.org` };
      expected(201, 'register', await askAtLeisure('/api/auth/register', account));
      return login(username, password);
    },
    async scheduleFlight(staffToken) {
      const day = Temporal.Now.plainDateISO('UTC').add({ days: 7 });
      const code = `QX${randomInt(10_000, 99_999)}`;
      const flight = {
        flight_id: code,
        airline: 'Proof Air',
        origin: 'RMO',
        destination: 'VIE',
        scheduled_departure: `${day.toString()}T07:15`,
        scheduled_arrival: `${day.toString()}T08:00`,
        aircraft_type: 'A320',
        price_minor: 12_000,
        currency: 'EUR',
      };
      expected(201, 'schedule', await call('POST', '/flights', staffToken, flight));
      return code;
    },
    close: () => dispatcher.close(),
  };
}

/** The answer, if its status is the one that was hoped for. */
export function expected(status: number, what: string, answer: Answer): Answer {
  if (answer.status !== status) throw new Error(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
}
