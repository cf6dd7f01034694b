import type { NoticeChannel, NoticeState } from '@airside/contracts';
import type { Db } from '@airside/postgres';

export type LedgerRow = {
  id: number;
  eventId: string;
  flightId: string;
  passengerId: string | null;
  bookingId: string | null;
  channel: NoticeChannel;
  state: NoticeState;
  reason: string;
  createdAt: Temporal.Instant;
  sentAt: Temporal.Instant | null;
};

export type LedgerFilter = {
  flight: string | undefined;
  passenger: string | undefined;
  channel: NoticeChannel | undefined;
  state: NoticeState | undefined;
  limit: number;
  cursor: number | undefined;
};

/** Deliveries, the newest first; `cursor` is the last id of the page before. */
export function listDeliveries(db: Db, filter: LedgerFilter): Promise<LedgerRow[]> {
  return db.query<LedgerRow>(
    `select id, event_id as "eventId", flight_id as "flightId", passenger_id as "passengerId", booking_id as "bookingId",
            channel, state, reason, created_at as "createdAt", sent_at as "sentAt"
       from delivery
      where ($1::text is null or flight_id = $1) and ($2::text is null or passenger_id = $2)
        and ($3::text is null or channel = $3) and ($4::text is null or state = $4)
        and ($5::bigint is null or id < $5)
      order by id desc
      limit $6`,
    [
      filter.flight ?? null,
      filter.passenger ?? null,
      filter.channel ?? null,
      filter.state ?? null,
      filter.cursor ?? null,
      filter.limit,
    ],
  );
}

export type FailedRow = Omit<LedgerRow, 'state' | 'sentAt'>;

/** Deliveries that were given up, the newest first; `before` is the last id of the page before. */
export function listFailed(db: Db, { limit, before }: { limit: number; before?: number }): Promise<FailedRow[]> {
  return db.query<FailedRow>(
    `select id, event_id as "eventId", flight_id as "flightId", passenger_id as "passengerId", booking_id as "bookingId",
            channel, reason, created_at as "createdAt"
       from delivery
      where state = 'FAILED' and ($1::bigint is null or id < $1)
      order by id desc
      limit $2`,
    [before ?? null, limit],
  );
}
