-- The star schema, and the log of the runs that fill it. Keys of dimensions are what the business calls the thing (a date, an
-- airport code, the number of a departure); only a customer has a key of the warehouse's own, for he has versions and no name.
-- Facts have no foreign keys: the checks of each run look at all relationships at once, before anything is published.

create table dim_date (
  date           date     primary key,
  iso_year       smallint not null,
  iso_week       smallint not null,
  year           smallint not null,
  quarter        smallint not null,
  month          smallint not null,
  day            smallint not null,
  weekday        smallint not null,
  is_weekend     boolean  not null
);
insert into dim_date
select d, extract(isoyear from d), extract(week from d), extract(year from d), extract(quarter from d), extract(month from d),
       extract(day from d), extract(isodow from d), extract(isodow from d) >= 6
  from (select generate_series(date '2015-01-01', date '2050-12-31', interval '1 day')::date as d) days;

create table dim_airport (
  airport     text    primary key check (airport ~ '^[A-Z]{3}$'),
  name        text,
  city        text,
  country     text,
  time_zone   text    not null,
  is_inferred boolean not null
);

create table dim_route (
  route       text primary key,
  origin      text not null,
  destination text not null
);

create table dim_flight (
  flight_code text    primary key,
  airline     text,
  is_inferred boolean not null
);

create table dim_aircraft (
  aircraft_type text    primary key,
  seats         integer check (seats > 0)
);

-- Who the customer is in the warehouse, and which passenger that was. Analysts need no right to it; erasing somebody is
-- emptying his row here and moving his facts to customer 0.
create table customer_identity (
  passenger_id integer     primary key,
  customer_no  integer     unique,
  erased_at    timestamptz,
  check ((customer_no is null) = (erased_at is not null))
);
create sequence customer_no;

create table dim_customer (
  customer_key integer     generated always as identity primary key,
  customer_no  integer     not null,
  tier         text,
  has_account  boolean,
  validity     tstzrange   not null check (not isempty(validity)),
  is_inferred  boolean     not null,
  -- A customer has one version at any moment. (Ranges of one number, because an index of ranges needs no extension.)
  exclude using gist (int4range(customer_no, customer_no, '[]') with =, validity with &&)
);
create index dim_customer_no on dim_customer (customer_no);
insert into dim_customer (customer_key, customer_no, validity, is_inferred)
overriding system value values (0, 0, '(,)', true);

create table dim_channel (
  channel text primary key,
  kind    text not null check (kind in ('sale', 'notice')),
  name    text not null
);
insert into dim_channel values
  ('sale/account', 'sale', 'Bought by an account'), ('sale/desk', 'sale', 'Sold to nobody who has an account'),
  ('notice/in_app', 'notice', 'Inbox of the account'), ('notice/email', 'notice', 'E-mail'),
  ('notice/sms', 'notice', 'Text message'), ('notice/push', 'notice', 'Push message');

create table fact_booking (
  booking_id     integer     primary key,
  order_id       integer     not null,
  flight_id      integer     not null,
  customer_key   integer     not null,
  channel        text        not null,
  booked_at      timestamptz not null,
  booked_date    date        not null,
  status         text        not null,
  cabin          text        not null,
  fare           text        not null,
  passenger_type text        not null,
  payment_method text        not null,
  amount_minor   integer     not null,
  currency       text        not null,
  is_sold        boolean     not null default false,
  refunded_minor integer     not null default 0,
  source_updated_at timestamptz not null
);
create index fact_booking_order on fact_booking (order_id);
create index fact_booking_flight on fact_booking (flight_id);
create index fact_booking_customer on fact_booking (customer_key);

create table fact_payment (
  payment_key  text        primary key,
  order_id     integer     not null,
  kind         text        not null check (kind in ('payment', 'refund')),
  state        text        not null,
  method       text,
  reason       text,
  amount_minor integer     not null,
  currency     text        not null,
  begun_at     timestamptz not null,
  settled_at   timestamptz,
  date         date        not null,
  source_updated_at timestamptz not null
);
create index fact_payment_order on fact_payment (order_id);
create index fact_payment_refund on fact_payment (order_id) include (amount_minor) where kind = 'refund';

create table fact_cancellation (
  quote_id       uuid        primary key,
  order_id       integer     not null,
  booking_id     integer     not null,
  quoted_at      timestamptz not null,
  date           date        not null,
  confirmed_at   timestamptz,
  refund_minor   integer     not null,
  fee_minor      integer     not null,
  refunded_minor integer,
  currency       text        not null,
  source_updated_at timestamptz not null
);
create index fact_cancellation_order on fact_cancellation (order_id);

create table fact_flight_leg (
  flight_id               integer     primary key,
  flight_code             text        not null,
  departure_date          date        not null,
  arrival_date            date        not null,
  route                   text        not null,
  aircraft_type           text        not null,
  phase                   text        not null,
  scheduled_departure     timestamptz not null,
  scheduled_arrival       timestamptz not null,
  scheduled_local         timestamp   not null,
  estimated_departure     timestamptz,
  estimated_arrival       timestamptz,
  estimated_local         timestamp,
  out_at                  timestamptz,
  off_at                  timestamptz,
  on_at                   timestamptz,
  in_at                   timestamptz,
  departure_delay_minutes integer     not null,
  arrival_delay_minutes   integer     not null,
  delay_cause             text,
  is_cancelled            boolean     not null,
  has_arrived             boolean     not null,
  is_on_time              boolean,
  diverted_to             text,
  version                 integer     not null,
  source_updated_at       timestamptz not null
);
create index fact_flight_leg_date on fact_flight_leg (departure_date);

create table fact_flight_status_event (
  change_id     integer     primary key,
  flight_id     integer     not null,
  version       integer     not null,
  changed_at    timestamptz not null,
  date          date        not null,
  is_from_feed  boolean     not null,
  old_phase     text,
  new_phase     text,
  old_delay     integer,
  new_delay     integer,
  delay_cause   text,
  changes_gate  boolean     not null,
  changes_aircraft boolean  not null
);
create index fact_flight_status_event_flight on fact_flight_status_event (flight_id);

create table fact_notification (
  delivery_id  bigint      primary key,
  event_id     text        not null,
  kind         text        not null,
  flight_code  text        not null,
  flight_id    integer     not null,
  customer_key integer     not null,
  channel      text        not null,
  state        text        not null,
  reason       text        not null,
  attempts     integer     not null,
  event_at     timestamptz not null,
  date         date        not null,
  sent_at      timestamptz,
  latency_ms   bigint,
  source_updated_at timestamptz not null
);
create index fact_notification_customer on fact_notification (customer_key);

-- Marts: what was published last. A run that is refused leaves them as they were.
create table mart_load_day (
  date       date    not null,
  route      text    not null,
  flights    integer not null,
  flights_of_known_size integer not null,
  seats      bigint  not null,
  passengers bigint  not null,
  seated_on_known_size bigint not null,
  primary key (date, route)
);
create table mart_revenue_day (
  date           date    not null,
  route          text    not null,
  currency       text    not null,
  bookings       integer not null,
  gross_minor    bigint  not null,
  refunded_minor bigint  not null,
  net_minor      bigint  not null,
  primary key (date, route, currency)
);
create table mart_punctuality_day (
  date            date    not null,
  route           text    not null,
  flights         integer not null,
  arrived         integer not null,
  on_time         integer not null,
  cancelled       integer not null,
  delay_minutes   bigint  not null,
  primary key (date, route)
);
create table mart_delay_cause_day (
  date          date    not null,
  cause         text    not null,
  flights       integer not null,
  delay_minutes bigint  not null,
  cancelled     integer not null,
  primary key (date, cause)
);
create table mart_notification_day (
  date      date    not null,
  channel   text    not null,
  state     text    not null,
  bucket    integer not null,
  messages  integer not null,
  primary key (date, channel, state, bucket)
);
create table mart_cancellation_day (
  date           date    not null,
  currency       text    not null,
  quoted         integer not null,
  confirmed      integer not null,
  refund_owed    integer not null,
  refund_paid    integer not null,
  quoted_minor   bigint  not null,
  owed_minor     bigint  not null,
  paid_minor     bigint  not null,
  fee_minor      bigint  not null,
  primary key (date, currency)
);

create table watermark (
  source     text        primary key,
  updated_at timestamptz not null,
  id         text        not null
);
create table etl_run (
  id           integer     generated always as identity primary key,
  kind         text        not null check (kind in ('incremental', 'full', 'backfill')),
  is_dry       boolean     not null,
  range_from   date,
  range_to     date,
  asked_by     text        not null check (asked_by in ('schedule', 'person')),
  -- interrupted: it was killed; what it had done was rolled back by its database.
  state        text        not null check (state in ('running', 'succeeded', 'refused', 'failed', 'interrupted')),
  started_at   timestamptz not null,
  finished_at  timestamptz,
  rows_read    bigint      not null default 0,
  rows_changed bigint      not null default 0,
  error        text,
  check ((finished_at is null) = (state = 'running'))
);
create index etl_run_started on etl_run (started_at);
create table etl_step (
  run_id       integer     not null references etl_run on delete cascade,
  place        smallint    not null,
  name         text        not null,
  started_at   timestamptz not null,
  finished_at  timestamptz not null,
  rows         bigint      not null,
  primary key (run_id, place)
);
create table dq_result (
  run_id    integer not null references etl_run on delete cascade,
  name      text    not null,
  kind      text    not null check (kind in ('not_null', 'unique', 'relationship', 'accepted_values', 'freshness', 'reconciliation')),
  is_ok     boolean not null,
  faults    bigint  not null,
  examples  jsonb   not null,
  primary key (run_id, name)
);
create table lineage (
  target  text not null,
  cluster text not null,
  source  text not null,
  primary key (target, cluster, source)
);
