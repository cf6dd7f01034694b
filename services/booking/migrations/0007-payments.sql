-- What is to be paid for an order or for a change of it, and how far that has come. It is also the queue of the reconciler (ADR 26).
create table payment (
  id              integer     generated always as identity primary key,
  order_id        integer     not null references booking_order,
  -- The quote of a change that it pays for; null where it pays for the order itself.
  quote_id        uuid,
  -- Until when the change waits for it. An order says that itself.
  due_at          timestamptz check ((due_at is not null) = (quote_id is not null)),
  -- First part of its idempotency keys at the provider: <key>/authorise, /capture, /void, /refund/…. Beyond the order's number it
  -- says which database that was, for a new one counts from 1 again while the provider remembers.
  key             text        not null unique,
  provider        text        not null,
  -- captured: the order is confirmed, or changed. returned: paid, but it was too late for that, so all of it goes back.
  -- declined: the provider said no. released: nobody waits for it; void_state tells whether anything is left to undo.
  state           text        not null check (state in ('pending', 'captured', 'returned', 'declined', 'released')),
  method          text        not null,
  amount_minor    integer     not null check (amount_minor >= 0),
  currency        text        not null check (currency ~ '^[A-Z]{3}$'),
  -- What the provider's card field gave the client, never a card number; forgotten as soon as it is of no more use.
  token           text        check (token !~ '[0-9]{13}'),
  -- pending: not sent as far as anybody has noted. unknown: may have been sent. done and failed are for good.
  authorise_state text        not null default 'pending' check (authorise_state in ('pending', 'unknown', 'done', 'failed')),
  capture_state   text        not null default 'pending' check (capture_state in ('pending', 'unknown', 'done', 'failed')),
  void_state      text        check (void_state in ('pending', 'unknown', 'done', 'failed')),
  -- The provider's name for it.
  reference       text,
  -- Why it was declined or released, or why it goes back.
  reason          text,
  -- How often somebody has set out to settle it.
  attempts        integer     not null default 0,
  -- Null when there is nothing left to do.
  next_look_at    timestamptz,
  -- Somebody is at it; whoever dies is succeeded at this time.
  claimed_until   timestamptz,
  unknown_since   timestamptz,
  last_error      text,
  settled_at      timestamptz,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  check (state not in ('captured', 'returned') or capture_state = 'done'),
  check (state <> 'declined' or authorise_state = 'failed'),
  check (token is null or state = 'pending'),
  check ((settled_at is null) = (state = 'pending')),
  check ((next_look_at is not null) = (state = 'pending' or (state = 'released' and void_state in ('pending', 'unknown')))),
  check (unknown_since is null or next_look_at is not null)
);
create unique index payment_of_order on payment (order_id) where quote_id is null;
-- A quote that was not paid may be tried again.
create unique index payment_of_quote on payment (quote_id) where state in ('pending', 'captured');
create index payment_order on payment (order_id);
create index payment_due on payment (next_look_at) where next_look_at is not null;
create index payment_unknown on payment (unknown_since) where unknown_since is not null;
create index payment_updated on payment (updated_at);

-- Money on its way back. Queued in the transaction of its cause, carried out afterwards.
create table refund (
  id              integer     generated always as identity primary key,
  order_id        integer     not null references booking_order,
  payment_id      integer     references payment,
  -- The cause's own, such as the number of a cancellation; the same key again is the same refund. One that goes back to several
  -- payments is a row for each.
  key             text        not null check (key ~ '^[A-Za-z0-9/_:.-]{1,100}$'),
  amount_minor    integer     not null check (amount_minor >= 0),
  currency        text        not null check (currency ~ '^[A-Z]{3}$'),
  reason          text        not null,
  -- dead: given up until somebody of the staff lets it be tried again. The money is still owed.
  state           text        not null check (state in ('queued', 'done', 'dead')),
  attempts        integer     not null default 0,
  -- Also says that somebody is at it: whoever takes it puts it off.
  next_attempt_at timestamptz,
  reference       text,
  last_error      text,
  done_at         timestamptz,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  unique nulls not distinct (order_id, key, payment_id),
  -- Nothing was paid: nothing goes back.
  check (payment_id is not null or (amount_minor = 0 and state = 'done')),
  check ((next_attempt_at is not null) = (state = 'queued')),
  check ((done_at is not null) = (state = 'done'))
);
create index refund_due on refund (next_attempt_at) where state = 'queued';
create index refund_dead on refund (id) where state = 'dead';
create index refund_updated on refund (updated_at);

-- Double entry: every transaction moves money between accounts and sums to zero. Debit is positive, credit negative.
create table ledger_account (
  name        text primary key,
  kind        text not null check (kind in ('asset', 'liability')),
  description text not null
);
insert into ledger_account (name, kind, description) values
  ('provider_clearing', 'asset',     'Taken by the payment provider for us, less what it has paid back'),
  ('revenue_unflown',   'liability', 'Sold and not yet flown: owed as a flight'),
  ('refunds_payable',   'liability', 'To be paid back: owed as money');

create table ledger_transaction (
  id        bigint      generated always as identity primary key,
  order_id  integer     not null references booking_order,
  kind      text        not null check (kind in ('capture', 'capture_unwanted', 'refund_owed', 'refund_paid')),
  -- One cause, one transaction: payment/17/capture, refund/4/paid.
  key       text        not null unique,
  posted_at timestamptz not null default now()
);
create index ledger_transaction_order on ledger_transaction (order_id);

create table ledger_entry (
  id             bigint  generated always as identity primary key,
  transaction_id bigint  not null references ledger_transaction,
  -- No foreign key: every sale would lock the same three rows.
  account        text    not null check (account in ('provider_clearing', 'revenue_unflown', 'refunds_payable')),
  amount_minor   bigint  not null check (amount_minor <> 0),
  currency       text    not null check (currency ~ '^[A-Z]{3}$')
);
create index ledger_entry_transaction on ledger_entry (transaction_id);
create index ledger_entry_account on ledger_entry (account, currency) include (amount_minor);

create function check_ledger_sum() returns trigger language plpgsql as $$
declare
  checked bigint := case tg_table_name when 'ledger_entry' then (to_jsonb(new) ->> 'transaction_id')::bigint else new.id end;
begin
  if not exists (select from ledger_entry where transaction_id = checked) then
    raise exception 'ledger transaction % has no entries', checked using errcode = 'check_violation';
  end if;
  if exists (select from ledger_entry where transaction_id = checked group by currency having sum(amount_minor) <> 0) then
    raise exception 'ledger transaction % does not sum to zero', checked using errcode = 'check_violation';
  end if;
  return null;
end
$$;
-- Deferred: the entries of a transaction come one after another.
create constraint trigger ledger_entry_sum after insert on ledger_entry
  deferrable initially deferred for each row execute function check_ledger_sum();
create constraint trigger ledger_transaction_sum after insert on ledger_transaction
  deferrable initially deferred for each row execute function check_ledger_sum();

create trigger ledger_account_append_only before update or delete on ledger_account
  for each row execute function refuse_change();
create trigger ledger_transaction_append_only before update or delete on ledger_transaction
  for each row execute function refuse_change();
create trigger ledger_entry_append_only before update or delete on ledger_entry
  for each row execute function refuse_change();
