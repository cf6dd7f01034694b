import type { Db } from '@airside/postgres';
import type { Cabin } from '@airside/contracts';
import { capacities, seatsLeft } from '../seats/left.ts';
import type { RouteSize } from './draft.ts';
import type { Records } from './records.ts';
import type { SegmentRow } from './rules.ts';

/** When `f` leaves and arrives as far as is known (`estimatesOf`), in minutes of the epoch; a started minute of arrival counts. */
const departs = `floor(date_part('epoch', coalesce(f.out_at, f.scheduled_departure + make_interval(mins => f.delay_minutes))) / 60)::int`;
const arrives = `ceil(date_part('epoch', coalesce(f.in_at,
  f.scheduled_arrival + make_interval(mins => coalesce(f.arrival_delay_minutes, f.delay_minutes)))) / 60)::int`;

/** Whether flight `f` can still be taken; `now` is a parameter. */
const isOffered = (now: string) =>
  `is_on_sale(f.phase) and coalesce(f.out_at, f.scheduled_departure + make_interval(mins => f.delay_minutes)) > ${now}`;

/** The airlines of some flights, numbered from 1. */
const names = (flights: string) =>
  `n as materialized (select airline, row_number() over (order by airline) as number
                        from (select distinct airline from ${flights}))`;

/** Exactly four bytes, whatever it is called. */
const terminalBytes = (column: string) =>
  `case when ${column} is null then '\\x00000000'::bytea else substr(convert_to(rpad(${column}, 4), 'UTF8'), 1, 4) end`;

/** A flight in `recordLength` bytes (records.ts): both sides are spared a million rows of text. */
const recordBytes = (flag: string) => `
  case when ${flag} then '\\x01'::bytea else '\\x00'::bytea end
  || int4send(f.id) || int4send(${departs}) || int4send(${arrives}) || int4send(f.price_minor)
  || convert_to(f.origin || f.destination || f.currency, 'UTF8')
  || int2send(n.number::int2)
  || ${terminalBytes('f.terminal')} || ${terminalBytes('f.arrival_terminal')}`;

export type Page = {
  /** In small pieces, which live and die cheaply on the way through this process. */
  pieces: Records[];
  /** Id to go on after; null after the last page. */
  lastId: number | null;
};

type PageRow = { bytes: Buffer | null; airlines: string[] | null; lastId: number | null };

/** Up to `limit` flights after an id, packed; those that can be taken. */
export async function readPage(
  db: Db,
  { after, limit, now }: { after: number; limit: number; now: Temporal.Instant },
): Promise<Page> {
  const rows = await db.query<PageRow>(
    `with page as materialized (select * from flight where id > $1 order by id limit $2), ${names('page')}
     select null::bytea as bytes, (select array_agg(airline order by number) from n) as airlines, max(id) as "lastId" from page
     union all
     select string_agg(r.bytes, ''::bytea), null, null
       from (select f.id / 512 as piece, ${recordBytes('true')} as bytes
               from page f join n on n.airline = f.airline where ${isOffered('$3')}) r
      group by r.piece`,
    [after, limit, now],
  );
  const head = rows.find(({ bytes }) => bytes === null);
  const airlines = head?.airlines ?? [];
  const pieces = rows.flatMap(({ bytes }) => (bytes === null ? [] : [{ bytes: ownBytes(bytes), airlines }]));
  return { pieces, lastId: head?.lastId ?? null };
}

/** How many flights each route has among some ids. */
export async function countRoutes(db: Db, after: number, upTo: number): Promise<RouteSize[]> {
  return db.query<RouteSize>(
    `select origin, destination, count(*)::int as flights from flight where id > $1 and id <= $2 group by 1, 2`,
    [after, upTo],
  );
}

/** The flights as they are now, packed. */
export async function readFlights(db: Db, ids: readonly number[], now: Temporal.Instant): Promise<Records> {
  const [row] = await db.query<{ bytes: Buffer | null; airlines: string[] | null }>(
    `with chosen as materialized (select * from flight where id = any($1)), ${names('chosen')}
     select string_agg(${recordBytes(isOffered('$2'))}, ''::bytea) as bytes,
            (select array_agg(airline order by number) from n) as airlines
       from chosen f join n on n.airline = f.airline`,
    [ids, now],
  );
  return { bytes: ownBytes(row?.bytes), airlines: row?.airlines ?? [] };
}

/** Memory of its own, that can be given to another thread: copied only where it is a part of the pool that small buffers share. */
function ownBytes(buffer: Buffer | null | undefined): Uint8Array<ArrayBuffer> {
  if (buffer === null || buffer === undefined) return new Uint8Array();
  const { buffer: memory, byteLength } = buffer;
  return memory instanceof ArrayBuffer && memory.byteLength === byteLength
    ? new Uint8Array(memory)
    : new Uint8Array(buffer);
}

/** How far the outbox has been read: events after it are new. */
export type OutboxPlace = { xid: string; seq: string };

/** The place before everything that is not committed yet. */
export async function findOutboxPlace(db: Db): Promise<OutboxPlace> {
  const [row] = await db.query<{ xid: string }>(`select pg_snapshot_xmin(pg_current_snapshot())::text as xid`);
  return { xid: row?.xid ?? '0', seq: '0' };
}

export type OutboxNews = OutboxPlace & {
  /** Departures that events were about. */
  ids: number[];
  /** Many departures have come without an event for each. */
  isLoaded: boolean;
};

/** What up to `limit` events after a place say; undefined where there are none. Below the oldest running transaction, so that none is missed. */
export async function readNews(db: Db, after: OutboxPlace, limit: number): Promise<OutboxNews | undefined> {
  const [row] = await db.query<{ last: string[] | null; ids: number[] | null; isLoaded: boolean | null }>(
    `select (array_agg(array[o.xid::text, o.seq::text] order by o.xid desc, o.seq desc))[1:1] as last,
            array_agg(distinct (o.event #>> '{data,flight,departure_id}')::int)
              filter (where o.event ->> 'type' like 'flight.%' and o.event #> '{data,flight,departure_id}' is not null) as ids,
            bool_or(o.event ->> 'type' = 'timetable.loaded') as "isLoaded"
       from (select xid, seq, event from outbox
              where (xid, seq) > ($1::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
              order by xid, seq limit $3) o`,
    [after.xid, after.seq, limit],
  );
  const [xid, seq] = (row?.last ?? []).flat();
  if (xid === undefined || seq === undefined) return undefined;
  return { xid, seq, ids: row?.ids ?? [], isLoaded: row?.isLoaded === true };
}

/** The greatest id of a flight: how many there have been. */
export async function findGreatestId(db: Db): Promise<number> {
  const [row] = await db.query<{ id: number | null }>('select max(id) as id from flight');
  return row?.id ?? 0;
}

/** Flights with the seats left in a cabin, or in all. */
export async function listSegments(db: Db, ids: readonly number[], cabin: Cabin | undefined): Promise<SegmentRow[]> {
  return db.query<SegmentRow>(
    `select f.id, f.code, f.airline, f.origin, f.destination, ${departs} as departs, ${arrives} as arrives,
            f.delay_minutes as "delayMinutes", f.phase, f.terminal, f.arrival_terminal as "arrivalTerminal",
            f.aircraft_type as "aircraftType", f.price_minor as "priceMinor", f.currency,
            ${seatsLeft('$2', '$3')} as "seatsLeft"
       from flight f where f.id = any($1)`,
    [ids, cabin ?? null, capacities],
  );
}
