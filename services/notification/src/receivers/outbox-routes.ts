import { type FaultMode, faultModes, type Faults } from './faults.ts';
import { type HttpAnswer, type HttpCall, readObject, type Route } from './http.ts';
import { type KeptMessage, type Outbox, type OutboxChannel, outboxChannels } from './outbox.ts';
import { listPage, messagePage, styleSheet } from './pages.ts';

const mostShown = 200;
const mostListed = 20_000;
/** Pages load their style sheet and the sandboxed mail, and run nothing. */
const pageHeaders = {
  'content-security-policy': "default-src 'none'; style-src 'self'; frame-src 'self'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};
/** A mail is shown as a mail program would: its own styles, no scripts, nothing loaded. */
const mailHeaders = {
  'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
};

/** Every message as it would be sent: for people as pages, for tests as JSON; and the switches of faults. */
export function outboxRoutes(outbox: Outbox, faults: Faults): Route[] {
  function one(parts: string[], show: (message: KeptMessage) => HttpAnswer): HttpAnswer {
    const message = outbox.find(Number(parts[0]));
    return message === undefined ? { status: 404, body: 'not here (any more)' } : show(message);
  }
  const page = (body: string): HttpAnswer => ({
    status: 200,
    type: 'text/html; charset=utf-8',
    headers: pageHeaders,
    body,
  });

  return [
    { method: 'GET', path: /^\/health\/live$/, handle: () => ({ status: 200, body: { status: 'live' } }) },
    { method: 'GET', path: /^\/$/, handle: () => ({ status: 302, headers: { location: '/outbox' } }) },
    {
      method: 'GET',
      path: /^\/outbox$/,
      handle({ url }) {
        const filter = { channel: channelOf(url.searchParams.get('channel')), to: toOf(url), limit: mostShown };
        return page(listPage({ ...outbox.list(filter), counts: outbox.counts(), channel: filter.channel }));
      },
    },
    {
      method: 'GET',
      path: /^\/outbox\.css$/,
      handle: () => ({ status: 200, type: 'text/css; charset=utf-8', body: styleSheet }),
    },
    {
      method: 'GET',
      path: /^\/outbox\/(\d{1,15})$/,
      handle: ({ parts }) => one(parts, (message) => page(messagePage(message))),
    },
    {
      method: 'GET',
      path: /^\/outbox\/(\d{1,15})\/html$/,
      handle: ({ parts }) =>
        one(parts, ({ details }) => ({
          status: 200,
          type: 'text/html; charset=utf-8',
          headers: mailHeaders,
          body: typeof details['html'] === 'string' ? details['html'] : '',
        })),
    },
    { method: 'GET', path: /^\/outbox\.json$/, handle: (call) => listJson(call, outbox) },
    {
      method: 'DELETE',
      path: /^\/outbox\.json$/,
      handle() {
        outbox.clear();
        return { status: 204 };
      },
    },
    { method: 'GET', path: /^\/faults$/, handle: () => ({ status: 200, body: { faults: faults.list() } }) },
    { method: 'POST', path: /^\/faults$/, handle: (call) => setFault(call, faults) },
    {
      method: 'DELETE',
      path: /^\/faults$/,
      handle() {
        faults.clear();
        return { status: 204 };
      },
    },
  ];
}

function listJson({ url }: HttpCall, outbox: Outbox): HttpAnswer {
  const given = url.searchParams.get('channel');
  const channel = channelOf(given);
  if (given !== null && channel === undefined) return refused(`channel must be one of ${outboxChannels.join(', ')}`);
  const limit = Number(url.searchParams.get('limit') ?? mostShown);
  if (!Number.isInteger(limit) || limit < 1 || limit > mostListed)
    return refused(`limit must be from 1 to ${mostListed}`);
  const { messages, total } = outbox.list({ channel, to: toOf(url), limit });
  return { status: 200, body: { messages, count: messages.length, total, counts: outbox.counts() } };
}

function setFault({ headers, body }: HttpCall, faults: Faults): HttpAnswer {
  // A page elsewhere cannot send this type without asking first.
  if (!/^application\/json\b/.test(headers['content-type'] ?? ''))
    return refused('Content-Type must be application/json');
  const { channel: channelName, mode, count, account } = readObject(body) ?? {};
  const channel = channelOf(channelName);
  if (channel === undefined) return refused(`channel must be one of ${outboxChannels.join(', ')}`);
  if (!isMode(mode)) return refused(`mode must be one of ${faultModes.join(', ')}`);
  if (count !== undefined && !(typeof count === 'number' && Number.isInteger(count) && count >= 0))
    return refused('count must be a whole number');
  if (account !== undefined && typeof account !== 'string') return refused('account must be text');
  faults.set({ channel, mode, count, account });
  return { status: 200, body: { faults: faults.list() } };
}

function refused(message: string): HttpAnswer {
  return { status: 400, body: { message } };
}

function channelOf(value: unknown): OutboxChannel | undefined {
  return outboxChannels.find((channel) => channel === value);
}

function isMode(value: unknown): value is FaultMode {
  return faultModes.some((mode) => mode === value);
}

function toOf(url: URL): string | undefined {
  return url.searchParams.get('to') ?? undefined;
}
