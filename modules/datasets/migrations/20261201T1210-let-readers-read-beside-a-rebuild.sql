-- Another index of a list is built beside the one it replaces, which is dropped at the very end: readers wait for a moment instead of the whole build.
create or replace function datasets.build_list_index(which uuid) returns text language plpgsql security definer set search_path = pg_catalog, pg_temp set maintenance_work_mem = '256MB' as $$
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
  -- dropping shuts out every reader until the end of the transaction: last
  execute format('alter index if exists dataset_rows.%I rename to %I', name, name || '_old');
  execute format('create index %I on dataset_rows.%I (%s, _id) where _ended is null', name, replace(d.code, '-', '_'), columns);
  execute format('drop index if exists dataset_rows.%I', name || '_old');
  update datasets.list_index set built = columns where id = which;
  return 'ready';
end $$;
