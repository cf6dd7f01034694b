import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Desk } from '../kit/desk.ts';
import { isOnItsWay, isUncertain, type SeenNotice } from '../kit/effects.ts';
import { listNotices } from '../kit/look.ts';
import type { Outbox, ReceivedMessage } from '../kit/outbox.ts';
import type { FullFlight } from '../kit/queries.ts';
import { type Stack, until } from '../kit/stack.ts';

export type Place = { stack: Stack; desk: Desk; outbox: Outbox };

/** Longest wait for the end of all notices, in milliseconds: after an outage they are tried again within a minute. */
const longestMs = 180_000;

/** Reports a delay; answers the id of the event. */
export async function reportDelay(desk: Desk, { code }: FullFlight, minutes: number): Promise<string> {
  const eventId = randomUUID();
  await desk.report({
    event_id: eventId,
    event_type: 'FLIGHT_DELAY',
    timestamp: Temporal.Now.instant().toString(),
    source: 'proof',
    payload: { flight_id: code, delay_minutes: minutes, reason: 'ATC' },
  });
  return eventId;
}

const channels = ['email', 'sms'] as const;

/** Waits until the ledger has an end for everybody on both channels; gives its lines about an event. */
export async function untilSettled(desk: Desk, flight: FullFlight, eventId: string): Promise<SeenNotice[]> {
  const wanted = flight.passengers.length * channels.length;
  return until(
    'all notices at their end',
    async () => {
      const notices = await listEvent(desk, flight, eventId);
      if (notices.length >= wanted && !notices.some(isOnItsWay)) return notices;
      await delay(1000);
      return undefined;
    },
    longestMs,
  );
}

export async function listEvent(desk: Desk, { code }: FullFlight, eventId: string): Promise<SeenNotice[]> {
  const notices = await listNotices(desk, code);
  return notices.filter((one) => one.eventId === eventId && channels.some((channel) => channel === one.channel));
}

export type Told = {
  /** Messages that the ledger says were handed over, or is not sure of, and that nobody got. */
  lost: number;
  /** Addresses that got more than one message. */
  twice: number;
  /** Nobody can say whether they arrived, and the ledger says so; only of providers that cannot be asked. */
  uncertain: number;
  /** Given up, or not decided. */
  failed: number;
};

/** Compares what arrived with the ledger of the event. All zero but `uncertain`: everybody has it once. */
export function compareTold(
  { passengers }: FullFlight,
  notices: readonly SeenNotice[],
  received: readonly ReceivedMessage[],
): Told {
  const told: Told = { lost: 0, twice: 0, uncertain: 0, failed: 0 };
  for (const channel of channels) {
    const own = notices.filter((notice) => notice.channel === channel);
    const arrived = received.filter((message) => message.channel === channel);
    const people = new Set(arrived.map(({ to }) => to)).size;
    const uncertain = own.filter(isUncertain).length;
    told.uncertain += uncertain;
    told.twice += arrived.length - people;
    told.lost += Math.max(0, passengers.length - people - uncertain);
    told.failed += own.filter((notice) => notice.state !== 'SENT' && !isUncertain(notice)).length;
  }
  return told;
}
