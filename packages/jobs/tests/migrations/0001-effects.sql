-- What jobs have done, where tests can count it.
create table effect (
  n    bigint generated always as identity,
  what text not null
);
