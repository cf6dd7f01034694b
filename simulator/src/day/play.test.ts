import type { OperationEvent } from '@airside/contracts';
import { describe, expect, test } from 'vitest';
import { planDay } from './plan.ts';
import { type PlayOptions, playDay } from './play.ts';
import { eventsLeft, isFlown, resumeAt } from './resume.ts';
import { readWorld } from './world.ts';

const plan = planDay({
  seed: 2,
  date: Temporal.PlainDate.from('2026-11-21'),
  flights: 6,
  world: readWorld(),
  positionEveryMinutes: 30,
});
const end = plan.events.at(-1)?.at ?? Temporal.Now.instant();

/** A day that is wholly in the past goes as fast as it can. */
function options(more: Partial<PlayOptions>): PlayOptions {
  return {
    events: plan.events,
    from: end,
    speed: 600,
    mostPerSecond: 1_000_000,
    send: () => Promise.resolve(),
    onRefused: () => undefined,
    signal: new AbortController().signal,
    nowMs: () => performance.now(),
    ...more,
  };
}

describe('a played day', () => {
  test('is sent flight by flight in order, each event after the one before was taken', async () => {
    const busy = new Set<string>();
    const sent: OperationEvent[] = [];
    const progress = await playDay(
      options({
        events: plan.events.filter(({ event }) => event.event_type !== 'POSITION'),
        async send(event) {
          const { flight_id: flight } = event.payload;
          expect(busy.has(flight)).toBe(false);
          busy.add(flight);
          await new Promise((resolve) => setImmediate(resolve));
          busy.delete(flight);
          sent.push(event);
        },
      }),
      () => undefined,
    );
    expect(progress).toMatchObject({ isOver: true, refused: 0, sent: sent.length });
    for (const list of Object.values(Object.groupBy(sent, ({ payload }) => payload.flight_id))) {
      const times = list?.map(({ timestamp }) => timestamp) ?? [];
      expect(times).toEqual(times.toSorted());
    }
  });

  test('goes on after an event that was refused, and gives up when nothing is taken', async () => {
    const refused: string[] = [];
    const onRefused = (event: OperationEvent) => void refused.push(event.event_id);
    const first = plan.events[0]?.event.event_id ?? '';
    const some = await playDay(
      options({
        send: ({ event_id: id }) => (id === first ? Promise.reject(new Error('no')) : Promise.resolve()),
        onRefused,
      }),
      () => undefined,
    );
    expect([some.isOver, refused]).toEqual([true, [first]]);
    const none = await playDay(
      options({ send: () => Promise.reject(new Error('no')), onRefused, mostPerSecond: 200 }),
      () => undefined,
    );
    expect(none.isOver).toBe(false);
    expect(none.refused).toBeLessThan(50);
  });

  test('leaves out positions that are late, never anything else', async () => {
    const sent: OperationEvent[] = [];
    const send = (event: OperationEvent) => Promise.resolve(void sent.push(event));
    const progress = await playDay(options({ send }), () => undefined);
    const others = plan.events.filter(({ event }) => event.event_type !== 'POSITION');
    expect(sent.filter((event) => event.event_type !== 'POSITION')).toHaveLength(others.length);
    expect(progress.dropped).toBeGreaterThan(0);
    expect(progress.dropped + sent.length).toBe(plan.events.length);
  });

  test('stops at the signal', async () => {
    const stopped = new AbortController();
    let count = 0;
    const progress = await playDay(
      options({
        signal: stopped.signal,
        send() {
          if (++count === 5) stopped.abort();
          return Promise.resolve();
        },
      }),
      () => undefined,
    );
    expect(progress.isOver).toBe(false);
    expect(count).toBeLessThan(25);
  });
});

describe('the clock of a day', () => {
  const statusOf = (status: string) => new Map(plan.flights.map(({ code }) => [code, { status }]));

  test('begins when the first flights leave', () => {
    const departure = plan.events.find(
      ({ event }) => event.event_type === 'STATUS_CHANGE' && event.payload.phase === 'DEPARTED',
    );
    expect(resumeAt(plan, new Map()).equals(departure?.at ?? end)).toBe(true);
  });

  test('goes on where flights have come to; what is past is sent again but for positions', () => {
    const flight = plan.flights.findLast(({ operated }) => operated.kind === 'flown');
    const from = resumeAt(plan, new Map([[flight?.code ?? '', { status: 'AIRBORNE' }]]));
    const off = plan.events.find(
      ({ event }) =>
        event.event_type === 'STATUS_CHANGE' &&
        event.payload.phase === 'AIRBORNE' &&
        event.payload.flight_id === flight?.code,
    );
    expect(from.equals(off?.at ?? end)).toBe(true);
    const left = eventsLeft(plan, from);
    expect(left.filter(({ event }) => event.event_type !== 'POSITION')).toHaveLength(
      plan.events.filter(({ event }) => event.event_type !== 'POSITION').length,
    );
    expect(
      left.every(({ at, event }) => event.event_type !== 'POSITION' || Temporal.Instant.compare(at, from) >= 0),
    ).toBe(true);
  });

  test('knows a day that is over', () => {
    expect(isFlown(plan, statusOf('ARRIVED'))).toBe(true);
    expect(isFlown(plan, statusOf('LANDED'))).toBe(false);
    expect(isFlown(plan, new Map())).toBe(false);
  });
});
