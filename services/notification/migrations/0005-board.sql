-- What the board was told, of every flight. No counter gives out numbers, since all flights would take turns at it: updates are
-- read in the order (xid, seq) below the oldest running transaction, as an outbox is.
create table board_update (
  xid        xid8        not null default pg_current_xact_id(),
  seq        bigint      generated always as identity,
  content    jsonb       not null,
  created_at timestamptz not null default now(),
  primary key (xid, seq)
);
create index board_update_created on board_update (created_at);

-- One row: the last update that was deleted. A reader that has not seen it has missed something.
create table board_horizon (
  is_only boolean primary key default true check (is_only),
  xid     xid8    not null default '0',
  seq     bigint  not null default 0
);
insert into board_horizon default values;
