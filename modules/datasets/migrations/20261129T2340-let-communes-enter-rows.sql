-- Communes enter their own rows by form; rows that ended long ago are removed, and that is said.
alter table datasets.dataset
  -- who accepts what communes send: the keeper, or nobody has to (null: no form entry)
  add column form_entry text check (form_entry in ('keeper', 'at-once')),
  -- rows that ended with this load or before are gone (retention): the store cannot be read as it was known earlier
  add column forgotten_load integer not null default 0;

-- one change that a commune wants to make, kept until it is sent and decided; its load says what became of it
create table datasets.form_entry (
  id uuid primary key,
  dataset_id uuid not null references datasets.dataset (id),
  agency_id uuid not null references organisations.agency (id),
  -- the commune whose rows these are
  unit_code text not null,
  kind text not null check (kind in ('put', 'end')),
  -- values of the key fields, as text: what tells the row apart
  row_key text[] not null,
  cells jsonb not null,
  at timestamptz not null,
  by_account uuid,
  load_id uuid references datasets.load (id),
  version integer not null default 1
);
create index form_entry_of_agency on datasets.form_entry (dataset_id, agency_id, at);
create unique index form_entry_one_draft on datasets.form_entry (dataset_id, agency_id, row_key) where load_id is null and row_key <> '{}';
grant select, insert, update, delete on datasets.form_entry to tinhso_app;
alter table datasets.form_entry enable row level security;
create policy form_entry_own on datasets.form_entry using ((select kernel.actor_kind()) = 'system' or (select kernel.actor_kind()) = 'officer' and agency_id = any ((select kernel.actor_agencies())::uuid[]))
  with check ((select kernel.actor_kind()) = 'system' or (select kernel.actor_kind()) = 'officer' and agency_id = any ((select kernel.actor_agencies())::uuid[]));
create policy form_entry_kept on datasets.form_entry for select using (exists (select from datasets.dataset d where d.id = dataset_id and datasets.keeps(d.agency_id)));
-- whoever enters rows must be able to read what the rows are
create policy dataset_form on datasets.dataset for select using (form_entry is not null and (select kernel.actor_kind()) = 'officer');

-- Also says which rows end: a commune that closes a station sends its key.
create or replace function datasets.build_staging(which uuid) returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare l datasets.load; d datasets.dataset; s jsonb; target text; f record;
begin
  select * into l from datasets.load where id = which;
  select * into d from datasets.dataset where id = l.dataset_id;
  if d.id is null or not datasets.keeps(d.agency_id) then raise insufficient_privilege using message = 'this load is not yours'; end if;
  if l.state not in ('receiving', 'reading') then raise exception 'load % is %', which, l.state; end if;
  select schema into s from datasets.schema_version where dataset_id = l.dataset_id and version = l.schema_version;
  target := 'load_' || replace(which::text, '-', '');
  execute format('drop table if exists dataset_staging.%I', target);
  -- _valid: without an error; rows with errors are kept as text in _raw for the report; _ends: the row with this key ends
  execute format('create unlogged table dataset_staging.%I (_row bigint not null, _valid boolean not null, _raw text, _ends boolean not null default false)', target);
  for f in select * from datasets.checked_fields(s) loop execute format('alter table dataset_staging.%I add column %I %s', target, f.name, datasets.column_type(f.type)); end loop;
  if (s->>'temporal')::boolean then execute format('alter table dataset_staging.%I add column valid_from date, add column valid_to date', target); end if;
  -- no policies here: COPY does not write through row-level security. Its name is the id of a load, and those stand behind the wall.
  execute format('grant select, insert, update, delete on dataset_staging.%I to tinhso_app', target);
  return target;
end $$;

-- Removes rows that ended before `retention_months` ran out; answers how many. The application's role deletes no row otherwise, and says each time in the ledger what it removed.
create function datasets.forget_ended(which uuid, at timestamptz) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare d datasets.dataset; target text; reached integer; until_day date; gone bigint;
begin
  select * into d from datasets.dataset where id = which for update;
  if d.id is null or not datasets.keeps(d.agency_id) then raise insufficient_privilege using message = 'this dataset is not yours'; end if;
  if d.retention_months is null then return 0; end if;
  -- nobody makes time run faster
  until_day := (least(at, now()) - make_interval(months => d.retention_months))::date;
  select coalesce(max(number), 0) into reached from datasets.load where dataset_id = which and state = 'accepted' and decided_at < until_day;
  target := replace(d.code, '-', '_');
  execute format('delete from dataset_rows.%I where _ended <= $1', target) using reached;
  get diagnostics gone = row_count;
  if gone > 0 then update datasets.dataset set forgotten_load = greatest(forgotten_load, reached) where id = which; end if;
  return gone;
end $$;
revoke all on function datasets.forget_ended(uuid, timestamptz) from public;
grant execute on function datasets.forget_ended(uuid, timestamptz) to tinhso_app;
