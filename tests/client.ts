import { headers as names } from '@airside/contracts';
import { randomUUID } from 'node:crypto';
import { admin } from './npm-start.ts';

export type Answer = { status: number; body: Record<string, unknown>; text: string; servedBy: string | null };

export type Client = ReturnType<typeof createClient>;

/** A REST client of the gateway, as a partner would write it. */
export function createClient(base: string) {
  async function call(
    method: string,
    path: string,
    options: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const response = await fetch(base + path, {
      method,
      headers: {
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      signal: AbortSignal.timeout(15_000),
    });
    const type = response.headers.get('content-type') ?? '';
    // A stream of events has no end; that it began is its answer.
    if (type.startsWith('text/event-stream')) await response.body?.cancel();
    const text = type.startsWith('text/event-stream') ? '' : await response.text();
    const isJson = type.includes('json') && text !== '';
    return {
      status: response.status,
      body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
      text,
      servedBy: response.headers.get(names.servedBy),
    };
  }

  async function login(username: string, password: string): Promise<{ userId: number; token: string }> {
    const { status, body } = await call('POST', '/api/auth/login', { body: { username, password } });
    if (status !== 200) throw new Error(`login of ${username}: ${status} ${JSON.stringify(body)}`);
    return { userId: Number(body['userId']), token: String(body['token']) };
  }

  async function newTraveller(): Promise<{ username: string; password: string; userId: number; token: string }> {
    const username = `t-${randomUUID().slice(0, 13)}`;
    const password = randomUUID();
    const { status, body } = await call('POST', '/api/auth/register', {
      body: { username, password, email: `${username}@example.org` },
    });
    if (status !== 201) throw new Error(`register: ${status} ${JSON.stringify(body)}`);
    return { username, password, ...(await login(username, password)) };
  }

  return { call, login, newTraveller, loginAdmin: () => login(admin.username, admin.password) };
}
