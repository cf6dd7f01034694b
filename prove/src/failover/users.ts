import { Agent, request } from 'undici';
import type { Account } from '../kit/api.ts';
import type { Entry } from '../history/rules.ts';

/** What a try came to: the last word, or something to ask again about. */
export type Reply = {
  status: number;
  body: Record<string, unknown>;
  readAfter: string | undefined;
  servedBy: string | undefined;
};

export type UserOptions = {
  gatewayUrl: string;
  /** Whether the wish goes along as Idempotency-Key. */
  hasKeys: boolean;
  now: () => number;
};

/** People at the gateway, who ask again until they have an answer. */
export type Users = {
  book(account: Account, wish: string, flightId: string): Promise<Entry>;
  cancel(account: Account, bookingId: number): Promise<Entry>;
  login(account: Account): Promise<Entry>;
  /** One request, whatever comes of it; status 0 where nothing came. */
  send(method: 'GET' | 'POST' | 'DELETE', path: string, options?: SendOptions): Promise<Reply>;
  /** How many tries had no last word so far, also of wishes that are still asked for. */
  failedTries(): number;
  close(): Promise<void>;
};

export type SendOptions = { token?: string; key?: string; readAfter?: string; body?: object };

const answerMs = 15_000;
const retryMs = 100;
const mostTries = 100;
/** Not the last word: nothing was done, or nobody knows. */
const isOpen = (status: number) => status === 0 || status >= 500 || status === 429;

export function createUsers({ gatewayUrl, hasKeys, now }: UserOptions): Users {
  const dispatcher = new Agent({ connections: 200, pipelining: 1 });
  let failedTries = 0;

  const send: Users['send'] = async (method, path, { token, key, readAfter, body } = {}) => {
    try {
      const answer = await request(gatewayUrl + path, {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...(readAfter === undefined ? {} : { 'x-read-after': readAfter }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        headersTimeout: answerMs,
        bodyTimeout: answerMs,
        dispatcher,
      });
      const text = await answer.body.text();
      const header = (name: string) => {
        const value = answer.headers[name];
        return typeof value === 'string' ? value : undefined;
      };
      return {
        status: answer.statusCode,
        body: text.startsWith('{') ? (JSON.parse(text) as Reply['body']) : {},
        readAfter: header('x-read-after'),
        servedBy: header('x-served-by'),
      };
    } catch {
      return { status: 0, body: {}, readAfter: undefined, servedBy: undefined };
    }
  };

  /** Asks until there is a last word. */
  async function insist(
    about: Pick<Entry, 'kind' | 'userId' | 'wish'>,
    ask: () => Promise<Reply>,
    bookingIdOf: (reply: Reply) => number | undefined,
  ): Promise<Entry> {
    const failures: number[] = [];
    for (;;) {
      const sentMs = now();
      const reply = await ask();
      const entry = { ...about, sentMs, answeredMs: now(), tries: failures.length + 1, failures };
      const bookingId = bookingIdOf(reply);
      if (reply.status < 300 && reply.status > 0)
        return { ...entry, outcome: 'ok', ...(bookingId === undefined ? {} : { bookingId }) };
      // 409 for a key in use: an earlier try of the same wish is still at work.
      if (!isOpen(reply.status) && reply.body['code'] !== 'IDEMPOTENCY_KEY_IN_USE')
        return { ...entry, outcome: 'refused' };
      failures.push(reply.status);
      failedTries += 1;
      if (failures.length >= mostTries) return { ...entry, outcome: 'unknown' };
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  return {
    send,
    book(account, wish, flightId) {
      const ask = () =>
        send('POST', '/api/flight/book-flight', {
          token: account.token,
          ...(hasKeys ? { key: wish } : {}),
          body: { flightId, paymentMethod: 'credit_card' },
        });
      const idOf = ({ body }: Reply) => (body['bookingId'] === undefined ? undefined : Number(body['bookingId']));
      return insist({ kind: 'book', userId: account.userId, wish }, ask, idOf);
    },
    cancel(account, bookingId) {
      const ask = () => send('DELETE', `/api/flight/cancel-booking/${bookingId}`, { token: account.token });
      const about = { kind: 'cancel' as const, userId: account.userId, wish: `cancel ${bookingId}` };
      return insist(about, ask, () => bookingId);
    },
    login(account) {
      const { username, password } = account;
      const ask = () => send('POST', '/api/auth/login', { body: { username, password } });
      return insist({ kind: 'login', userId: account.userId, wish: 'login' }, ask, () => undefined);
    },
    failedTries: () => failedTries,
    close: () => dispatcher.close(),
  };
}
