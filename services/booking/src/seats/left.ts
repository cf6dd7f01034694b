import { isFree } from './free.ts';
import { capacityOf } from './layout.ts';
import { seatMaps } from './seat-maps.ts';

/** Seats by aircraft type and cabin, as JSON: of a flight without seat rows, this many are left. */
export const capacities = JSON.stringify(
  Object.fromEntries(Object.entries(seatMaps).map(([type, map]) => [type, capacityOf(map)])),
);

/**
 * SQL: seats left of flight `f` in a cabin, or in all; `cabin` and `seatsByType` (`capacities`) are parameters. A flight of which
 * nobody has asked for a seat has no seat rows yet: as many are left as its aircraft has, and as may be sold beyond them.
 */
export const seatsLeft = (cabin: string, seatsByType: string) => `
  (case when f.seats_opened then
     (select count(*)::int from seat s
       where s.flight_id = f.id and ${isFree} and (${cabin}::text is null or s.cabin = ${cabin}))
   when is_on_sale(f.phase) then
     (select coalesce(sum(c.value::int), 0)::int + case when ${cabin} = 'business' then 0 else f.overbooking_limit end
        from jsonb_each_text(${seatsByType}::jsonb -> f.aircraft_type) c where ${cabin}::text is null or c.key = ${cabin})
   else 0 end)`;
