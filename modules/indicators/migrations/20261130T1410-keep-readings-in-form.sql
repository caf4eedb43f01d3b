-- Breakdowns are codes, as expressions write them.
alter table indicators.reading add constraint reading_category_check check (category ~ '^([A-Za-z0-9][A-Za-z0-9_-]{0,59})?$');
-- said of the old one before the new one is there: two never stand at once
alter table indicators.reading alter constraint reading_superseded_by_fkey deferrable initially deferred;
-- nothing is added to a published framework either
drop trigger indicator_kept on indicators.indicator;
create trigger indicator_kept before insert or update or delete on indicators.indicator for each row execute function indicators.keep_published();
