-- What has waited is told in one message: that of the delivery which carries the others. A carried one is SENDING as long
-- as the carrier is, then MERGED; where the message was not sent it waits again, carried by none.
alter table delivery add column carried_by bigint references delivery on delete set null;
create index delivery_carried on delivery (carried_by) where carried_by is not null;
create index delivery_waiting on delivery (recipient, channel)
  where state = 'HELD' or (state = 'QUEUED' and reason_code = 'retrying');
