create table account (
  id                integer     generated always as identity primary key,
  username          text        not null,
  email             text        not null,
  email_verified_at timestamptz,
  -- bcrypt over a keyed prehash; empty once the account is deleted
  password_hash     text        not null,
  first_name        text,
  last_name         text,
  phone             text,
  language          text        not null default 'en',
  roles             text[]      not null default '{passenger}',
  -- set when the owner deleted it: from then on the row holds no personal data
  deleted_at        timestamptz,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now()
);
create unique index account_username_key on account (lower(username));
create unique index account_email_key on account (lower(email));

-- A session is one login: a family of refresh tokens that rotate.
create table session (
  id         uuid        primary key,
  account_id integer     not null references account,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at   timestamptz
);
create index session_account on session (account_id) where ended_at is null;

create table refresh_token (
  -- SHA-256 of the token; the token itself is known to its holder only
  hash       bytea       primary key,
  session_id uuid        not null references session on delete cascade,
  created_at timestamptz not null default now(),
  used_at    timestamptz
);
create index refresh_token_session on refresh_token (session_id);

-- Sent by mail: resets a password, or proves an e-mail address. Each works once.
create table one_time_token (
  hash       bytea       primary key,
  account_id integer     not null references account,
  purpose    text        not null check (purpose in ('password_reset', 'verify_email')),
  -- the address it was made for: a changed address makes it void
  email      text        not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index one_time_token_account on one_time_token (account_id, purpose, created_at);

create table service_token (
  id         integer     generated always as identity primary key,
  name       text        not null,
  hash       bytea       not null unique,
  scopes     text[]      not null,
  created_by integer     not null references account,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);

create table signing_key (
  kid                   text        primary key,
  public_jwk            jsonb       not null,
  -- AES-256-GCM: nonce, tag, then the PKCS #8 key
  encrypted_private_key bytea       not null,
  -- published from creation on, signs from here on, so that every verifier knows it in time
  signs_from            timestamptz not null,
  created_at            timestamptz not null default now()
);
