-- One departure of a flight code. The date is local at the origin, as airlines count; times are instants.
create table flight (
  id                  integer generated always as identity primary key,
  code                text        not null check (code = upper(code)),
  departure_date      date        not null,
  airline             text        not null,
  origin              text        not null check (origin ~ '^[A-Z]{3}$'),
  destination         text        not null check (destination ~ '^[A-Z]{3}$'),
  scheduled_departure timestamptz not null,
  scheduled_arrival   timestamptz not null,
  -- Out of the gate and in at the gate: the actual departure and arrival, null until they are known.
  out_at              timestamptz,
  in_at               timestamptz,
  phase               text        not null default 'scheduled' check (phase in (
                        'scheduled', 'check_in', 'boarding', 'gate_closed', 'departed', 'airborne', 'landed', 'arrived',
                        'cancelled', 'diverted', 'returned_to_gate')),
  delay_minutes       integer     not null default 0 check (delay_minutes >= 0),
  delay_reason        text        check (delay_reason in ('WEATHER', 'MECHANICAL', 'CREW', 'ATC', 'SECURITY', 'OTHER')),
  gate                text,
  terminal            text,
  aircraft_type       text        not null,
  price_minor         integer     not null check (price_minor >= 0),
  currency            text        not null check (currency ~ '^[A-Z]{3}$'),
  version             integer     not null default 1,
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  unique (code, departure_date),
  check (scheduled_arrival > scheduled_departure)
);
create index flight_route on flight (origin, destination, departure_date);
create index flight_updated on flight (updated_at);

create table passenger (
  id               integer generated always as identity (start with 11) primary key,
  -- Text form on the wire: P011.
  reference        text        not null unique
                     generated always as ('P' || lpad(id::text, greatest(3, length(id::text)), '0')) stored,
  -- The login that is this traveller, if there is one.
  account_id       integer     unique,
  first_name       text        not null,
  last_name        text,
  email            text,
  phone            text,
  tier             text        not null default 'MEMBER' check (tier in ('MEMBER', 'A-LIST', 'A-LIST PREFERRED')),
  special_requests text,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now()
);
create index passenger_updated on passenger (updated_at);

-- What there is to sell. A seat is free when no booking holds it, and for sale while its flight is (see the trigger below).
create table seat (
  flight_id  integer     not null references flight,
  name       text        not null,
  row_number smallint    not null,
  letter     text        not null,
  cabin      text        not null check (cabin in ('economy', 'business')),
  is_on_sale boolean     not null,
  booking_id integer,
  updated_at timestamptz not null default now(),
  primary key (flight_id, name)
);
create index seat_free on seat (flight_id, row_number, letter) where booking_id is null and is_on_sale;
create index seat_updated on seat (updated_at);

create table booking (
  id             integer generated always as identity (start with 16) primary key,
  -- Text form on the wire: B016.
  reference      text        not null unique
                   generated always as ('B' || lpad(id::text, greatest(3, length(id::text)), '0')) stored,
  locator        text        not null check (locator ~ '^[A-Z0-9]{6}$'),
  -- Who bought it; null where it was not sold to an account.
  account_id     integer,
  passenger_id   integer     not null references passenger,
  flight_id      integer     not null,
  seat           text,
  status         text        not null check (status in (
                   'HELD', 'PAYMENT_PENDING', 'CONFIRMED', 'CHECKED_IN', 'NEEDS_REBOOKING', 'CANCELLED')),
  -- The price as it was sold.
  amount_minor   integer     not null check (amount_minor >= 0),
  currency       text        not null,
  payment_method text        not null check (payment_method in (
                   'credit_card', 'debit_card', 'paypal', 'bank_transfer', 'miles')),
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  -- To the seat, not to the flight: a key-share lock on one hot flight row by every buyer would cost a third of the sales.
  foreign key (flight_id, seat) references seat (flight_id, name)
);
create unique index booking_live_seat on booking (flight_id, seat) where status <> 'CANCELLED';
create unique index booking_live_locator on booking (locator) where status <> 'CANCELLED';
create index booking_account on booking (account_id);
create index booking_passenger on booking (passenger_id);
create index booking_updated on booking (updated_at);

-- The final outcome of a request (`body_hash`: SHA-256 in hex) that carried an Idempotency-Key; written in the statement that has the effect.
create table idempotency_key (
  account_id integer     not null,
  route      text        not null,
  key        text        not null,
  body_hash  text        not null,
  outcome    jsonb       not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, route, key)
);
create index idempotency_key_created on idempotency_key (created_at);

-- Loads that happen once.
create table seed (
  name       text        primary key,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- Mirrors isOnSale of src/flights/rules.ts; a test compares them phase by phase.
create function is_on_sale(phase text) returns boolean language sql immutable
  return phase in ('scheduled', 'check_in', 'boarding', 'gate_closed', 'returned_to_gate');

-- A change of phase that ends (or reopens) sales changes every seat row. A sale that began before it re-reads the row
-- it locks and sees that, so selling needs no lock on the flight, and no seat is sold after the change has committed.
create function follow_phase() returns trigger language plpgsql as $$
begin
  update seat set is_on_sale = is_on_sale(new.phase), updated_at = now() where flight_id = new.id;
  return null;
end
$$;
create trigger flight_phase after update of phase on flight
  for each row when (is_on_sale(old.phase) is distinct from is_on_sale(new.phase)) execute function follow_phase();
