-- A feed says more than the desk: early departures, arrivals that catch up or fall behind, diversions.
alter table flight
  drop constraint flight_delay_minutes_check,
  -- Null where it arrives as late as it leaves.
  add column arrival_delay_minutes integer,
  add column diverted_to text check (diverted_to ~ '^[A-Z]{3}$');

-- The operation event behind a change, where a feed made it.
alter table flight_change add column event_id text;

-- When the event happened that last spoke of one side of a flight (its delay, its gate …): an older one that comes late changes nothing.
create table flight_signal (
  flight_id  integer     not null references flight,
  aspect     text        not null check (aspect in ('delay', 'gate', 'terminal', 'phase', 'aircraft')),
  event_time timestamptz not null,
  event_id   text        not null,
  primary key (flight_id, aspect)
);

-- What became of each operation event.
create table applied_event (
  event_id   text        primary key,
  flight_id  integer     not null references flight,
  event_type text        not null,
  event_time timestamptz not null,
  -- refused: the flight cannot do that any more; superseded: a later event had come before.
  effect     text        not null check (effect in ('changed', 'unchanged', 'superseded', 'refused')),
  -- Why it was refused, or what in it contradicts itself.
  remark     text,
  applied_at timestamptz not null default now()
);
create index applied_event_flight on applied_event (flight_id, applied_at);

-- Where a flight was seen last.
create table position (
  flight_id       integer          primary key references flight,
  latitude        double precision not null,
  longitude       double precision not null,
  altitude_ft     double precision not null,
  heading         double precision not null,
  ground_speed_kt double precision not null,
  seen_at         timestamptz      not null,
  updated_at      timestamptz      not null default clock_timestamp()
);
create index position_updated on position (updated_at);
