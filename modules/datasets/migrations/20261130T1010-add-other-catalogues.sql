-- Catalogues of others, harvested into the open-data portal: where they stand, how each run ended, and what they hold.
create table datasets.harvest_source (
  id uuid primary key,
  code text not null unique check (code ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' and length(code) <= 20),
  title text not null check (title is nfc normalized and title <> ''),
  kind text not null check (kind in ('ckan', 'dcat')),
  address text not null,
  -- who put it there and answers for it
  agency_id uuid not null references organisations.agency (id),
  -- minutes between two runs; null: only by hand
  every_minutes integer check (every_minutes between 60 and 525600),
  -- what vanished there stays so long, marked
  keep_vanished_days integer not null check (keep_vanished_days between 0 and 3650),
  state text not null default 'on' check (state in ('on', 'off', 'removed')),
  -- by address of a page: its validators, what stood on it and what came next (harvest/entry.ts)
  pages jsonb not null default '{}',
  -- the run that is under way
  running_since timestamptz,
  last_run_id uuid,
  last_run_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null
);
create table datasets.harvest_run (
  id uuid primary key,
  source_id uuid not null references datasets.harvest_source (id),
  state text not null check (state in ('running', 'done', 'failed')),
  begun_at timestamptz not null,
  ended_at timestamptz,
  pages integer not null default 0,
  pages_unchanged integer not null default 0,
  bytes bigint not null default 0,
  -- what the catalogue says it holds, where it says so
  expected integer,
  seen integer not null default 0,
  added integer not null default 0,
  changed integer not null default 0,
  same integer not null default 0,
  vanished integer not null default 0,
  removed integer not null default 0,
  refused integer not null default 0,
  failure text
);
create index harvest_run_of_source on datasets.harvest_run (source_id, begun_at desc);
create table datasets.harvest_finding (
  run_id uuid not null references datasets.harvest_run (id) on delete cascade,
  place integer not null,
  kind text not null check (kind in ('added', 'changed', 'vanished', 'removed', 'refused')),
  identifier text not null,
  title text not null,
  reason text not null default '',
  primary key (run_id, place)
);
create table datasets.foreign_dataset (
  id uuid primary key,
  source_id uuid not null references datasets.harvest_source (id),
  -- what the other catalogue calls it, the same in every run
  identifier text not null,
  -- its name here; two hyphens stand in no name of our own
  code text not null unique check (code ~ '^[a-z0-9-]+--[a-z0-9-]+$' and length(code) <= 60),
  -- ForeignEntry (harvest/entry.ts)
  entry jsonb not null,
  hash text not null,
  modified_at timestamptz,
  first_seen_at timestamptz not null,
  changed_at timestamptz not null,
  vanished_at timestamptz,
  unique (source_id, identifier)
);
create index foreign_dataset_identifier on datasets.foreign_dataset (identifier);

grant select, insert, update on datasets.harvest_source, datasets.harvest_run to tinhso_app;
grant select, insert on datasets.harvest_finding to tinhso_app;
grant select, insert, update, delete on datasets.foreign_dataset to tinhso_app;
grant delete on datasets.harvest_run, datasets.harvest_finding to tinhso_app;

alter table datasets.harvest_source enable row level security;
-- whose catalogue an entry is of, the portal says to everybody
create policy harvest_source_read on datasets.harvest_source for select using (state <> 'removed' or datasets.keeps(agency_id));
create policy harvest_source_add on datasets.harvest_source for insert with check (datasets.keeps(agency_id));
create policy harvest_source_change on datasets.harvest_source for update using (datasets.keeps(agency_id)) with check (datasets.keeps(agency_id));
alter table datasets.harvest_run enable row level security;
create policy harvest_run_kept on datasets.harvest_run using (exists (select from datasets.harvest_source s where s.id = source_id and datasets.keeps(s.agency_id))) with check (exists (select from datasets.harvest_source s where s.id = source_id and datasets.keeps(s.agency_id)));
alter table datasets.harvest_finding enable row level security;
create policy harvest_finding_kept on datasets.harvest_finding using (exists (select from datasets.harvest_run r where r.id = run_id)) with check (exists (select from datasets.harvest_run r where r.id = run_id));
alter table datasets.foreign_dataset enable row level security;
create policy foreign_dataset_read on datasets.foreign_dataset for select using (true);
create policy foreign_dataset_add on datasets.foreign_dataset for insert with check ((select kernel.actor_kind()) = 'system');
create policy foreign_dataset_change on datasets.foreign_dataset for update using ((select kernel.actor_kind()) = 'system') with check ((select kernel.actor_kind()) = 'system');
create policy foreign_dataset_remove on datasets.foreign_dataset for delete using (exists (select from datasets.harvest_source s where s.id = source_id and datasets.keeps(s.agency_id)));
