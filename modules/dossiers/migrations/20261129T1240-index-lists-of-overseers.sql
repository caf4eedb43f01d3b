-- Who oversees the whole province reads a list, and counts it up to its bound, from an index across all desks. What the wall and the lists look at is in it, so that the table is not touched.
drop index dossiers.dossier_by_due;
create index dossier_by_due on dossiers.dossier (processing, due_at, id)
  include (supplement, last_event_at, channel, field, assignee_account_id, holder_agency_id, receiving_agency_id, competent_agency_id, subject_account_id, submitter_account_id, mandate_id) where closed_at is null;
-- What lies with nobody: behind a long list of what somebody has already taken it was found last.
create index dossier_unassigned on dossiers.dossier (processing, due_at, id)
  include (supplement, channel, field, assignee_account_id, holder_agency_id, receiving_agency_id, competent_agency_id, subject_account_id, submitter_account_id, mandate_id) where closed_at is null and assignee_account_id is null;
