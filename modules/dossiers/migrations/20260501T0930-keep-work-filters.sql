-- Filters of the work list that an officer has given a name; nobody else sees them.
create table dossiers.work_filter (
  id uuid primary key,
  account_id uuid not null,
  name text not null check (name is nfc normalized and length(name) between 1 and 60),
  -- the part of the address after the question mark
  query text not null,
  created_at timestamptz not null,
  unique (account_id, name)
);
grant select, insert, update, delete on dossiers.work_filter to tinhso_app;
alter table dossiers.work_filter enable row level security;
create policy work_filter_own on dossiers.work_filter using ((select kernel.actor_kind()) = 'system' or account_id = (select kernel.actor_account()));

-- What the receiving desk urges (NĐ 61/2018 Đ8.2.b) may lie anywhere
create index dossier_by_receiver_due on dossiers.dossier (receiving_agency_id, due_at, id) where closed_at is null;
