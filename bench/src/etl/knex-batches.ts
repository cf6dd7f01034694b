import knex from 'knex';
import pg from 'pg';

const batchRows = 1000;

/** Bookings per second where they are read in pages and upserted by knex in batches, as one would without COPY; facts of bookings alone. */
export async function upsertByKnex(replicaUrl: string, warehouseUrl: string): Promise<number> {
  const source = new pg.Client({ connectionString: replicaUrl });
  const target = knex({ client: 'pg', connection: warehouseUrl, pool: { min: 1, max: 1 } });
  await source.connect();
  try {
    await target.raw('create unlogged table knex_booking (like fact_booking including all)');
    const startedMs = performance.now();
    let last = 0;
    let total = 0;
    for (;;) {
      const { rows } = await source.query<{ booking_id: number }>(
        `select b.id as booking_id, b.order_id, b.flight_id, b.passenger_id as customer_key, 'sale/account' as channel,
                b.created_at as booked_at, b.created_at::date as booked_date, b.status, b.cabin, b.fare, b.passenger_type,
                o.payment_method, b.amount_minor, b.currency, b.updated_at as source_updated_at
           from booking_service.booking b join booking_service.booking_order o on o.id = b.order_id
          where b.id > $1 order by b.id limit ${batchRows}`,
        [last],
      );
      const newest = rows.at(-1);
      if (newest === undefined) break;
      await target('knex_booking').insert(rows).onConflict('booking_id').merge();
      last = newest.booking_id;
      total += rows.length;
    }
    return total / ((performance.now() - startedMs) / 1000);
  } finally {
    await target.raw('drop table if exists knex_booking');
    await target.destroy();
    await source.end();
  }
}
