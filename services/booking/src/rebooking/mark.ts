import type { RebookingMark, RebookingMarked } from '@airside/contracts';
import { partitionOf } from '@airside/events';
import type { Cluster, Db } from '@airside/postgres';
import type { Airports } from '../airports/rules.ts';
import { parseBookingId } from '../bookings/rules.ts';
import { runTransaction } from '../changes/transaction.ts';
import type { Departure } from '../flights/rules.ts';
import { listNeedingRebooking, markForRebooking } from '../internal/queries.ts';
import { placeOf } from '../changes/summary.ts';
import type { HistoryEntry } from '../orders/history-kinds.ts';
import { insertHistory } from '../orders/history-queries.ts';
import { listCandidates, seatsAhead } from './options.ts';
import { insertOffers, listParties, lockBookings, type NewOffer } from './queries.ts';
import { mostOptions, type Option, type Priority, rankAlternatives, seatsOf } from './rules.ts';

export type MarkDeps = { cluster: Cluster; airports: Airports; now: () => Temporal.Instant };

/** Marks bookings of a cancelled flight for rebooking and offers their parties what there is; doing it again adds nothing. */
export async function markParties(deps: MarkDeps, flight: Departure, mark: RebookingMark): Promise<RebookingMarked> {
  const { event_id: eventId, priority = 'NORMAL' } = mark;
  const bookingIds = mark.booking_ids.flatMap((id) => parseBookingId(id) ?? []);
  const event = { partition: partitionOf(flight.code), time: deps.now() };
  return runTransaction(deps.cluster, async (tx) => {
    await lockBookings(tx, bookingIds);
    const marked = await markForRebooking(tx, { flightId: flight.id, bookingIds, eventId, event });
    const all = await listNeedingRebooking(tx, flight.id, bookingIds);
    if (marked.length > 0) await offer(tx, deps, { flight, marked, priority, eventId });
    return { marked, already: all.filter((reference) => !marked.includes(reference)) };
  });
}

async function offer(
  tx: Db,
  { airports, now }: MarkDeps,
  given: { flight: Departure; marked: readonly string[]; priority: Priority; eventId: string },
): Promise<void> {
  const { flight, marked, priority, eventId } = given;
  const rows = await listParties(tx, flight.id, marked);
  const context = {
    original: flight,
    ahead: await seatsAhead(tx, airports, flight, priority),
    now: now(),
    zone: airports.zoneOf(flight.origin),
  };
  const candidates = await listCandidates(tx, airports, flight, context.now);
  const optionsFor = memoized((needed) => rankAlternatives(candidates, { ...context, needed }).slice(0, mostOptions));
  const parties = [...Map.groupBy(rows, ({ orderId }) => orderId)].map(([orderId, members]) => {
    const needed = seatsOf(members);
    return { orderId, ...needed, options: optionsFor(needed) };
  });
  const offers = parties.map(
    ({ options, ...party }): NewOffer => ({ ...party, flightIds: options.map((option) => option.flight.id) }),
  );
  const fresh = new Set(await insertOffers(tx, { flightId: flight.id, priority, offers }));
  const isMarked = new Set(marked);
  const cancelled = rows
    .filter(({ reference }) => isMarked.has(reference))
    .map(
      ({ orderId, id }): HistoryEntry => ({
        orderId,
        bookingId: id,
        kind: 'flight_cancelled',
        detail: { ...placeOf(flight, null), eventId },
      }),
    );
  const offered = parties
    .filter(({ orderId }) => fresh.has(orderId))
    .map(
      ({ orderId, options }): HistoryEntry => ({
        orderId,
        kind: 'rebooking_offered',
        detail: detailOf(options),
      }),
    );
  await insertHistory(tx, [...cancelled, ...offered]);
}

function detailOf(options: readonly Option[]): object {
  const [best] = options;
  return { options: options.length, ...(best === undefined ? {} : { best: placeOf(best.flight, null) }) };
}

/** Parties of the same size are offered the same; most are of a few sizes. */
function memoized(
  rank: (needed: { economy: number; business: number }) => Option[],
): (needed: { economy: number; business: number }) => Option[] {
  const known = new Map<string, Option[]>();
  return (needed) => {
    const key = `${needed.economy}/${needed.business}`;
    const options = known.get(key) ?? rank(needed);
    known.set(key, options);
    return options;
  };
}
