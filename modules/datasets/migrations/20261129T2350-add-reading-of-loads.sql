-- Reading of files: how a file is written, what a steward decided about columns that do not fit, where the whole report lies, and how far the work is.
alter table datasets.load
  -- FileSettings (reading/settings.ts) as found, and as a steward told
  add column settings jsonb not null default '{}',
  add column header jsonb not null default '[]',
  -- { "columns": { "Ghi chú": "" }, "missing": ["so_giuong"] }
  add column decided jsonb not null default '{}',
  -- the report of all findings in the file store; null: none
  add column report_key text,
  add column source_id uuid,
  drop constraint load_state_check,
  -- drifted: columns do not fit the contract and a steward decides
  add constraint load_state_check check (state in ('receiving', 'drifted', 'reading', 'checked', 'accepting', 'accepted', 'rejected', 'failed'));
create index load_by_file on datasets.load (dataset_id, file_sha256);
drop index datasets.load_open;
create index load_open on datasets.load (state) where state in ('receiving', 'drifted', 'reading', 'checked', 'accepting');

-- How far a load is, written beside the transaction that does the work. Unlogged: after a crash the work begins again, and so does this.
create unlogged table datasets.load_progress (
  load_id uuid primary key references datasets.load (id),
  phase text not null,
  bytes bigint not null default 0,
  rows bigint not null default 0,
  at timestamptz not null
);
alter table datasets.load_progress enable row level security;
create policy load_progress_kept on datasets.load_progress using (load_id in (select id from datasets.load)) with check (load_id in (select id from datasets.load));
grant select, insert, update, delete on datasets.load_progress to tinhso_app;

-- Where rows come from by themselves: a drop folder, a query to another database, a service of the exchange. Each run is a load like any other.
create table datasets.source (
  id uuid primary key,
  dataset_id uuid not null references datasets.dataset (id),
  kind text not null check (kind in ('drop', 'sql', 'api')),
  mode text not null check (mode in ('upsert', 'snapshot', 'append')),
  -- what is no secret: host, query, service, path; the keyset column and how far it was read
  settings jsonb not null default '{}',
  -- connection with its password, sealed (kernel/secrets); null: none needed
  sealed bytea,
  -- minutes between two runs; null: only by hand
  every_minutes integer check (every_minutes between 5 and 525600),
  -- accept at once what has no error; else a steward decides
  accept_alone boolean not null default false,
  state text not null default 'on' check (state in ('on', 'off')),
  position text,
  last_run_at timestamptz,
  last_load_id uuid,
  last_error text,
  version integer not null default 1,
  created_at timestamptz not null
);
create index source_of_dataset on datasets.source (dataset_id);
alter table datasets.load add constraint load_source_id_fkey foreign key (source_id) references datasets.source (id);
alter table datasets.source enable row level security;
create policy source_kept on datasets.source using (exists (select from datasets.dataset d where d.id = dataset_id and datasets.keeps(d.agency_id))) with check (exists (select from datasets.dataset d where d.id = dataset_id and datasets.keeps(d.agency_id)));
grant select, insert, update on datasets.source to tinhso_app;
