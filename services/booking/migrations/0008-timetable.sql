alter table flight
  -- Where it arrives; `terminal` is where it leaves from.
  add column arrival_terminal text,
  -- Nobody reports its phases: it has flown when its time is over.
  add column flies_by_clock boolean not null default false;
create index flight_by_clock on flight (scheduled_arrival) where flies_by_clock and phase not in ('arrived', 'cancelled');

-- Lists of flights stay in the order of their departure, whichever of these they are asked for by, also among a million.
create index flight_from on flight (origin, scheduled_departure);
create index flight_into on flight (destination, scheduled_departure);
create index flight_of_airline on flight (airline, scheduled_departure);
create index flight_in_phase on flight (phase, scheduled_departure);
create index flight_late on flight (scheduled_departure) where delay_minutes > 0;
-- The next departure of a code is found without those that have flown.
create index flight_of_code on flight (code, departure_date) where phase <> 'arrived';
drop index flight_date;
create index flight_on_date on flight (departure_date, scheduled_departure);
