-- Lists that keep one value of a field and are sorted by another: an index of both, asked for by whoever keeps the dataset, built by a job.
create table datasets.list_index (
  id uuid primary key,
  number integer generated always as identity unique,
  dataset_id uuid not null references datasets.dataset (id),
  filter_field text not null check (filter_field ~ '^[a-z][a-z0-9_]{0,39}$'),
  sort_field text not null check (sort_field ~ '^[a-z][a-z0-9_]{0,39}$' and sort_field <> filter_field),
  state text not null check (state in ('waiting', 'ready', 'failed')),
  failure text check ((failure is not null) = (state = 'failed')),
  -- the columns as they were built; another type or key needs another index
  built text,
  asked_at timestamptz not null,
  asked_by uuid,
  ended_at timestamptz,
  unique (dataset_id, filter_field, sort_field)
);
-- Which lists were stopped because they took too long: names of fields and numbers, of values and askers nothing.
create table datasets.slow_list (dataset_id uuid not null references datasets.dataset (id), filter_field text not null, sort_field text not null, times integer not null default 1, last_at timestamptz not null, primary key (dataset_id, filter_field, sort_field));
grant select, insert, delete on datasets.list_index to tinhso_app;
grant update (state, failure, ended_at) on datasets.list_index to tinhso_app;
grant select, insert, delete on datasets.slow_list to tinhso_app;
grant update (times, last_at) on datasets.slow_list to tinhso_app;
alter table datasets.list_index enable row level security;
create policy list_index_kept on datasets.list_index using (exists (select from datasets.dataset d where d.id = dataset_id and datasets.keeps(d.agency_id))) with check (exists (select from datasets.dataset d where d.id = dataset_id and datasets.keeps(d.agency_id)));
alter table datasets.slow_list enable row level security;
create policy slow_list_kept on datasets.slow_list using (exists (select from datasets.dataset d where d.id = dataset_id and datasets.keeps(d.agency_id))) with check ((select kernel.actor_kind()) = 'system');

-- Says `ready`, or why there is none. Not CONCURRENTLY (docs/decisions/0026): readers do not wait for it, only loads of this dataset, and what dies leaves nothing half-built.
create function datasets.build_list_index(which uuid) returns text language plpgsql security definer set search_path = pg_catalog, pg_temp set maintenance_work_mem = '256MB' as $$
declare l datasets.list_index; d datasets.dataset; s jsonb; columns text; found integer; name text;
begin
  select * into l from datasets.list_index where id = which for update;
  select * into d from datasets.dataset where id = l.dataset_id;
  if d.id is null or not datasets.keeps(d.agency_id) then raise insufficient_privilege using message = 'this dataset is not yours'; end if;
  select schema into s from datasets.schema_version where dataset_id = d.id and version = d.schema_version;
  -- words are sorted as Vietnamese reads them, codes as bytes (queries/rows.ts says the same)
  select string_agg(format('%I %s', f.name, case when f.type = 'text' and not s->'key' ? f.name then 'collate "vi-x-icu"' else '' end), ', ' order by n.place), count(*) into columns, found
    from unnest(array[l.filter_field, l.sort_field]) with ordinality as n (name, place) join datasets.checked_fields(s) f on f.name = n.name;
  if found < 2 then return 'no-field'; end if;
  name := d.number || '_list_' || l.number;
  if l.built = columns and to_regclass(format('dataset_rows.%I', name)) is not null then return 'ready'; end if;
  execute format('drop index if exists dataset_rows.%I', name);
  execute format('create index %I on dataset_rows.%I (%s, _id) where _ended is null', name, replace(d.code, '-', '_'), columns);
  update datasets.list_index set built = columns where id = which;
  return 'ready';
end $$;
create function datasets.drop_list_index(which uuid) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare l datasets.list_index; d datasets.dataset;
begin
  select * into l from datasets.list_index where id = which for update;
  select * into d from datasets.dataset where id = l.dataset_id;
  if d.id is null or not datasets.keeps(d.agency_id) then raise insufficient_privilege using message = 'this dataset is not yours'; end if;
  execute format('drop index if exists dataset_rows.%I', d.number || '_list_' || l.number);
end $$;
revoke all on function datasets.build_list_index(uuid), datasets.drop_list_index(uuid) from public;
grant execute on function datasets.build_list_index(uuid), datasets.drop_list_index(uuid) to tinhso_app;
