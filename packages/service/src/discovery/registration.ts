import { headers, heartbeatSeconds, type InstanceState, type LeaseRequest } from '@airside/contracts';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import type { Logger } from '../logger.ts';
import { activeTraceparent, inSpan, SpanKind } from '../tracing/spans.ts';

export type RegistrationOptions = {
  discoveryUrls: readonly string[];
  clusterSecret: string;
  instance: string;
  lease: Omit<LeaseRequest, 'state'>;
  logger: Logger;
};

export type Registration = {
  /** Takes this instance out of rotation while it finishes its work; returns when discovery knows, or after a second. */
  drain(): Promise<void>;
  /** Leaves and stops the heartbeat. */
  leave(): Promise<void>;
};

const heartbeatTimeoutMs = 1000;

/** Registers this instance and keeps its lease alive. Never fails: with discovery gone the heartbeat goes on trying. */
export function register(options: RegistrationOptions): Registration {
  const stopped = new AbortController();
  let state: InstanceState = 'up';
  let isHeard = true;

  async function send(method: 'PUT' | 'DELETE'): Promise<void> {
    const traceparent = activeTraceparent();
    const body = method === 'PUT' ? JSON.stringify({ ...options.lease, state } satisfies LeaseRequest) : null;
    let lastError: unknown;
    for (const base of options.discoveryUrls) {
      try {
        const answer = await request(`${base}/leases/${options.instance}`, {
          method,
          headers: {
            [headers.clusterSecret]: options.clusterSecret,
            ...(traceparent === undefined ? {} : { [headers.traceparent]: traceparent }),
            ...(body === null ? {} : { 'content-type': 'application/json' }),
          },
          body,
          signal: AbortSignal.timeout(heartbeatTimeoutMs),
        });
        await answer.body.dump();
        if (answer.statusCode < 300) return;
        lastError = new Error(`discovery answered ${answer.statusCode}`);
      } catch (error) {
        lastError = error;
      }
    }
    throw lastError;
  }

  async function beat(method: 'PUT' | 'DELETE' = 'PUT'): Promise<void> {
    try {
      await send(method);
      if (!isHeard) options.logger.info('discovery answers again');
      isHeard = true;
    } catch (error) {
      if (isHeard) options.logger.warn({ err: error }, 'discovery does not answer; heartbeats go on');
      isHeard = false;
    }
  }

  /** What changes the list is traced; a heartbeat changes nothing. */
  const tell = (name: string, method?: 'PUT' | 'DELETE') =>
    inSpan(`${name} instance`, { kind: SpanKind.CLIENT, attributes: { 'airside.instance': options.instance } }, () =>
      beat(method),
    );

  async function loop(): Promise<void> {
    for (let isNew = true; !stopped.signal.aborted; isNew = false) {
      await (isNew ? tell('register') : beat());
      const waitMs = isHeard ? heartbeatSeconds * 1000 : 300;
      await delay(waitMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }

  const running = loop();
  return {
    async drain() {
      state = 'draining';
      await tell('drain');
    },
    async leave() {
      stopped.abort();
      await running;
      await tell('leave', 'DELETE');
    },
  };
}
