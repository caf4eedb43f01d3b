-- Checks of releases, and the making of them, are work of a job: what was asked, how far it is, what was found and of which rows.
create table datasets.release_check (
  id uuid primary key,
  dataset_id uuid not null references datasets.dataset (id),
  plan jsonb not null,
  -- the rows and the contract that it judges: others need another check
  load_number integer not null,
  schema_version integer not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed')),
  phase text not null default 'waits' check (phase in ('waits', 'pseudonyms', 'treat', 'judge', 'derive')),
  report jsonb,
  -- faults of fields, as a form shows them
  failure jsonb,
  -- the release that is made of it, once that is asked for
  code text,
  title text,
  release_id uuid references datasets.release (id),
  asked_at timestamptz not null,
  asked_by uuid,
  ended_at timestamptz,
  check (state <> 'done' or report is not null),
  check (state <> 'failed' or failure is not null)
);
create index release_check_of_dataset on datasets.release_check (dataset_id, asked_at desc);
grant select, insert, delete on datasets.release_check to tinhso_app;
grant update (state, phase, report, failure, code, title, release_id, ended_at) on datasets.release_check to tinhso_app;
alter table datasets.release_check enable row level security;
create policy release_check_kept on datasets.release_check using (exists (select from datasets.dataset d where d.id = dataset_id and datasets.keeps(d.agency_id))) with check (exists (select from datasets.dataset d where d.id = dataset_id and datasets.keeps(d.agency_id)));
