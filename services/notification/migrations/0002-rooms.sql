-- What was said in a flight's room. The room's row gives out the numbers: its lock orders writers, so that numbers become visible in order.
create table room (
  flight_code   text    primary key,
  last_sequence integer not null
);

create table room_update (
  flight_code text        not null references room,
  sequence    integer     not null,
  -- `data` of the frame, but for flight_code, sequence and at
  content     jsonb       not null,
  created_at  timestamptz not null default now(),
  primary key (flight_code, sequence)
);
create index room_update_created on room_update (created_at);

-- Opens one socket within half a minute, for browsers, which cannot set headers.
create table ws_ticket (
  -- SHA-256 of the ticket
  hash       bytea       primary key,
  caller     jsonb       not null,
  expires_at timestamptz not null
);
