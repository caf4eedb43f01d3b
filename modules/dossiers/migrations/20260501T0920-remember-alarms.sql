-- When somebody was last told that a dossier does not move. Being told is no progress: it never touches last_event_at.
alter table dossiers.dossier add column last_alarm_at timestamptz;
create index dossier_open_quiet on dossiers.dossier (last_event_at, id) where closed_at is null;

-- One letter a day to the mailbox of an agency, however often the watch runs
create table dossiers.digest (
  agency_id uuid not null,
  day date not null,
  sent_at timestamptz not null,
  primary key (agency_id, day)
);
grant select, insert on dossiers.digest to tinhso_app;
alter table dossiers.digest enable row level security;
create policy digest_system on dossiers.digest using ((select kernel.actor_kind()) = 'system');
