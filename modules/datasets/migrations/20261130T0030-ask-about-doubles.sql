-- Rows that may be one person: pairs that somebody is asked about, what was answered, and short forms of names.
create table datasets.person_pair (
  id uuid primary key,
  dataset_id uuid not null references datasets.dataset (id),
  -- keyed hashes of what tells the two rows apart (their keys), the smaller first: an answer outlives changes of the rows, and no number of a person is kept here
  a bytea not null,
  b bytea not null check (b > a),
  -- where the two rows stood when last seen
  row_a bigint not null,
  row_b bigint not null,
  score integer not null check (score between 0 and 100),
  reasons text[] not null,
  state text not null default 'open' check (state in ('open', 'later', 'same', 'different', 'merged')),
  found_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  version integer not null default 1,
  unique (dataset_id, a, b)
);
create index person_pair_open on datasets.person_pair (dataset_id, state, score desc);
-- what the last search over a dataset looked at
create table datasets.person_search (
  dataset_id uuid primary key references datasets.dataset (id),
  at timestamptz not null,
  load_number integer not null,
  rows bigint not null,
  compared bigint not null,
  found bigint not null,
  -- rows that share too common a mark were not compared by it
  skipped_blocks bigint not null
);
-- `ng` is written for `nguyen`
create table datasets.name_form (
  short text primary key check (short ~ '^[a-z]{1,20}$'),
  whole text not null check (whole ~ '^[a-z]{1,20}$' and whole <> short),
  changed_at timestamptz not null default now(),
  changed_by uuid
);
insert into datasets.name_form (short, whole) values ('ng', 'nguyen'), ('ngx', 'nguyen'), ('nguyn', 'nguyen'), ('tr', 'tran'), ('ph', 'pham'), ('hg', 'hoang'), ('huynh', 'hoang'), ('vo', 'vu'), ('dg', 'duong'), ('v', 'van'), ('t', 'thi'), ('th', 'thi'), ('d', 'duc'), ('ty', 'ti');

grant select, insert, update on datasets.person_pair, datasets.person_search to tinhso_app;
grant select, insert, update, delete on datasets.name_form to tinhso_app;
alter table datasets.person_pair enable row level security;
create policy person_pair_kept on datasets.person_pair using (exists (select from datasets.dataset d where d.id = dataset_id and datasets.keeps(d.agency_id))) with check (exists (select from datasets.dataset d where d.id = dataset_id and datasets.keeps(d.agency_id)));
alter table datasets.person_search enable row level security;
create policy person_search_kept on datasets.person_search using (exists (select from datasets.dataset d where d.id = dataset_id and datasets.keeps(d.agency_id))) with check (exists (select from datasets.dataset d where d.id = dataset_id and datasets.keeps(d.agency_id)));
alter table datasets.name_form enable row level security;
create policy name_form_read on datasets.name_form for select using ((select kernel.actor_kind()) in ('system', 'officer'));
create policy name_form_write on datasets.name_form using ((select kernel.actor_kind()) = 'system' or (select kernel.actor_kind()) = 'officer' and (select kernel.actor_roles())::text[] && array['administrator', 'data-steward'])
  with check ((select kernel.actor_kind()) = 'system' or (select kernel.actor_kind()) = 'officer' and (select kernel.actor_roles())::text[] && array['administrator', 'data-steward']);
