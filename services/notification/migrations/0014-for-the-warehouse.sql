-- When a delivery was changed last, so that the warehouse reads what is new and nothing else. Written by a trigger: a delivery
-- is changed by many statements, and one that forgot it would be missed silently.
alter table delivery add column updated_at timestamptz not null default now();
create function note_delivery_change() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end
$$;
create trigger delivery_changed before update on delivery for each row execute function note_delivery_change();
create index delivery_updated on delivery (updated_at);

-- What the warehouse may read, for the role `etl` where there is one: no text, no address.
do $$
begin
  if not exists (select from pg_roles where rolname = 'etl') then return; end if;
  grant select (id, notice_id, event_id, channel, flight_id, passenger_id, state, reason_code, attempts, created_at, sent_at,
                updated_at) on delivery to etl;
  grant select (id, kind, event_time, departure_id) on notice to etl;
end
$$;
