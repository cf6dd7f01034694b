-- What the warehouse may read: these columns, for the role `etl` where there is one. Names, addresses, seats of persons, tokens
-- and record locators are not among them.
create view warehouse_passenger as
select id, tier, account_id is not null as has_account,
       first_name = 'Deleted' and last_name is null and email is null and phone is null as is_erased, created_at, updated_at
  from passenger;
create index flight_change_changed on flight_change (changed_at);

do $$
begin
  if not exists (select from pg_roles where rolname = 'etl') then return; end if;
  grant select on warehouse_passenger to etl;
  grant select (id, code, departure_date, airline, origin, destination, scheduled_departure, scheduled_arrival, out_at, off_at,
                on_at, in_at, phase, delay_minutes, arrival_delay_minutes, delay_reason, diverted_to, aircraft_type, version,
                seats_opened, updated_at) on flight to etl;
  grant select (id, flight_id, version, event_id, changes, changed_at) on flight_change to etl;
  grant select (flight_id, is_extra) on seat to etl;
  grant select (id, order_id, passenger_id, flight_id, status, cabin, fare, passenger_type, amount_minor, currency, created_at,
                updated_at) on booking to etl;
  grant select (id, account_id, payment_method) on booking_order to etl;
  grant select (id, order_id, state, method, reason, amount_minor, currency, created_at, settled_at, updated_at) on payment to etl;
  grant select (id, order_id, state, reason, amount_minor, currency, created_at, done_at, updated_at) on refund to etl;
  grant select (id, order_id, booking_id, refund_minor, fee_minor, refunded_minor, currency, created_at, confirmed_at, updated_at)
    on cancellation_quote to etl;
end
$$;
