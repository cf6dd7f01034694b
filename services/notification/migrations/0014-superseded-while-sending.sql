-- The newer event that came while this was being tried: should the try not succeed, there is no other one.
alter table delivery add column superseded_by text;
