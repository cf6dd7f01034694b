-- What cancelling would bring back, as it was told. Confirming does just that, once.
create table cancellation_quote (
  -- Not to be guessed.
  id             uuid        primary key default gen_random_uuid(),
  order_id       integer     not null references booking_order,
  -- The booking it was asked for.
  booking_id     integer     not null references booking,
  -- What it ends: [{"bookingId": 16, "flightId": 3, "paidMinor": 20000, "refundMinor": 15000}, …]
  covers         jsonb       not null,
  refund_minor   integer     not null check (refund_minor >= 0),
  fee_minor      integer     not null check (fee_minor >= 0),
  currency       text        not null check (currency ~ '^[A-Z]{3}$'),
  -- By the clock of the database.
  expires_at     timestamptz not null,
  confirmed_at   timestamptz,
  -- What was given back in the end: no less than was told.
  refunded_minor integer     check ((refunded_minor is null) = (confirmed_at is null)),
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now()
);
create index cancellation_quote_order on cancellation_quote (order_id);
create index cancellation_quote_expiry on cancellation_quote (expires_at) where confirmed_at is null;
create index cancellation_quote_updated on cancellation_quote (updated_at);

-- What going on another flight would cost or bring back.
create table change_quote (
  id               uuid        primary key default gen_random_uuid(),
  order_id         integer     not null references booking_order,
  booking_id       integer     not null references booking,
  -- Who asked for it, and then who confirmed it.
  account_id       integer     not null,
  flight_id        integer     not null references flight,
  cabin            text        not null check (cabin in ('economy', 'business')),
  -- A certain seat, or any.
  seat             text,
  -- Who moves, from where, at which price: [{"bookingId": 16, "flightId": 3, "paidMinor": 20000, "price": {…}}, …]
  covers           jsonb       not null,
  -- New prices less what was paid; below zero where the new flight is cheaper.
  difference_minor integer     not null,
  fee_minor        integer     not null check (fee_minor >= 0),
  currency         text        not null check (currency ~ '^[A-Z]{3}$'),
  -- paying: the seat is held and a payment is under way. released: paid for in vain; the money goes back.
  state            text        not null default 'open' check (state in ('open', 'paying', 'confirmed', 'released')),
  payment_id       integer     check (payment_id is not null or state <> 'paying'),
  hold_id          uuid        references hold,
  refunded_minor   integer     check ((refunded_minor is null) = (state <> 'confirmed')),
  expires_at       timestamptz not null,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now()
);
create index change_quote_order on change_quote (order_id);
create index change_quote_expiry on change_quote (expires_at) where state = 'open';
create index change_quote_updated on change_quote (updated_at);

-- What a party of one order was offered in place of a cancelled flight.
create table rebooking_offer (
  id                 integer     generated always as identity primary key,
  order_id           integer     not null references booking_order,
  -- The cancelled one.
  flight_id          integer     not null references flight,
  priority           text        not null check (priority in ('HIGH', 'NORMAL', 'LOW')),
  -- Seats that the party needs.
  economy_seats      integer     not null check (economy_seats >= 0),
  business_seats     integer     not null check (business_seats >= 0),
  -- Departures when it was made, the best first.
  flight_ids         integer[]   not null,
  -- released: cancelled, or gone on another way.
  state              text        not null default 'open' check (state in ('open', 'accepted', 'released')),
  accepted_flight_id integer     references flight check ((accepted_flight_id is not null) = (state = 'accepted')),
  offered_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now()
);
create unique index rebooking_offer_open on rebooking_offer (order_id, flight_id) where state = 'open';
create index rebooking_offer_flight on rebooking_offer (flight_id) where state = 'open';
create index rebooking_offer_updated on rebooking_offer (updated_at);
