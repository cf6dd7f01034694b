-- Durable wishes to hear about a flight. The flight is a designator: it means that code's next departure.
create table subscription (
  account_id  integer     not null,
  flight_code text        not null,
  created_at  timestamptz not null default now(),
  primary key (account_id, flight_code)
);
