-- Work lists stay as quick with a million dossiers as with a thousand. Each list is read in its order from an index that begins with what the
-- list fixes: the desk and the state, or the state alone where somebody oversees the whole province. What the row-level wall and the counts look at
-- is in the index too, so that counting never touches the table; only open dossiers are in it, and they stay few.
drop index dossiers.dossier_by_desk;
create index dossier_by_desk on dossiers.dossier (holder_agency_id, processing, due_at, id)
  include (supplement, last_event_at, channel, field, assignee_account_id, receiving_agency_id, competent_agency_id, subject_account_id, submitter_account_id, mandate_id)
  where closed_at is null;
create index dossier_waiting_by_desk on dossiers.dossier (holder_agency_id, due_at, id) where closed_at is null and supplement in ('requested-before-acceptance', 'requested-after-acceptance');
create index dossier_waiting on dossiers.dossier (due_at, id) where closed_at is null and supplement in ('requested-before-acceptance', 'requested-after-acceptance');
create index dossier_silent_by_desk on dossiers.dossier (holder_agency_id, last_event_at, id) where closed_at is null and processing in ('submitted', 'received', 'in-progress', 'proposed', 'approved');
create index dossier_silent on dossiers.dossier (last_event_at, id) where closed_at is null and processing in ('submitted', 'received', 'in-progress', 'proposed', 'approved');
create index dossier_closed_anywhere on dossiers.dossier (closed_at desc, id desc) where closed_at is not null;
create index dossier_to_urge on dossiers.dossier (receiving_agency_id, processing, due_at, id)
  include (holder_agency_id, competent_agency_id, subject_account_id, submitter_account_id, mandate_id) where closed_at is null;
