-- Words that a language model has written for one event, tier and language: asked for once, by whoever wrote the row, and
-- read by all instances. They hold slots, no facts.
create table wording (
  event_id text        not null references notice_event on delete cascade,
  tier     text        not null,
  language text        not null,
  -- Null while it is asked for; a row whose asker has died stays so, and counts as failed after the deadline.
  state    text        check (state in ('accepted', 'failed')),
  -- {"subject","body","sms","pushTitle","pushText"}
  words    jsonb,
  -- Why the templates are used: one of a bounded set; `detail` says what was wrong.
  reason   text,
  detail   text,
  asked_at timestamptz not null default clock_timestamp(),
  primary key (event_id, tier, language),
  check ((state is not distinct from 'accepted') = (words is not null)),
  check ((state is not distinct from 'failed') = (reason is not null))
);
create index wording_asked on wording (asked_at);

-- Calls of all instances, by day (UTC).
create table wording_budget (
  day   date    primary key,
  calls integer not null
);

-- Who has worded the text of a delivery.
alter table delivery add column worded_by text not null default 'template' check (worded_by in ('template', 'model'));
