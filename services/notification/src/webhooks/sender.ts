import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import { hostOf, isAllowedByName, refusalOf } from './targets.ts';

/** All addresses of a host name. */
export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;

const resolveByDns: Resolve = (host) => lookup(host, { all: true });

export type Sender = {
  /** Why the target may not be called now, if so. */
  refusal(url: URL): Promise<string | undefined>;
  /** Sends one message and gives the status of the answer. Throws where there is none. */
  post(url: URL, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
};

/** How long a target may take to answer, in milliseconds. */
const deadlineMs = 10_000;
/** What is read of an answer, which says nothing that we need. */
const mostAnswerBytes = 64 * 1024;

/** Connections kept for the next message, in milliseconds; how long an answer may take is a matter of each request. */
const timing = { headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 4000 };

/**
 * Calls targets outside, and never anything inside but what is allowed by name. Names are resolved by the connection itself
 * and refused there, so that the address looked at is the address connected to, whatever the name says a moment later.
 */
export function createSender({
  allowedHosts,
  resolve = resolveByDns,
}: {
  allowedHosts: readonly string[];
  resolve?: Resolve;
}): Sender {
  const trusting = new Agent({ ...timing, connect: { lookup: lookupBy(resolve, () => undefined) } });
  const guarded = new Agent({ ...timing, connect: { lookup: lookupBy(resolve, refusalOf) } });

  async function refusal(url: URL): Promise<string | undefined> {
    if (isAllowedByName(url, allowedHosts)) return undefined;
    const host = hostOf(url);
    if (isIP(host) !== 0) return refusalOf([host]);
    try {
      return refusalOf((await resolve(host)).map(({ address }) => address));
    } catch {
      return 'its host cannot be resolved';
    }
  }

  return {
    refusal,
    async post(url, headers, body, signal) {
      const isAllowed = isAllowedByName(url, allowedHosts);
      // An address in the URL is connected to without any look-up.
      const refused = !isAllowed && isIP(hostOf(url)) !== 0 ? refusalOf([hostOf(url)]) : undefined;
      if (refused !== undefined) throw new Error(refused);
      const { statusCode, body: answer } = await request(url, {
        dispatcher: isAllowed ? trusting : guarded,
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
      });
      // The status has said it all; an answer that breaks off or never ends changes nothing.
      await answer.dump({ limit: mostAnswerBytes }).catch(() => undefined);
      return statusCode;
    },
    async close() {
      await Promise.all([trusting.destroy(), guarded.destroy()]);
    },
  };
}

/** A look-up for sockets that fails where the addresses are refused. */
function lookupBy(resolve: Resolve, refuse: (addresses: string[]) => string | undefined): LookupFunction {
  return (host, options, callback) => {
    const answer = async () => {
      const addresses = await resolve(host);
      const refused = refuse(addresses.map(({ address }) => address));
      if (refused !== undefined) throw new Error(refused);
      return addresses;
    };
    // Called from outside of the promise, so that what the socket throws is not taken for a failed look-up.
    answer().then(
      (addresses) => {
        const [first] = addresses;
        if (options.all === true) process.nextTick(callback, null, addresses);
        else process.nextTick(callback, null, first?.address ?? '', first?.family ?? 4);
      },
      (error: unknown) => process.nextTick(callback, error, '', 0),
    );
  };
}
