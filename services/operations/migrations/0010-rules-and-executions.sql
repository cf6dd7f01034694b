-- Which events set what going; edited at run time.
create table rule (
  id         integer     generated always as identity primary key,
  name       text        not null unique,
  enabled    boolean     not null,
  pattern    jsonb       not null,
  targets    jsonb       not null,
  version    integer     not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- Inserted here and never again: a default that somebody deleted stays deleted.
insert into rule (name, enabled, pattern, targets) values
  ('delay-workflow', true, '{"type": [{"prefix": "flight.delay."}]}', '[{"kind": "workflow", "workflow": "delay"}]'),
  ('cancellation-workflow', true, '{"type": ["flight.cancelled"]}', '[{"kind": "workflow", "workflow": "cancellation"}]'),
  ('gate-change-workflow', true, '{"type": ["flight.gate_change"]}', '[{"kind": "workflow", "workflow": "gate_change"}]'),
  ('notification-log', true, '{"type": [{"prefix": "notification."}]}', '[{"kind": "log"}]'),
  ('booking-audit', true, '{"type": ["booking.status_changed"]}', '[{"kind": "log"}]');

-- Events that a rule wanted written down.
create table audit (
  id        bigint      generated always as identity primary key,
  event_id  text        not null,
  rule_id   integer     not null,
  rule_name text        not null,
  type      text        not null,
  subject   text,
  at        timestamptz not null,
  event     jsonb       not null,
  unique (event_id, rule_id)
);
create index audit_type on audit (type, id);
create index audit_subject on audit (subject, id);
create index audit_at on audit (at);

-- One run of a workflow for one event. Whatever moves it on locks its row first.
create table execution (
  id           integer     generated always as identity primary key,
  -- The operation event behind it; where there is none, the event itself.
  event_id     text        not null,
  workflow     text        not null,
  flight_id    text        not null,
  -- Null until the first step has asked for it, where the event does not say.
  departure_id integer,
  -- The flight as the travellers are told of it, from when it was first asked for.
  flight       jsonb,
  status       text        not null check (status in ('RUNNING', 'SUCCEEDED', 'FAILED')),
  event        jsonb       not null,
  -- 1, and one more with each retry by hand: a part of the ids of its jobs.
  run          integer     not null default 1,
  started_at   timestamptz not null,
  finished_at  timestamptz,
  unique (event_id, workflow)
);
create index execution_status on execution (status, id);
create index execution_flight on execution (flight_id, id);
create index execution_finished_at on execution (finished_at);

-- Steps that have begun or are due.
create table execution_step (
  execution_id integer  not null references execution on delete cascade,
  name         text     not null,
  -- Place in the order in which the steps ran, from 1.
  place        smallint not null,
  status       text     not null check (status in ('WAITING', 'RUNNING', 'SUCCEEDED', 'FAILED')),
  attempts     integer  not null default 0,
  started_at   timestamptz,
  finished_at  timestamptz,
  input        jsonb,
  output       jsonb,
  error        text,
  primary key (execution_id, name)
);

-- The affected bookings, as they were found, in the batches in which they are worked through.
create table execution_travellers (
  execution_id integer not null references execution on delete cascade,
  batch        integer not null,
  travellers   jsonb   not null,
  primary key (execution_id, batch)
);

-- What a step that goes over the travellers did with each batch.
create table execution_batch (
  execution_id integer not null,
  step         text    not null,
  batch        integer not null,
  status       text    not null check (status in ('WAITING', 'RUNNING', 'SUCCEEDED', 'FAILED')),
  attempts     integer not null default 0,
  started_at   timestamptz,
  finished_at  timestamptz,
  -- Counts, of each part by its name where the step has parts.
  output       jsonb,
  -- What a later step needs of it.
  carried      jsonb,
  error        text,
  primary key (execution_id, step, batch),
  foreign key (execution_id, step) references execution_step on delete cascade
);
