-- The published figures as analysts ask for them; the HTTP reports read these too.
create view report_load_factor as
select date, route, flights, flights_of_known_size, seats, passengers, seated_on_known_size,
       round(seated_on_known_size::numeric / nullif(seats, 0), 4) as load_factor
  from mart_load_day;
create view report_revenue_by_route as
select date, route, currency, bookings, gross_minor, refunded_minor, net_minor from mart_revenue_day;
create view report_on_time_performance as
select date, route, flights, arrived, on_time, cancelled, delay_minutes,
       round(on_time::numeric / nullif(arrived, 0), 4) as on_time_share
  from mart_punctuality_day;
create view report_delay_causes as
select date, cause, flights, delay_minutes, cancelled from mart_delay_cause_day;
create view report_notification_latency as
select date, channel, state, bucket, messages from mart_notification_day;
create view report_cancellation_funnel as
select date, currency, quoted, confirmed, refund_owed, refund_paid, quoted_minor, owed_minor, paid_minor, fee_minor
  from mart_cancellation_day;
