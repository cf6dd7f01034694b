-- Mails about an account itself: one row for each one-time token of the user service. Neither the token nor the address is
-- here: both are asked for when the mail is sent.
create table account_mail (
  token_id   uuid        primary key,
  account_id integer     not null,
  event_id   text        not null,
  purpose    text        not null check (purpose in ('password_reset', 'verify_email')),
  -- VOID: the token was used or replaced before its mail left. A row in SENDING may have been taken by its provider.
  state      text        not null default 'QUEUED' check (state in ('QUEUED', 'SENDING', 'SENT', 'VOID', 'FAILED')),
  reason     text        not null default 'waits for its turn',
  -- Tries so far; tells an attempt given up for dead from its successor.
  attempts   integer     not null default 0,
  -- Tries of which nobody knows whether a provider has taken the mail.
  doubts     integer     not null default 0,
  provider   text,
  -- The token's end: nobody tries after it.
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  sent_at    timestamptz
);
create index account_mail_account on account_mail (account_id);
create index account_mail_created on account_mail (created_at);
create index account_mail_unsent on account_mail (created_at) where state in ('QUEUED', 'SENDING');
