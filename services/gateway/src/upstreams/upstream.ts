import type { Instance, ServiceName } from '@airside/contracts';
import { Pool } from 'undici';
import { type Breaker, type BreakerState, createBreaker } from '../breakers/breaker.ts';
import { type EjectionRecord, isEjected, unblemished } from './ejection.ts';
import { initialHealth, type HealthRecord } from './health.ts';
import type { Candidate } from './selection.ts';
import { createSlots, type Slots } from './slots.ts';

/** What a gateway allows one instance. */
export type UpstreamLimits = {
  /** Calls at once, and calls that may wait for one of these. */
  calls: { most: number; queue: number };
  /** Answers that stay open (Server-Sent Events, WebSocket) at once. */
  streams: { most: number; queue: number };
  connectTimeoutMs: number;
};

export const usualLimits: UpstreamLimits = {
  calls: { most: 256, queue: 512 },
  streams: { most: 5000, queue: 0 },
  connectTimeoutMs: 1000,
};

/** One instance as the gateway sees it: everything that decides whether and how it is called. */
export class Upstream implements Candidate {
  readonly name: string;
  readonly service: ServiceName;
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly calls: Slots;
  readonly streams: Slots;
  readonly breaker: Breaker;
  readonly pool: Pool;
  version: string;
  ejection: EjectionRecord = unblemished;
  health: HealthRecord = initialHealth;
  /** Calls that came back, and those that speak against it, since it is known here. */
  readonly tally = { answered: 0, failed: 0 };
  readonly #now: () => number;

  constructor(
    instance: Instance,
    options: { limits: UpstreamLimits; now: () => number; onBreaker: (state: BreakerState) => void },
  ) {
    const url = new URL(instance.url);
    this.name = instance.instance;
    this.service = instance.service;
    this.url = instance.url;
    this.host = url.hostname;
    this.port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    this.version = instance.version;
    this.calls = createSlots(options.limits.calls);
    this.streams = createSlots(options.limits.streams);
    this.breaker = createBreaker(instance.instance, options.onBreaker);
    this.#now = options.now;
    this.pool = new Pool(instance.url, {
      pipelining: 1,
      allowH2: false,
      connectTimeout: options.limits.connectTimeoutMs,
      // Shorter than the services keep an idle connection (75 s), so that they never close one under a request.
      keepAliveTimeout: 30_000,
      keepAliveMaxTimeout: 30_000,
      // Deadlines are the route's, kept per request.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  get inFlight(): number {
    return this.calls.taken + this.streams.taken;
  }
  get isHealthy(): boolean {
    return this.health.isHealthy;
  }
  get isEjected(): boolean {
    return isEjected(this.ejection, this.#now());
  }
  get isAdmitting(): boolean {
    return this.breaker.isAdmitting;
  }
  get isFull(): boolean {
    return this.calls.isFull;
  }

  /** Stops guarding it and closes its connections once what is under way has ended. */
  async retire(): Promise<void> {
    this.breaker.close();
    await this.pool.close();
  }
}
