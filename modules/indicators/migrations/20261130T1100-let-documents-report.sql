-- Figures of a published document, entered with its name.
alter table indicators.reading drop constraint reading_source_check;
alter table indicators.reading add constraint reading_source_check check (source in ('platform', 'dataset', 'exchange', 'form', 'document'));
