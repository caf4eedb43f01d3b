-- What a call of the JSON API was answered, so that the same call under the same key hears it again. Only calls that make something say a key, and
-- their answers name what was made.
alter table kernel.press add column answer jsonb;
comment on column kernel.press.answer is 'Status, place and value of a JSON answer; pages are never kept.';
