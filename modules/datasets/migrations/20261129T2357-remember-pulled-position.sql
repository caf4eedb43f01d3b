-- How far a pull has read, until its load is decided: rows that were rejected are read again.
alter table datasets.source add column pending_position text;
