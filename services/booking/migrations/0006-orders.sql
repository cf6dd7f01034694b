-- What is bought together, under one record locator. It holds one booking per passenger.
create table booking_order (
  -- 1 to 15 are the orders of the sample bookings.
  id             integer     generated always as identity (start with 16) primary key,
  locator        text        not null check (locator ~ '^[A-Z0-9]{6}$'),
  -- Who bought it; null where it was not sold to an account.
  account_id     integer,
  -- PAYMENT_PENDING: the seats are its own until payment_due_at. CANCELLED: none of its bookings lives.
  state          text        not null check (state in ('PAYMENT_PENDING', 'CONFIRMED', 'CANCELLED')),
  payment_due_at timestamptz check ((payment_due_at is not null) = (state = 'PAYMENT_PENDING')),
  payment_method text        not null check (payment_method in (
                   'credit_card', 'debit_card', 'paypal', 'bank_transfer', 'miles')),
  -- Sum of its bookings as they were sold.
  amount_minor   integer     not null check (amount_minor >= 0),
  currency       text        not null check (currency ~ '^[A-Z]{3}$'),
  -- The Idempotency-Key it was asked for with, whose final outcome is known when the payment is.
  idempotency_route text,
  idempotency_key   text,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  check ((idempotency_route is null) = (idempotency_key is null))
);
create unique index booking_order_live_locator on booking_order (locator) where state <> 'CANCELLED';
create index booking_order_account on booking_order (account_id);
create index booking_order_due on booking_order (payment_due_at) where state = 'PAYMENT_PENDING';
create index booking_order_updated on booking_order (updated_at);

alter table booking
  add column order_id         integer references booking_order,
  add column passenger_type   text not null default 'ADT' check (passenger_type in ('ADT', 'CHD', 'INF')),
  -- The booking of the adult on whose lap an infant flies; such a booking has no seat.
  add column infant_of        integer references booking,
  add column cabin            text not null default 'economy' check (cabin in ('economy', 'business')),
  -- Name of the fare family; its conditions are data (src/fares).
  add column fare             text not null default 'standard',
  -- As it was sold: {"fareMinor": 15000, "taxes": [{"code": "XT", "name": "…", "amountMinor": 5000}]}; sums to amount_minor.
  add column price            jsonb,
  -- Codes of airlines for special service requests, such as WCHR.
  add column special_requests text[] not null default '{}';

-- Every booking that was sold before becomes an order of its own, under its locator.
insert into booking_order (id, locator, account_id, state, payment_method, amount_minor, currency, created_at, updated_at)
overriding system value
select id, locator, account_id, case when status = 'CANCELLED' then 'CANCELLED' else 'CONFIRMED' end, payment_method,
       amount_minor, currency, created_at, updated_at
  from booking;
select setval(pg_get_serial_sequence('booking_order', 'id'), greatest(15, max(id))) from booking_order;
update booking set order_id = id, price = jsonb_build_object('fareMinor', amount_minor, 'taxes', '[]'::jsonb);
alter table booking
  alter column order_id set not null,
  alter column price set not null,
  drop column locator,
  drop column account_id,
  drop column payment_method,
  add constraint booking_infant_has_no_seat check (passenger_type <> 'INF' or seat is null);
create index booking_order_id on booking (order_id);
-- Orders of one locator are looked up also after they have ended.
create index booking_order_locator on booking_order (locator);

-- The steps that a booking and an order may take. They mirror src/orders/states.ts; a test compares them pair by pair.
create function is_booking_step(old text, new text) returns boolean language sql immutable
  return case old
    when 'HELD' then new in ('PAYMENT_PENDING', 'CANCELLED')
    when 'PAYMENT_PENDING' then new in ('CONFIRMED', 'CANCELLED')
    when 'CONFIRMED' then new in ('CHECKED_IN', 'NEEDS_REBOOKING', 'CANCELLED')
    when 'CHECKED_IN' then new in ('CONFIRMED', 'NEEDS_REBOOKING', 'CANCELLED')
    when 'NEEDS_REBOOKING' then new in ('CONFIRMED', 'CANCELLED')
    else false end;
create function is_order_step(old text, new text) returns boolean language sql immutable
  return (old = 'PAYMENT_PENDING' and new in ('CONFIRMED', 'CANCELLED')) or (old = 'CONFIRMED' and new = 'CANCELLED');
create function refuse_step() returns trigger language plpgsql as $$
begin
  raise exception 'this % cannot become what it was to become', tg_table_name;
end
$$;
-- Sample data alone may be put back to how it was.
create trigger booking_step before update of status on booking
  for each row when (old.status <> new.status and not is_booking_step(old.status, new.status)
                     and current_setting('airside.restores', true) is distinct from 'on')
  execute function refuse_step();
create trigger booking_order_step before update of state on booking_order
  for each row when (old.state <> new.state and not is_order_step(old.state, new.state)
                     and current_setting('airside.restores', true) is distinct from 'on')
  execute function refuse_step();

alter table passenger add column date_of_birth date;

-- Kept as it was written: an answer goes out again byte for byte.
alter table idempotency_key alter column outcome type json;

-- Seats that one account keeps for ten minutes while it makes up its mind. Expiry is by the clock of the database: an expired
-- hold holds nothing, whether it has been swept or not.
create table hold (
  -- Not to be guessed.
  id         uuid        primary key default gen_random_uuid(),
  account_id integer     not null,
  flight_id  integer     not null references flight,
  expires_at timestamptz not null,
  -- Released, or used by an order.
  ended_at   timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index hold_account on hold (account_id) where ended_at is null;
create index hold_expiry on hold (expires_at) where ended_at is null;

alter table seat
  add column hold_id    uuid references hold,
  -- A seat is free when booking_id is null and this is null or past.
  add column held_until timestamptz,
  add column is_exit_row boolean not null default false,
  -- Never on sale: crew rest, broken, weight and balance.
  add column is_blocked boolean not null default false,
  -- No place in the cabin, but a right to fly: what is sold beyond the seats (docs/decisions/0025). Sold last.
  add column is_extra boolean not null default false;
create index seat_hold on seat (hold_id) where hold_id is not null;

-- As before, but blocked seats stay off sale, and so do extras beyond the present limit.
create or replace function follow_phase() returns trigger language plpgsql as $$
begin
  update seat set is_on_sale = is_on_sale(new.phase) and not is_blocked
                               and (not is_extra or row_number - 1000 <= new.overbooking_limit),
                  updated_at = now()
   where flight_id = new.id;
  return null;
end
$$;

alter table flight
  -- How many more than its seats may be sold.
  add column overbooking_limit integer not null default 0 check (overbooking_limit between 0 and 50),
  -- False while nobody has asked for a seat of it: its seat rows are made then.
  add column seats_opened boolean not null default true;

-- Everything that happened to an order and its bookings. Append-only.
create table booking_history (
  id         bigint      generated always as identity primary key,
  order_id   integer     not null references booking_order,
  -- Null where it concerns the whole order.
  booking_id integer     references booking,
  -- A word such as ordered, confirmed, payment_declined, seat_changed, cancelled, refunded, rebooked; see src/orders/history.ts.
  kind       text        not null,
  -- Account that did it; null for the system.
  actor_account_id integer,
  detail     jsonb       not null default '{}',
  happened_at timestamptz not null default clock_timestamp()
);
create index booking_history_order on booking_history (order_id, id);
insert into booking_history (order_id, booking_id, kind, actor_account_id, happened_at)
select id, id, 'ordered', account_id, created_at from booking_order
union all
select id, id, 'confirmed', null, created_at from booking_order
union all
select id, id, 'cancelled', null, updated_at from booking_order where state = 'CANCELLED';
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed', tg_table_name;
end
$$;
create trigger booking_history_append_only before update or delete on booking_history
  for each row execute function refuse_change();
