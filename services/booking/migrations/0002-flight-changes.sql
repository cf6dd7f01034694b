-- Off the ground and on the ground; with out_at and in_at the four OOOI times.
alter table flight
  add column off_at timestamptz,
  add column on_at  timestamptz;

-- Every change of a flight: what it was, what it became, who did it. Append-only.
create table flight_change (
  id         integer     generated always as identity primary key,
  flight_id  integer     not null references flight,
  -- Version of the flight after the change.
  version    integer     not null,
  -- Account that asked for it; null where the system did it by itself.
  changed_by integer,
  -- {"gate": {"old": "A1", "new": "A2"}, …}
  changes    jsonb       not null,
  changed_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (flight_id, version)
);
