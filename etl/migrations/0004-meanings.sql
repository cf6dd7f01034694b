-- What everything means, kept where it is: `\d+` shows it, and docs/warehouse.md is made of it.
create function describe(target text, meaning text, sources text[], columns jsonb) returns void language plpgsql as $$
declare
  line record;
begin
  execute format('comment on %s %I is %L',
                 case (select relkind from pg_class where oid = target::regclass) when 'v' then 'view' else 'table' end, target, meaning);
  for line in select * from jsonb_each_text(columns) loop
    execute format('comment on column %I.%I is %L', target, line.key, line.value);
  end loop;
  insert into lineage (target, cluster, source)
  select target, split_part(s, '/', 1), split_part(s, '/', 2) from unnest(sources) s;
end
$$;

select describe('dim_date', 'One row per day from 2015 to 2050.', '{}', '{
  "date": "the day", "iso_year": "year that the ISO week belongs to", "iso_week": "1 to 53", "year": "calendar year", "quarter": "1 to 4",
  "month": "1 to 12", "day": "of the month", "weekday": "1 is Monday, 7 Sunday", "is_weekend": "Saturday or Sunday"}');
select describe('dim_airport', 'Airports with scheduled flights (OurAirports), and any other that a flight names.', '{open data/airports,booking/flight}', '{
  "airport": "IATA code", "name": "null while only a flight has named it", "city": "municipality", "country": "ISO 3166 code",
  "time_zone": "IANA name; UTC while it is not known", "is_inferred": "known from a flight alone"}');
select describe('dim_route', 'Pairs of airports that flights connect.', '{booking/flight}', '{
  "route": "ORIGIN-DESTINATION", "origin": "dim_airport", "destination": "dim_airport"}');
select describe('dim_flight', 'Flight designators; a departure of one is a row of fact_flight_leg.', '{booking/flight,users/delivery}', '{
  "flight_code": "such as FL001", "airline": "of its last departure", "is_inferred": "known from a notification alone"}');
select describe('dim_aircraft', 'Types of aircraft.', '{booking/flight,booking/seat}', '{
  "aircraft_type": "ICAO code", "seats": "places, without those beyond them that may be overbooked; null while no seat of the type was ever asked for"}');
select describe('customer_identity', 'Which passenger a customer is. For erasing and loading; not for analysts.', '{booking/passenger}', '{
  "passenger_id": "of the booking service", "customer_no": "null once erased", "erased_at": "when the passenger was forgotten"}');
select describe('dim_customer', 'Customers without names, one row per version: a change of tier begins a new one.', '{booking/passenger}', '{
  "customer_key": "what facts refer to; 0 is whoever was erased or is nobody", "customer_no": "the same for all versions of one customer",
  "tier": "null while inferred", "has_account": "whether he has a login; of the present version as it is now",
  "validity": "when this version held; the first holds from ever, the present one for ever", "is_inferred": "known from a fact alone"}');
select describe('dim_channel', 'Ways of selling and of telling.', '{}', '{
  "channel": "KIND/NAME", "kind": "sale or notice", "name": "in words"}');
select describe('fact_booking', 'One row per booking: one passenger on one flight, as it stands now.', '{booking/booking,booking/booking_order,booking/payment,booking/refund}', '{
  "booking_id": "of the booking service", "order_id": "what it was bought with", "flight_id": "fact_flight_leg",
  "customer_key": "version of the customer when it was booked", "channel": "dim_channel", "booked_at": "time of the sale",
  "booked_date": "day of the sale, UTC", "status": "of the booking service", "cabin": "economy or business", "fare": "fare family",
  "passenger_type": "ADT, CHD or INF", "payment_method": "as chosen", "amount_minor": "price as sold, in minor units", "currency": "ISO 4217",
  "is_sold": "it flies, flew or was cancelled after it was paid", "refunded_minor": "its share of what goes back, also where that is still on its way",
  "source_updated_at": "last change in the source"}');
select describe('fact_payment', 'One row per payment and per refund.', '{booking/payment,booking/refund}', '{
  "payment_key": "payment/ID or refund/ID", "order_id": "what it is for", "kind": "payment or refund", "state": "of the booking service; money has come with captured and returned, and gone with done",
  "method": "of payments", "reason": "why it was declined or released, or why it goes back", "amount_minor": "in minor units, never negative", "currency": "ISO 4217",
  "begun_at": "when it was asked for", "settled_at": "null while it is under way", "date": "day of its end, else of its begin, UTC", "source_updated_at": "last change in the source"}');
select describe('fact_cancellation', 'One row per quote for a cancellation, confirmed or not. Quotes that nobody confirms are forgotten by the service after a day, and stay here.', '{booking/cancellation_quote}', '{
  "quote_id": "of the booking service", "order_id": "the order", "booking_id": "the booking it was asked for", "quoted_at": "time of the quote", "date": "day of the quote, UTC",
  "confirmed_at": "null where nobody confirmed it", "refund_minor": "as told", "fee_minor": "kept, as told", "refunded_minor": "given back in the end", "currency": "ISO 4217", "source_updated_at": "last change in the source"}');
select describe('fact_flight_leg', 'One row per departure; columns are filled in as it goes on (an accumulating snapshot).', '{booking/flight}', '{
  "flight_id": "of the booking service", "flight_code": "dim_flight", "departure_date": "local date at the origin that the airline counts it to; stays when it leaves after midnight",
  "arrival_date": "local date at the destination, as scheduled", "route": "dim_route", "aircraft_type": "dim_aircraft", "phase": "present phase",
  "scheduled_departure": "instant", "scheduled_arrival": "instant", "scheduled_local": "departure by the clocks at the origin", "estimated_departure": "schedule and delay; null where cancelled",
  "estimated_arrival": "null where cancelled", "estimated_local": "estimated departure by the clocks at the origin", "out_at": "off the gate", "off_at": "off the ground", "on_at": "on the ground", "in_at": "at the gate",
  "departure_delay_minutes": "of the actual departure where it is known, else as told; below 0 is early", "arrival_delay_minutes": "likewise", "delay_cause": "WEATHER, MECHANICAL, CREW, ATC, SECURITY or OTHER, where told",
  "is_cancelled": "will not leave", "has_arrived": "arrived where it was to", "is_on_time": "arrived less than 15 minutes late; null until it has arrived", "diverted_to": "where it went instead",
  "version": "of the flight in the source", "source_updated_at": "last change in the source"}');
select describe('fact_flight_status_event', 'One row per change of a departure.', '{booking/flight_change}', '{
  "change_id": "of the booking service", "flight_id": "fact_flight_leg", "version": "of the flight after it", "changed_at": "when it was taken", "date": "its day, UTC",
  "is_from_feed": "told by a feed, not done by a person", "old_phase": "null where the phase stayed", "new_phase": "likewise", "old_delay": "minutes; null where it stayed", "new_delay": "likewise",
  "delay_cause": "where the change names one", "changes_gate": "gate or terminal is another", "changes_aircraft": "type of aircraft is another"}');
select describe('fact_notification', 'One row per message to one recipient on one channel.', '{users/delivery,users/notice}', '{
  "delivery_id": "of the notification service", "event_id": "what it is about", "kind": "delay, cancellation or gate_change", "flight_code": "dim_flight", "flight_id": "departure",
  "customer_key": "version of the customer at the event; 0 for subscribers without a booking", "channel": "dim_channel", "state": "of the notification service", "reason": "why it is in that state",
  "attempts": "tries so far", "event_at": "when it happened", "date": "its day, UTC", "sent_at": "null where it was not", "latency_ms": "from the event until it was sent, in milliseconds", "source_updated_at": "last change in the source"}');
select describe('mart_load_day', 'Seats and passengers, by local day of departure and route; without cancelled flights.', '{warehouse/fact_flight_leg,warehouse/fact_booking}', '{
  "date": "day", "route": "dim_route", "flights": "departures", "flights_of_known_size": "of aircraft whose seats are known", "seats": "on these", "passengers": "who fill a seat, on all of them", "seated_on_known_size": "who fill a seat, on those of known size"}');
select describe('mart_revenue_day', 'Money, by local day of departure, route and currency.', '{warehouse/fact_booking,warehouse/fact_flight_leg}', '{
  "date": "day", "route": "dim_route", "currency": "ISO 4217", "bookings": "sold", "gross_minor": "as sold", "refunded_minor": "gone back, or on its way", "net_minor": "the rest"}');
select describe('mart_punctuality_day', 'Punctuality, by local day of departure and route.', '{warehouse/fact_flight_leg}', '{
  "date": "day", "route": "dim_route", "flights": "departures", "arrived": "of them", "on_time": "of those that arrived", "cancelled": "of the departures", "delay_minutes": "at arrival, of those that came late"}');
select describe('mart_delay_cause_day', 'Why flights left late or not at all, by local day of departure.', '{warehouse/fact_flight_leg}', '{
  "date": "day", "cause": "NOT TOLD where nobody said", "flights": "late or cancelled", "delay_minutes": "at departure", "cancelled": "of the flights"}');
select describe('mart_notification_day', 'How long messages took, by day of the event (UTC), channel and state.', '{warehouse/fact_notification}', '{
  "date": "day", "channel": "dim_channel", "state": "of the notification service", "bucket": "floor(10 × log10 of the latency in milliseconds); -1 where it was not sent", "messages": "how many"}');
select describe('mart_cancellation_day', 'From the question what cancelling brings to the money that came back, by day of the quote (UTC) and currency.', '{warehouse/fact_cancellation,warehouse/fact_payment}', '{
  "date": "day", "currency": "ISO 4217", "quoted": "quotes", "confirmed": "of them", "refund_owed": "of those confirmed, with money to go back", "refund_paid": "of these, with all refunds of the order done", "quoted_minor": "told", "owed_minor": "to go back", "paid_minor": "gone back", "fee_minor": "kept of those confirmed"}');
select describe('watermark', 'How far each source was read.', '{}', '{
  "source": "table", "updated_at": "time of the last row", "id": "of that row"}');
select describe('etl_run', 'Every run.', '{}', '{
  "id": "number", "kind": "incremental, full or backfill", "is_dry": "changed nothing on purpose", "range_from": "of a backfill", "range_to": "likewise, included", "asked_by": "schedule or person",
  "state": "refused: a check found something, and nothing was changed; interrupted: it was killed", "started_at": "begin", "finished_at": "end", "rows_read": "from the sources", "rows_changed": "in dimensions, facts and marts", "error": "why it failed or was refused"}');
select describe('etl_step', 'What each run did, in order; for half a year.', '{}', '{
  "run_id": "etl_run", "place": "from 1", "name": "what", "started_at": "begin", "finished_at": "end", "rows": "read, written or checked"}');
select describe('dq_result', 'What each check of each run found; for half a year.', '{}', '{
  "run_id": "etl_run", "name": "of the check", "kind": "of the check", "is_ok": "found nothing", "faults": "rows that break it", "examples": "some of them, by name"}');
select describe('lineage', 'What each table is made of.', '{}', '{
  "target": "table here", "cluster": "where its source lies", "source": "table there"}');
select describe('report_load_factor', 'Load factor by day and route, over flights of known size.', '{warehouse/mart_load_day}', '{}');
select describe('report_revenue_by_route', 'Money by day, route and currency.', '{warehouse/mart_revenue_day}', '{}');
select describe('report_on_time_performance', 'Punctuality by day and route.', '{warehouse/mart_punctuality_day}', '{}');
select describe('report_delay_causes', 'Why flights left late or not at all, by day.', '{warehouse/mart_delay_cause_day}', '{}');
select describe('report_notification_latency', 'How long messages took, by day, channel, state and bucket.', '{warehouse/mart_notification_day}', '{}');
select describe('report_cancellation_funnel', 'From quote to money, by day and currency.', '{warehouse/mart_cancellation_day}', '{}');
