-- The shared data store: what a dataset is (contract), what came in (loads), and one ordinary table of rows for each dataset.
create schema datasets;
-- one table per dataset, named like its code; made and widened by datasets.build_table alone
create schema dataset_rows;
-- what a load brought and nobody has accepted yet; unlogged, made again from the kept file
create schema dataset_staging;
grant usage on schema datasets, dataset_rows, dataset_staging to tinhso_app;

create table datasets.dataset (
  id uuid primary key,
  number integer not null unique generated always as identity,
  code text not null unique check (code ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' and length(code) <= 50),
  title text not null check (title is nfc normalized and title <> ''),
  title_en text not null default '',
  description text not null default '' check (description is nfc normalized),
  description_en text not null default '',
  -- the agency that answers for it (NĐ 47/2020 Đ5: cơ quan chủ quản) and the officer who keeps it
  agency_id uuid not null references organisations.agency (id),
  steward_account_id uuid,
  legal_basis text not null default '',
  purpose text not null default '',
  theme text not null default '',
  keywords text[] not null default '{}',
  licence text not null default '',
  -- refreshed at least so often; null: no promise
  refresh_days integer check (refresh_days between 1 and 3660),
  -- rows that ended are kept so long; null: for ever
  retention_months integer check (retention_months between 1 and 1200),
  access text not null default 'internal' check (access in ('internal', 'shared', 'open')),
  -- who brings the rows: a steward, or the platform itself from the register named
  feed text,
  state text not null default 'draft' check (state in ('draft', 'published', 'withdrawn')),
  published_at timestamptz,
  withdrawn_at timestamptz,
  withdrawn_because text,
  schema_version integer not null default 0,
  -- number of the last load that changed rows, its time, and how many rows are current
  last_load integer not null default 0,
  refreshed_at timestamptz,
  row_count bigint not null default 0,
  version integer not null default 1,
  created_at timestamptz not null,
  check (access = 'internal' or state <> 'published' or legal_basis <> '')
);

create table datasets.schema_version (
  dataset_id uuid not null references datasets.dataset (id),
  version integer not null check (version > 0),
  -- DatasetSchema (domain/schema.ts)
  schema jsonb not null,
  at timestamptz not null,
  by_account uuid,
  reason text not null default '',
  primary key (dataset_id, version)
);

create table datasets.load (
  id uuid primary key,
  dataset_id uuid not null references datasets.dataset (id),
  kind text not null check (kind in ('upload', 'form', 'pull', 'drop', 'register', 'correction')),
  mode text not null check (mode in ('upsert', 'snapshot', 'append')),
  state text not null check (state in ('receiving', 'reading', 'checked', 'accepting', 'accepted', 'rejected', 'failed')),
  -- source: the kept file (kernel.file or a path below VAR_DIR), its fingerprint, what it turned out to be
  file_name text not null default '',
  file_key text,
  file_sha256 text,
  file_bytes bigint not null default 0,
  format text not null default '',
  encoding text not null default '',
  -- header of the file → field; what fits nothing and what is missing is the drift that a steward decides
  mapping jsonb not null default '{}',
  drift jsonb not null default '[]',
  schema_version integer not null,
  -- from which day the rows are true, for datasets with valid time
  effective_on date not null,
  -- given on acceptance, in the order of acceptance within the dataset, without gaps: the position of the change feed and the record time of rows
  number integer,
  accept text check (accept in ('all', 'valid')),
  rows_read bigint not null default 0,
  rows_valid bigint not null default 0,
  rows_warned bigint not null default 0,
  rows_invalid bigint not null default 0,
  rows_added bigint not null default 0,
  rows_changed bigint not null default 0,
  rows_same bigint not null default 0,
  rows_ended bigint not null default 0,
  bytes_read bigint not null default 0,
  -- findings by rule: { "required:ma_xa": 12 }
  findings jsonb not null default '{}',
  failure text,
  begun_at timestamptz not null,
  checked_at timestamptz,
  decided_at timestamptz,
  by_account uuid,
  decided_by uuid,
  reason text not null default '',
  version integer not null default 1,
  unique (dataset_id, number)
);
create index load_of_dataset on datasets.load (dataset_id, begun_at desc);
create index load_open on datasets.load (state) where state in ('receiving', 'reading', 'accepting');

-- the first findings of a load, by row and rule; all are counted in load.findings
create table datasets.load_problem (
  load_id uuid not null references datasets.load (id),
  place bigint not null,
  row_number bigint not null,
  field text not null default '',
  rule text not null,
  severity text not null check (severity in ('error', 'warning')),
  value text not null default '',
  primary key (load_id, place)
);

create table datasets.history (
  id uuid primary key,
  object_type text not null,
  object_id uuid not null,
  version integer not null,
  content jsonb not null,
  changed_at timestamptz not null,
  changed_by_account_id uuid,
  unique (object_type, object_id, version)
);

-- Who looked up whom: one line for every person found by somebody outside the owner. The person is a keyed hash, never the number itself.
create table datasets.look (
  id uuid primary key,
  at timestamptz not null,
  dataset_id uuid not null references datasets.dataset (id),
  person bytea not null,
  -- who asked: an officer, or a subsystem of the exchange
  reader text not null,
  agency_id uuid,
  purpose text not null,
  fields text[] not null
);
create index look_person on datasets.look (person, at desc);

grant select, insert, update on datasets.dataset, datasets.load to tinhso_app;
grant select, insert on datasets.schema_version, datasets.load_problem, datasets.history, datasets.look to tinhso_app;
grant delete on datasets.load_problem to tinhso_app;

-- ── Tables of rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- The application's role owns nothing and alters nothing (docs/decisions/0004). These functions, of the owner, build what a checked contract says and
-- nothing else: names are matched against a pattern and quoted, types come from the list below.

create function datasets.column_type(type text) returns text language sql immutable parallel safe return case type
  when 'text' then 'text' when 'integer' then 'bigint' when 'decimal' then 'numeric' when 'money' then 'bigint' when 'boolean' then 'boolean' when 'date' then 'date' when 'datetime' then 'timestamptz'
  when 'unit' then 'text' when 'personal-id' then 'text' when 'phone' then 'text' when 'email' then 'text' when 'url' then 'text' when 'point' then 'point' when 'geometry' then 'jsonb' end;

-- Who keeps a dataset: the system, the administrators of the province, stewards and unit administrators of the owner's branch.
create function datasets.keeps(agency uuid) returns boolean language sql stable parallel safe
  return (select kernel.actor_kind()) = 'system' or (select kernel.actor_kind()) = 'officer' and ('administrator' = any ((select kernel.actor_roles())::text[])
    or (select kernel.actor_roles())::text[] && array['data-steward', 'unit-administrator'] and agency = any ((select kernel.actor_agencies())::uuid[]));
create function datasets.may_write(dataset_number integer) returns boolean language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  return exists (select from datasets.dataset d where d.number = dataset_number and datasets.keeps(d.agency_id));
-- Rows of an open dataset are anybody's (which fields, queries/rows.ts says); those of others are seen by whoever keeps them. Consumers of the exchange come as the system, after their right was judged.
create function datasets.may_read(dataset_number integer) returns boolean language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  return exists (select from datasets.dataset d where d.number = dataset_number and (d.state = 'published' and d.access = 'open' or datasets.keeps(d.agency_id)
    or kernel.actor_kind() = 'officer' and 'supervisor' = any (kernel.actor_roles()::text[]) and d.agency_id = any (kernel.actor_agencies())));

create function datasets.checked_fields(schema jsonb) returns table (name text, type text, required boolean, is_unique boolean, indexed boolean) language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  for name, type, required, is_unique, indexed in select f->>'name', f->>'type', coalesce((f->>'required')::boolean, false), coalesce((f->>'unique')::boolean, false), coalesce((f->>'indexed')::boolean, false) or f ? 'reference' from jsonb_array_elements(schema->'fields') f loop
    if name !~ '^[a-z][a-z0-9_]{0,39}$' or datasets.column_type(type) is null then raise exception 'a field is called % and of type %', name, type; end if;
    return next;
  end loop;
end $$;

-- Builds the table of rows of a dataset for its present contract, or widens it. Columns are never dropped: a field that left the contract is no longer shown.
create function datasets.build_table(which uuid) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  d datasets.dataset; s jsonb; target text; f record; keys text; here text; part text;
begin
  select * into d from datasets.dataset where id = which for update;
  if d.id is null or not datasets.keeps(d.agency_id) then raise insufficient_privilege using message = 'this dataset is not yours'; end if;
  select schema into s from datasets.schema_version where dataset_id = which and version = d.schema_version;
  target := replace(d.code, '-', '_');
  if to_regclass(format('dataset_rows.%I', target)) is null then
    execute format('create table dataset_rows.%I (_id bigint generated always as identity primary key, _load integer not null, _ended integer check (_ended > _load), _from date not null, _to date check (_to > _from))', target);
    execute format('create index on dataset_rows.%I (_id) where _ended is null', target);
    execute format('create index on dataset_rows.%I (_load, _id)', target);
    execute format('create index on dataset_rows.%I (_ended, _id) where _ended is not null', target);
    execute format('alter table dataset_rows.%I enable row level security', target);
    execute format('create policy read on dataset_rows.%I for select using ((select datasets.may_read(%s)))', target, d.number);
    execute format('create policy write on dataset_rows.%I for insert with check ((select datasets.may_write(%s)))', target, d.number);
    execute format('create policy finish on dataset_rows.%I for update using ((select datasets.may_write(%s))) with check ((select datasets.may_write(%s)))', target, d.number, d.number);
    -- what was recorded stays; the application may only say that it ended
    execute format('grant select, insert, update (_ended) on dataset_rows.%I to tinhso_app', target);
  end if;
  for f in select * from datasets.checked_fields(s) loop
    select format_type(atttypid, atttypmod) into here from pg_attribute where attrelid = format('dataset_rows.%I', target)::regclass and attname = f.name and not attisdropped;
    if here is null then
      execute format('alter table dataset_rows.%I add column %I %s', target, f.name, datasets.column_type(f.type));
    elsif here <> format_type(datasets.column_type(f.type)::regtype, null) then
      -- wider only: everything fits a text, whole numbers fit decimals
      if not (datasets.column_type(f.type) = 'text' or here = 'bigint' and datasets.column_type(f.type) = 'numeric') then raise exception 'field % holds % and cannot become %', f.name, here, f.type using errcode = 'datatype_mismatch'; end if;
      execute format('alter table dataset_rows.%I alter column %I type %s using %I::%s', target, f.name, datasets.column_type(f.type), f.name, datasets.column_type(f.type));
    end if;
    if f.is_unique then execute format('create unique index if not exists %I on dataset_rows.%I (%I) where _ended is null and _to is null', left(target, 20) || '_' || left(f.name, 30) || '_one', target, f.name); end if;
    -- words are sorted as Vietnamese reads them, codes as bytes (queries/rows.ts says the same)
    if f.indexed then execute format('create index if not exists %I on dataset_rows.%I (%I %s, _id) where _ended is null', left(target, 20) || '_' || left(f.name, 30) || '_by', target, f.name,
      case when f.type = 'text' and not s->'key' ? f.name then 'collate "vi-x-icu"' else '' end); end if;
  end loop;
  -- the key of what is current; with valid time, one wording a day
  execute format('drop index if exists dataset_rows.%I', left(target, 50) || '_key');
  if jsonb_array_length(s->'key') > 0 then
    select string_agg(format('%I', k), ', ' order by place) into keys from jsonb_array_elements_text(s->'key') with ordinality as k(k, place);
    part := case when (s->>'temporal')::boolean then ', _from' else '' end;
    execute format('create unique index %I on dataset_rows.%I (%s%s) where _ended is null', left(target, 50) || '_key', target, keys, part);
    -- what a row said before, for the change feed; only rows that ended pay for it
    execute format('drop index if exists dataset_rows.%I', left(target, 50) || '_past');
    execute format('create index %I on dataset_rows.%I (%s, _ended) where _ended is not null', left(target, 50) || '_past', target, keys);
  end if;
end $$;

-- A place for one load: the fields of the contract it was read under, the row of the file, and what was found. Unlogged: a crash empties it and the load is read again.
create function datasets.build_staging(which uuid) returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare l datasets.load; d datasets.dataset; s jsonb; target text; f record;
begin
  select * into l from datasets.load where id = which;
  select * into d from datasets.dataset where id = l.dataset_id;
  if d.id is null or not datasets.keeps(d.agency_id) then raise insufficient_privilege using message = 'this load is not yours'; end if;
  if l.state not in ('receiving', 'reading') then raise exception 'load % is %', which, l.state; end if;
  select schema into s from datasets.schema_version where dataset_id = l.dataset_id and version = l.schema_version;
  target := 'load_' || replace(which::text, '-', '');
  execute format('drop table if exists dataset_staging.%I', target);
  -- _valid: without an error; rows with errors are kept as text in _raw for the report
  execute format('create unlogged table dataset_staging.%I (_row bigint not null, _valid boolean not null, _raw text)', target);
  for f in select * from datasets.checked_fields(s) loop execute format('alter table dataset_staging.%I add column %I %s', target, f.name, datasets.column_type(f.type)); end loop;
  if (s->>'temporal')::boolean then execute format('alter table dataset_staging.%I add column valid_from date, add column valid_to date', target); end if;
  -- no policies here: COPY does not write through row-level security. Its name is the id of a load, and those stand behind the wall.
  execute format('grant select, insert, update, delete on dataset_staging.%I to tinhso_app', target);
  return target;
end $$;
create function datasets.drop_staging(which uuid) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from datasets.load l join datasets.dataset d on d.id = l.dataset_id where l.id = which and datasets.keeps(d.agency_id)) then raise insufficient_privilege using message = 'this load is not yours'; end if;
  execute format('drop table if exists dataset_staging.%I', 'load_' || replace(which::text, '-', ''));
end $$;

revoke all on function datasets.build_table(uuid), datasets.build_staging(uuid), datasets.drop_staging(uuid), datasets.checked_fields(jsonb) from public;
grant execute on function datasets.build_table(uuid), datasets.build_staging(uuid), datasets.drop_staging(uuid) to tinhso_app;

-- ── The second wall ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

alter table datasets.dataset enable row level security;
-- the catalogue of what is published and not internal is public; drafts are their keepers'
create policy dataset_read on datasets.dataset for select using (state = 'published' and access <> 'internal' or (select kernel.actor_kind()) = 'officer' and state = 'published' or datasets.keeps(agency_id));
create policy dataset_add on datasets.dataset for insert with check (datasets.keeps(agency_id));
create policy dataset_change on datasets.dataset for update using (datasets.keeps(agency_id)) with check (datasets.keeps(agency_id));
alter table datasets.schema_version enable row level security;
create policy schema_version_read on datasets.schema_version for select using (dataset_id in (select id from datasets.dataset));
create policy schema_version_add on datasets.schema_version for insert with check (exists (select from datasets.dataset d where d.id = dataset_id and datasets.keeps(d.agency_id)));
do $$ declare each text; begin
  foreach each in array array['load'] loop
    execute format('alter table datasets.%I enable row level security', each);
    execute format('create policy %I on datasets.%I using (exists (select from datasets.dataset d where d.id = dataset_id and datasets.keeps(d.agency_id))) with check (exists (select from datasets.dataset d where d.id = dataset_id and datasets.keeps(d.agency_id)))', each || '_kept', each);
  end loop;
end $$;
alter table datasets.load_problem enable row level security;
create policy load_problem_kept on datasets.load_problem using (load_id in (select id from datasets.load)) with check (load_id in (select id from datasets.load));
alter table datasets.history enable row level security;
create policy history_read on datasets.history for select using (object_id in (select id from datasets.dataset d where datasets.keeps(d.agency_id)) or object_id in (select id from datasets.load));
create policy history_add on datasets.history for insert with check ((select kernel.actor_kind()) in ('system', 'officer'));
-- the owner sees who looked; the person reads their own lines through datasets.looks_at
alter table datasets.look enable row level security;
create policy look_add on datasets.look for insert with check ((select kernel.actor_kind()) in ('system', 'officer'));
create policy look_read on datasets.look for select using ((select kernel.actor_kind()) = 'system' or dataset_id in (select id from datasets.dataset d where datasets.keeps(d.agency_id)));
