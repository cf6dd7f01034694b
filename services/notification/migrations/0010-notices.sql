-- What a traveller chose. A row belongs to a passenger, or to an account that is no passenger yet; of a passenger with an
-- account it names both. Who has no row has the defaults.
create table preference (
  id           integer     generated always as identity primary key,
  passenger_id text        unique,
  account_id   integer     unique,
  email        boolean     not null,
  sms          boolean     not null,
  push         boolean     not null,
  kinds        text[]      not null,
  -- All three or none; wall times in the zone.
  quiet_from   text,
  quiet_to     text,
  time_zone    text,
  language     text        not null,
  updated_at   timestamptz not null default now(),
  check (passenger_id is not null or account_id is not null),
  check ((quiet_from is null) = (quiet_to is null) and (quiet_from is null) = (time_zone is null))
);

-- Where push messages reach an account. One device is one row, whoever is signed in on it now.
create table device (
  id         integer     generated always as identity primary key,
  account_id integer     not null,
  kind       text        not null check (kind in ('fcm', 'webpush')),
  -- The FCM token, or the endpoint of the Web Push subscription.
  address    text        not null,
  -- {"p256dh","auth"} of a Web Push subscription.
  keys       jsonb,
  created_at timestamptz not null default now(),
  unique (kind, address)
);
create index device_account on device (account_id);

-- What happened, once per event; texts for people who are found later are made of it.
create table notice_event (
  event_id   text        primary key,
  event_time timestamptz not null,
  is_current boolean     not null,
  what       jsonb       not null,
  flight     jsonb       not null,
  created_at timestamptz not null default now()
);
create index notice_event_created on notice_event (created_at);

-- One event as told to one person: the text. Shown in the account's inbox once `shown_at` is set.
create table notice (
  id           bigint      generated always as identity primary key,
  event_id     text        not null references notice_event on delete cascade,
  -- `P011`, or `account/7` for a subscriber without a booking
  recipient    text        not null,
  passenger_id text,
  booking_id   text,
  account_id   integer,
  flight_id    text        not null,
  -- Notices of one departure to one person are one thread.
  departure_id integer     not null,
  kind         text        not null check (kind in ('delay', 'cancellation', 'gate_change')),
  event_time   timestamptz not null,
  language     text        not null,
  subject      text        not null,
  body         text        not null,
  sms          text        not null,
  push_title   text        not null,
  push_text    text        not null,
  is_urgent    boolean     not null,
  created_at   timestamptz not null default now(),
  shown_at     timestamptz,
  read_at      timestamptz,
  unique (event_id, recipient)
);
create index notice_thread on notice (departure_id, recipient);
create index notice_inbox on notice (account_id, id) where shown_at is not null;
create index notice_account on notice (event_id, account_id) where account_id is not null;

-- The ledger and the queue's cause: one notice on one channel. A row in SENDING may have been taken by its account.
create table delivery (
  id           bigint      generated always as identity primary key,
  -- Our key at providers.
  key          uuid        not null default gen_random_uuid(),
  notice_id    bigint      not null references notice on delete cascade,
  event_id     text        not null,
  recipient    text        not null,
  channel      text        not null check (channel in ('in_app', 'email', 'sms', 'push')),
  flight_id    text        not null,
  passenger_id text,
  booking_id   text,
  -- E-mail address or telephone number; null where it is asked for when sending.
  address      text,
  state        text        not null check (state in ('PLANNED', 'MERGED', 'HELD', 'SKIPPED', 'QUEUED', 'SENDING', 'SENT', 'FAILED')),
  -- One of a bounded set, for figures; `reason` says the same in words.
  reason_code  text        not null,
  reason       text        not null,
  held_until   timestamptz,
  -- Tries so far; fences off jobs that come again.
  attempts     integer     not null default 0,
  -- There is a job for it; a held one waits for its time.
  is_released  boolean     not null default false,
  -- Who is sending: tells an attempt given up for dead from its successor.
  claim        uuid,
  account      text,
  provider_id  text,
  created_at   timestamptz not null default now(),
  sent_at      timestamptz,
  unique (event_id, recipient, channel),
  unique (key)
);
create index delivery_notice on delivery (notice_id);
create index delivery_flight on delivery (flight_id, id);
create index delivery_passenger on delivery (passenger_id, id);
create index delivery_failed on delivery (id) where state = 'FAILED';
create index delivery_unsent on delivery (created_at) where state in ('PLANNED', 'QUEUED', 'SENDING');
create index delivery_provider on delivery (provider_id) where provider_id is not null;
