import { randomFillSync } from 'node:crypto';

/** A request's place in a trace (W3C Trace Context, https://www.w3.org/TR/trace-context/). */
export type TraceContext = {
  traceId: string;
  spanId: string;
  isSampled: boolean;
};

const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Reads `traceparent`; undefined where it is absent or not valid, and then a new trace begins. */
export function parseTraceparent(header: string | string[] | undefined): TraceContext | undefined {
  if (typeof header !== 'string') return undefined;
  const match = pattern.exec(header);
  if (match === null) return undefined;
  const [, traceId = '', spanId = '', flags = '00'] = match;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export function formatTraceparent(context: TraceContext): string {
  return `00-${context.traceId}-${context.spanId}-${context.isSampled ? '01' : '00'}`;
}

/** The next hop of the same trace, or the first of a new one. `newId` gives random bytes as hex. */
export function nextHop(parent: TraceContext | undefined, newId: (bytes: number) => string = randomHex): TraceContext {
  if (parent === undefined) return { traceId: newId(16), spanId: newId(8), isSampled: false };
  return { ...parent, spanId: newId(8) };
}

/** Random bytes fetched from the system at a time: each call costs as much as filling the whole pool. */
const poolBytes = 4096;
const pool = { bytes: Buffer.alloc(poolBytes), used: poolBytes };

function randomHex(bytes: number): string {
  if (pool.used + bytes > poolBytes) {
    randomFillSync(pool.bytes);
    pool.used = 0;
  }
  pool.used += bytes;
  return pool.bytes.toString('hex', pool.used - bytes, pool.used);
}
