-- By this id the mail of a token is asked for. The token follows from it and a secret of the service, so that it is written down
-- nowhere. (The default is for rows of instances that do not know of it yet: their tokens follow from nothing, and have no mail.)
alter table one_time_token add column id uuid not null default gen_random_uuid();
create unique index one_time_token_id on one_time_token (id);
