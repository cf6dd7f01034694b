-- What a service needs to publish and to consume events. Copied as it is into a migration of the service.

-- Events that left with their change, in one transaction; kept 24 h so that an emptied Redis can be filled again.
create table outbox (
  xid xid8 not null,
  seq bigint generated always as identity,
  partition smallint not null,
  partition_key text not null,
  event jsonb not null,
  created_at timestamptz not null default now(),
  primary key (xid, seq)
);
create index outbox_partition on outbox (partition, xid, seq);
create index outbox_newest_of_key on outbox (partition_key, xid desc);

-- Writes an event into the outbox of the running transaction. Not below the transaction's own id nor below the newest event
-- of the same key: a transaction may begin to write before another one, wait for its row lock, and publish after it. Its own
-- id alone would then turn their order around.
create function publish_event(partition smallint, key text, event jsonb) returns bigint language sql volatile as $$
  insert into outbox (xid, partition, partition_key, event)
  values (greatest(pg_current_xact_id(), (select o.xid from outbox o where o.partition_key = $2 order by o.xid desc limit 1)),
          $1, $2, $3)
  returning seq
$$;

-- One row: who relays, and how far the outbox has been read. The epoch tells this outbox from another one's remains in Redis.
create table outbox_relay (
  is_only boolean primary key default true check (is_only),
  epoch uuid not null default gen_random_uuid(),
  holder text,
  lease_until timestamptz not null default '-infinity',
  xid xid8 not null default '0',
  seq bigint not null default 0
);
insert into outbox_relay default values;

-- Events whose effect is done, by consumer group; written in the transaction of the effect.
create table inbox (
  consumer text not null,
  event_id text not null,
  handled_at timestamptz not null default now(),
  primary key (consumer, event_id)
);
create index inbox_handled_at on inbox (consumer, handled_at);

-- Instances that take part in a consumer group, so that they share its partitions evenly.
create table consumer_member (
  consumer text not null,
  stream text not null,
  holder text not null,
  lease_until timestamptz not null,
  primary key (consumer, stream, holder)
);

-- One leased consumer per (group, partition). The transaction of every effect holds a key share lock on its row; a takeover
-- locks the row for update, and so begins only when the last effect of the previous holder has ended.
create table consumer_lease (
  consumer text not null,
  stream text not null,
  partition smallint not null,
  holder text,
  lease_until timestamptz not null default '-infinity',
  primary key (consumer, stream, partition)
);

-- Events that failed and, behind them, later events of the same key. The lowest id of a key is the one that failed.
create table event_dead_letter (
  id bigint generated always as identity primary key,
  consumer text not null,
  stream text not null,
  partition smallint not null,
  partition_key text not null,
  event_id text not null,
  event jsonb not null,
  -- retrying: failed fewer than five times, or replayed; dead: given up until somebody replays it; parked: behind one of these
  state text not null check (state in ('retrying', 'dead', 'parked')),
  attempts integer not null default 0,
  reason text not null,
  next_attempt_at timestamptz not null default now(),
  received_at timestamptz not null default now(),
  unique (consumer, event_id)
);
create index event_dead_letter_key on event_dead_letter (consumer, stream, partition, partition_key, id);
