-- Where a run puts what it has read. Unlogged: a server that crashes empties them, and the next run fills them anew.
create unlogged table stage_passenger (
  id integer, tier text, has_account boolean, is_erased boolean, created_at timestamptz, updated_at timestamptz
);
create unlogged table stage_flight (
  id integer, code text, departure_date date, airline text, origin text, destination text,
  scheduled_departure timestamptz, scheduled_arrival timestamptz, out_at timestamptz, off_at timestamptz, on_at timestamptz,
  in_at timestamptz, phase text, delay_minutes integer, arrival_delay_minutes integer, delay_reason text, diverted_to text,
  aircraft_type text, version integer, updated_at timestamptz
);
create unlogged table stage_flight_change (
  id integer, flight_id integer, version integer, is_from_feed boolean, changes jsonb, changed_at timestamptz, updated_at timestamptz
);
create unlogged table stage_booking (
  id integer, order_id integer, passenger_id integer, flight_id integer, is_by_account boolean, status text, cabin text, fare text,
  passenger_type text, payment_method text, amount_minor integer, currency text, created_at timestamptz, updated_at timestamptz
);
create unlogged table stage_payment (
  id integer, order_id integer, state text, method text, reason text, amount_minor integer, currency text,
  created_at timestamptz, settled_at timestamptz, updated_at timestamptz
);
create unlogged table stage_refund (
  id integer, order_id integer, state text, reason text, amount_minor integer, currency text,
  created_at timestamptz, done_at timestamptz, updated_at timestamptz
);
create unlogged table stage_cancellation_quote (
  id uuid, order_id integer, booking_id integer, refund_minor integer, fee_minor integer, refunded_minor integer, currency text,
  created_at timestamptz, confirmed_at timestamptz, updated_at timestamptz
);
create unlogged table stage_aircraft (aircraft_type text, seats integer);
create unlogged table stage_delivery (
  id bigint, event_id text, kind text, flight_code text, flight_id integer, passenger_id integer, channel text, state text,
  reason text, attempts integer, event_at timestamptz, created_at timestamptz, sent_at timestamptz, updated_at timestamptz
);
-- What the sources say of themselves, in the snapshot that was read: what the facts must come to.
create unlogged table stage_control (name text, currency text, rows bigint, amount_minor bigint, newest timestamptz);
-- Airports as the open data has them; given by the program, for no service keeps them.
create unlogged table stage_airport (airport text, name text, city text, country text, time_zone text);
