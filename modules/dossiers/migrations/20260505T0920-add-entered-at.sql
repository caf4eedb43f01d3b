-- The register is read in the order of reception (of filing, until then), of the desk that received or decides, or of the whole province. A column of its
-- own, because behind the row-level wall no index is used for an expression that calls anything, coalesce included.
alter table dossiers.dossier add column entered_at timestamptz not null generated always as (coalesce(received_at, submitted_at)) stored;
create index dossier_entered_at_desk on dossiers.dossier (receiving_agency_id, entered_at, id);
create index dossier_entered_to_decide on dossiers.dossier (competent_agency_id, entered_at, id);
create index dossier_entered on dossiers.dossier (entered_at, id);
drop index dossiers.dossier_received;
