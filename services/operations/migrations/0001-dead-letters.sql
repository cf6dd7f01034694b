-- Events that could not be taken, with the reason; kept until somebody replays or discards them.
create table dead_letter (
  id          integer     generated always as identity primary key,
  event_id    text,
  source      text        not null,
  reason      text        not null,
  event       jsonb       not null,
  received_at timestamptz not null default now()
);
