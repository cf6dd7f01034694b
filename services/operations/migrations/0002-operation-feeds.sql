-- Operation events that were taken, once each however often and by whatever way they come.
create table received_event (
  event_id    text        primary key,
  event_type  text        not null,
  flight_id   text        not null,
  -- The way it came first: http, kafka or rabbitmq.
  via         text        not null,
  -- Who says so.
  source      text        not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  -- As it came, with members that we pass over.
  event       jsonb       not null
);
create index received_event_age on received_event ((event_type = 'POSITION'), received_at);

-- Other bodies that came under an id that had been taken; they have no effect.
create table differing_event (
  event_id    text        not null references received_event on delete cascade,
  digest      bytea       not null,
  via         text        not null,
  received_at timestamptz not null,
  event       jsonb       not null,
  primary key (event_id, digest)
);

-- A dead letter is kept as the bytes that came: what is broken may be no JSON, no UTF-8, or text that jsonb cannot hold.
alter table dead_letter add column body bytea;
update dead_letter set body = convert_to(event::text, 'UTF8');
alter table dead_letter
  alter column body set not null,
  drop column event,
  -- The same broken message again, from a feed that retries, is the same dead letter.
  add column digest bytea not null generated always as (sha256(body)) stored,
  add unique (source, digest);
create index dead_letter_received_at on dead_letter (received_at);
