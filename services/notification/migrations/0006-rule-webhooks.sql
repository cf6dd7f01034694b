-- Targets of rules have no webhook of their own unless somebody registered the URL: then theirs is used, with its secret.
alter table webhook
  alter column created_by drop not null,
  add column rule_id integer;
create unique index webhook_of_rule on webhook (rule_id, url) where rule_id is not null;
