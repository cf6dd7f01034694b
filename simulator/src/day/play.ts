import { setTimeout as delay } from 'node:timers/promises';
import type { OperationEvent } from '@airside/contracts';
import type { TimedEvent } from './plan.ts';

export type PlayOptions = {
  /** In the order of their times. */
  events: readonly TimedEvent[];
  /** Where the day's clock stands at the start; what is earlier is sent at once. */
  from: Temporal.Instant;
  /** Minutes of the day in a minute of ours. */
  speed: number;
  mostPerSecond: number;
  send(event: OperationEvent): Promise<void>;
  /** An event that was refused; the day goes on. */
  onRefused(event: OperationEvent, error: unknown): void;
  signal: AbortSignal;
  /** Ours, monotonic, in milliseconds. */
  nowMs(): number;
};

export type Progress = { at: Temporal.Instant; sent: number; dropped: number; refused: number; isOver: boolean };

/** A position that is this late is left out: the next one says more. In milliseconds of ours. */
const latePositionMs = 2000;
/** Events on their way at once, over all flights. */
const mostUnderWay = 16;
/** This many refusals in a row mean that nobody takes events any more. */
const mostRefusals = 20;

/**
 * Sends a day's events when their time has come. Each flight's events go one after the other, as order counts there; flights
 * do not wait for each other. Returns when all is sent, or soon after the signal.
 */
export async function playDay(options: PlayOptions, onProgress: (progress: Progress) => void): Promise<Progress> {
  const { events, from, speed, signal, nowMs } = options;
  const startedMs = nowMs();
  const progress: Progress = { at: from, sent: 0, dropped: 0, refused: 0, isOver: false };
  const lanes = new Map<string, Promise<void>>();
  const underWay = new Set<Promise<void>>();
  let refusalsInARow = 0;
  let nextSlotMs = startedMs;

  async function deliver(event: OperationEvent): Promise<void> {
    try {
      await options.send(event);
      progress.sent++;
      refusalsInARow = 0;
    } catch (error) {
      if (signal.aborted) return;
      progress.refused++;
      refusalsInARow++;
      options.onRefused(event, error);
    }
  }

  for (const { at, event } of events) {
    const dueMs = startedMs + at.since(from).total('milliseconds') / speed;
    if (event.event_type === 'POSITION' && nowMs() - dueMs > latePositionMs) {
      progress.dropped++;
      continue;
    }
    await pause(Math.max(dueMs, nextSlotMs) - nowMs(), signal);
    while (underWay.size >= mostUnderWay) await Promise.race(underWay);
    if (signal.aborted || refusalsInARow >= mostRefusals) break;
    nextSlotMs = Math.max(nextSlotMs, nowMs()) + 1000 / options.mostPerSecond;
    const flight = event.payload.flight_id;
    const lane = (lanes.get(flight) ?? Promise.resolve()).then(() => deliver(event));
    lanes.set(flight, lane);
    underWay.add(lane);
    void lane.then(() => underWay.delete(lane));
    if (Temporal.Instant.compare(at, progress.at) > 0) progress.at = at;
    onProgress(progress);
  }
  await Promise.all(underWay);
  progress.isOver = !signal.aborted && refusalsInARow < mostRefusals;
  return progress;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { signal }).catch(() => undefined);
}
