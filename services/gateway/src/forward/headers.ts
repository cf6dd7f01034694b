import { headers } from '@airside/contracts';
import type { Protocol } from '../edge/exchange.ts';

/** Names and values in turn, as Node's `rawHeaders` has them. */
export type RawHeaders = readonly string[];

/** What the gateway itself says to a service about a request. */
export type HopFacts = {
  requestId: string;
  traceparent: string;
  clientAddress: string;
  host: string | undefined;
  protocol: Protocol;
};

/** Belongs to one connection, not to the message (RFC 9110 §7.6.1). `Expect` is answered by our own server. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

/** What only the gateway may say, or what another proxy's client might say to be believed. */
const oursToSay: ReadonlySet<string> = new Set([
  'forwarded',
  'x-real-ip',
  'true-client-ip',
  'cf-connecting-ip',
  headers.requestId,
  headers.traceparent,
  'host',
]);

/** The length frames the body; a message that names it in `Connection` must not become another message. */
const neverDropped = 'content-length';

/** Headers for the service: the client's without hop-by-hop ones and without claims that are the gateway's to make, then the gateway's own. */
export function requestHeaders(client: RawHeaders, facts: HopFacts): string[] {
  const named = connectionNames(client);
  const kept: string[] = [];
  for (let index = 0; index + 1 < client.length; index += 2) {
    const name = client[index] ?? '';
    const lower = name.toLowerCase();
    if (isStripped(lower) || named.has(lower)) continue;
    kept.push(lower, client[index + 1] ?? '');
  }
  kept.push(
    headers.requestId,
    facts.requestId,
    headers.traceparent,
    facts.traceparent,
    headers.clientAddress,
    facts.clientAddress,
    'x-forwarded-for',
    facts.clientAddress,
    'x-forwarded-proto',
    facts.protocol,
  );
  if (facts.host !== undefined) kept.push('x-forwarded-host', facts.host);
  return kept;
}

/** Headers for the client: the service's without hop-by-hop ones, with our request id and what else is `added`. */
export function responseHeaders(service: RawHeaders, added: RawHeaders): string[] {
  const named = connectionNames(service);
  const kept: string[] = [];
  for (let index = 0; index + 1 < service.length; index += 2) {
    const lower = (service[index] ?? '').toLowerCase();
    if (hopByHop.has(lower) || lower.startsWith('proxy-') || lower === headers.requestId || named.has(lower)) continue;
    kept.push(lower, service[index + 1] ?? '');
  }
  kept.push(...added);
  return kept;
}

/** The value of a header, where it is there once. */
export function headerValue(raw: RawHeaders, name: string): string | undefined {
  for (let index = 0; index + 1 < raw.length; index += 2) {
    if (raw[index]?.toLowerCase() === name) return raw[index + 1];
  }
  return undefined;
}

function isStripped(lower: string): boolean {
  return (
    hopByHop.has(lower) ||
    oursToSay.has(lower) ||
    lower.startsWith('proxy-') ||
    lower.startsWith('x-forwarded-') ||
    lower.startsWith('x-airside-')
  );
}

const nobody: ReadonlySet<string> = new Set();

/** Lower-case names listed in `Connection`: the sender's own hop-by-hop headers. */
function connectionNames(raw: RawHeaders): ReadonlySet<string> {
  let names: Set<string> | undefined;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue;
    for (const listed of (raw[index + 1] ?? '').toLowerCase().split(',')) {
      const one = listed.trim();
      if (one === '' || one === 'close' || one === 'keep-alive' || one === neverDropped) continue;
      names ??= new Set();
      names.add(one);
    }
  }
  return names ?? nobody;
}
