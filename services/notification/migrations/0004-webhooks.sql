-- Targets outside that are told of events. The secret signs what is sent, so it must be readable here.
create table webhook (
  id              integer     generated always as identity primary key,
  url             text        not null,
  types           text[]      not null,
  secret          text        not null,
  created_by      integer     not null,
  created_at      timestamptz not null default now(),
  last_success_at timestamptz,
  -- Both are set while the last attempt has failed.
  failing_since   timestamptz,
  last_failure    text,
  -- The target answered 410 Gone.
  disabled_at     timestamptz
);

-- One event for one target. Ended rows stay for three days: longer than any event can come again.
create table webhook_delivery (
  webhook_id integer     not null references webhook on delete cascade,
  event_id   text        not null,
  event_type text        not null,
  -- As it was published; json keeps the order of its members.
  event      json        not null,
  state      text        not null default 'pending' check (state in ('pending', 'delivered', 'given_up')),
  attempts   integer     not null default 0,
  reason     text,
  created_at timestamptz not null default now(),
  ended_at   timestamptz,
  primary key (webhook_id, event_id),
  check ((state = 'pending') = (ended_at is null))
);
create index webhook_delivery_pending on webhook_delivery (webhook_id) where state = 'pending';
create index webhook_delivery_ended on webhook_delivery (ended_at) where state <> 'pending';
