import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { hostOf, isAllowedByName, refusalOf } from './targets.ts';

/** All addresses of a host name. */
export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;

const resolveByDns: Resolve = (host) => lookup(host, { all: true });

export type GuardOptions = {
  /** Hosts that may be called though their addresses are not public: `name` or `name:port`. */
  allowedHosts: readonly string[];
  resolve?: Resolve;
};

/** The way out to addresses that somebody else has chosen. */
export type Guard = {
  /** Why the target may not be called now, if so. */
  refusal(url: URL): Promise<string | undefined>;
  /** What to call it with: connections that fail where the address turns out to be refused. Throws where it is known to be. */
  dispatcherFor(url: URL): Dispatcher;
  close(): Promise<void>;
};

/** Connections kept for the next message, in milliseconds; how long an answer may take is a matter of each request. */
const timing = { headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 4000 };

/**
 * Lets calls to targets outside through, and never one inside but what is allowed by name. Names are resolved by the
 * connection itself and refused there, so that the address looked at is the address connected to, whatever the name says a
 * moment later.
 */
export function createGuard({ allowedHosts, resolve = resolveByDns }: GuardOptions): Guard {
  const trusting = new Agent({ ...timing, connect: { lookup: lookupBy(resolve, () => undefined) } });
  const guarded = new Agent({ ...timing, connect: { lookup: lookupBy(resolve, refusalOf) } });
  return {
    async refusal(url) {
      if (isAllowedByName(url, allowedHosts)) return undefined;
      const host = hostOf(url);
      if (isIP(host) !== 0) return refusalOf([host]);
      try {
        return refusalOf((await resolve(host)).map(({ address }) => address));
      } catch {
        return 'its host cannot be resolved';
      }
    },
    dispatcherFor(url) {
      if (isAllowedByName(url, allowedHosts)) return trusting;
      // An address in the URL is connected to without any look-up.
      const refused = isIP(hostOf(url)) !== 0 ? refusalOf([hostOf(url)]) : undefined;
      if (refused !== undefined) throw new Error(refused);
      return guarded;
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
