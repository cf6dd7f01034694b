import type { Statement } from '../statement.ts';
import { upsert } from '../upsert.ts';

const airports = upsert({
  table: 'dim_airport',
  key: ['airport'],
  columns: ['name', 'city', 'country', 'time_zone', 'is_inferred'],
  // A zone that this server does not know is as good as none.
  select: `with zones as materialized (select name from pg_timezone_names)
           select s.airport, s.name, s.city, s.country, s.time_zone, false as is_inferred
             from stage_airport s join zones z on z.name = s.time_zone`,
});

/** Flights name it and the open data does not: it is there from now on, and filled in when it is known. */
const inferredAirports = `
insert into dim_airport (airport, time_zone, is_inferred)
select distinct a.airport, 'UTC', true
  from stage_flight s, unnest(array[s.origin, s.destination]) a (airport)
    on conflict (airport) do nothing`;

const routes = upsert({
  table: 'dim_route',
  key: ['route'],
  columns: ['origin', 'destination'],
  select: `select distinct origin || '-' || destination as route, origin, destination from stage_flight`,
});

const flights = upsert({
  table: 'dim_flight',
  key: ['flight_code'],
  columns: ['airline', 'is_inferred'],
  select: `select distinct on (code) code as flight_code, airline, false as is_inferred
             from stage_flight order by code, departure_date desc, id desc`,
});

const inferredFlights = `
insert into dim_flight (flight_code, is_inferred)
select distinct flight_code, true from stage_delivery on conflict (flight_code) do nothing`;

const aircraft = upsert({
  table: 'dim_aircraft',
  key: ['aircraft_type'],
  columns: ['seats'],
  select: `select k.aircraft_type, coalesce(nullif(s.seats, 0), d.seats) as seats
             from (select aircraft_type from stage_flight union select aircraft_type from stage_aircraft) k
             left join stage_aircraft s using (aircraft_type) left join dim_aircraft d using (aircraft_type)`,
});

/** In random order, so that a number says nothing about when somebody came. */
const identities = `
insert into customer_identity (passenger_id, customer_no, erased_at)
select k.passenger_id, case when s.is_erased then null else nextval('customer_no') end, case when s.is_erased then now() end
  from (select p.passenger_id
          from (select id as passenger_id from stage_passenger union select passenger_id from stage_booking
                union select passenger_id from stage_delivery where passenger_id is not null) p
         where not exists (select from customer_identity i where i.passenger_id = p.passenger_id)
         order by random()) k
  left join stage_passenger s on s.id = k.passenger_id`;

const erased = `select i.customer_no from stage_passenger s join customer_identity i on i.passenger_id = s.id
                 where s.is_erased and i.customer_no is not null`;
const erasedKeys = `select c.customer_key from dim_customer c where c.customer_no in (${erased})`;

/** Forgets who asked the services to be forgotten: his facts belong to customer 0, and no row leads back to him. */
const erasures: Statement[] = [
  { table: 'fact_booking', sql: `update fact_booking set customer_key = 0 where customer_key in (${erasedKeys})` },
  {
    table: 'fact_notification',
    sql: `update fact_notification set customer_key = 0 where customer_key in (${erasedKeys})`,
  },
  { table: 'dim_customer', sql: `delete from dim_customer where customer_no in (${erased})` },
  {
    table: 'customer_identity',
    sql: `update customer_identity i set customer_no = null, erased_at = now() from stage_passenger s
           where s.id = i.passenger_id and s.is_erased and i.customer_no is not null`,
  },
];

const current = `stage_passenger s join customer_identity i on i.passenger_id = s.id
  where c.customer_no = i.customer_no and upper_inf(c.validity)
    and (c.tier, c.has_account) is distinct from (s.tier, s.has_account)`;

/** An inferred member gets its attributes where it stands: it never had others. */
const filledIn = `
update dim_customer c set tier = s.tier, has_account = s.has_account, is_inferred = false
  from stage_passenger s join customer_identity i on i.passenger_id = s.id
 where c.customer_no = i.customer_no and c.is_inferred and upper_inf(c.validity)`;

/** Only the tier has a history; that somebody has an account is known from now on, and of the present version. */
const corrected = `
update dim_customer c set has_account = s.has_account
  from ${current} and (c.tier is not distinct from s.tier or s.updated_at <= lower(c.validity))`;

const ended = `
update dim_customer c set validity = tstzrange(lower(c.validity), s.updated_at)
  from ${current} and c.tier is distinct from s.tier and (lower_inf(c.validity) or s.updated_at > lower(c.validity))`;

/** A first version holds from ever, so that each booking finds one; a later one from the end of the one before. */
const versions = `
insert into dim_customer (customer_no, tier, has_account, validity, is_inferred)
select i.customer_no, s.tier, s.has_account,
       tstzrange((select max(upper(b.validity)) from dim_customer b where b.customer_no = i.customer_no), null), s.id is null
  from (select id as passenger_id from stage_passenger union select passenger_id from stage_booking
        union select passenger_id from stage_delivery where passenger_id is not null) k
  join customer_identity i using (passenger_id)
  left join stage_passenger s on s.id = k.passenger_id
 where i.customer_no is not null
   and not exists (select from dim_customer c where c.customer_no = i.customer_no and upper_inf(c.validity))`;

/** In this order: customers end their present version before they get the next. */
export const dimensionStatements: readonly Statement[] = [
  { table: 'dim_airport', sql: airports },
  { table: 'dim_airport', sql: inferredAirports },
  { table: 'dim_route', sql: routes },
  { table: 'dim_flight', sql: flights },
  { table: 'dim_flight', sql: inferredFlights },
  { table: 'dim_aircraft', sql: aircraft },
  { table: 'customer_identity', sql: identities },
  ...erasures,
  { table: 'dim_customer', sql: filledIn },
  { table: 'dim_customer', sql: corrected },
  { table: 'dim_customer', sql: ended },
  { table: 'dim_customer', sql: versions },
];
