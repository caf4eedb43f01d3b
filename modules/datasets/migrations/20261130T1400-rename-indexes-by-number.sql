-- Indexes of rows are named by the dataset's number: made of codes that were cut, those of two datasets could share a name, and then one of them had none.
create or replace function datasets.build_table(which uuid) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  d datasets.dataset; s jsonb; target text; f record; keys text; here text; part text;
begin
  select * into d from datasets.dataset where id = which for update;
  if d.id is null or not datasets.keeps(d.agency_id) then raise insufficient_privilege using message = 'this dataset is not yours'; end if;
  select schema into s from datasets.schema_version where dataset_id = which and version = d.schema_version;
  target := replace(d.code, '-', '_');
  -- tables and indexes share one space of names: a code begins with a letter, an index with the dataset's number, and nothing of it is cut
  if to_regclass(format('dataset_rows.%I', target)) is null then
    execute format('create table dataset_rows.%I (_id bigint generated always as identity constraint %I primary key, _load integer not null, _ended integer check (_ended > _load), _from date not null, _to date check (_to > _from))', target, d.number || '_pkey');
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
    -- a field that is unique no longer loses its index
    if f.is_unique then execute format('create unique index if not exists %I on dataset_rows.%I (%I) where _ended is null and _to is null', d.number || '_' || f.name || '_one', target, f.name);
    else execute format('drop index if exists dataset_rows.%I', d.number || '_' || f.name || '_one'); end if;
    -- words are sorted as Vietnamese reads them, codes as bytes (queries/rows.ts says the same)
    if f.indexed then execute format('create index if not exists %I on dataset_rows.%I (%I %s, _id) where _ended is null', d.number || '_' || f.name || '_by', target, f.name,
      case when f.type = 'text' and not s->'key' ? f.name then 'collate "vi-x-icu"' else '' end); end if;
  end loop;
  -- the key of what is current; with valid time, one wording a day
  execute format('drop index if exists dataset_rows.%I', d.number || '_key');
  if jsonb_array_length(s->'key') > 0 then
    select string_agg(format('%I', k), ', ' order by place) into keys from jsonb_array_elements_text(s->'key') with ordinality as k(k, place);
    part := case when (s->>'temporal')::boolean then ', _from' else '' end;
    execute format('create unique index %I on dataset_rows.%I (%s%s) where _ended is null', d.number || '_key', target, keys, part);
    -- what a row said before, for the change feed; only rows that ended pay for it
    execute format('drop index if exists dataset_rows.%I', d.number || '_past');
    execute format('create index %I on dataset_rows.%I (%s, _ended) where _ended is not null', d.number || '_past', target, keys);
  end if;
end $$;

do $$ declare d record; i record; named text; begin
  for d in select number, replace(code, '-', '_') as target from datasets.dataset where to_regclass(format('dataset_rows.%I', replace(code, '-', '_'))) is not null loop
    for i in select c.relname as name, x.indisprimary as is_primary, (select a.attname from pg_attribute a where a.attrelid = x.indrelid and a.attnum = x.indkey[0]) as field
        from pg_index x join pg_class c on c.oid = x.indexrelid where x.indrelid = format('dataset_rows.%I', d.target)::regclass loop
      named := case when i.is_primary then 'pkey' when i.name = left(d.target, 50) || '_key' then 'key' when i.name = left(d.target, 50) || '_past' then 'past'
        when i.name = left(d.target, 20) || '_' || left(i.field, 30) || '_one' then i.field || '_one' when i.name = left(d.target, 20) || '_' || left(i.field, 30) || '_by' then i.field || '_by' end;
      if named is not null then execute format('alter index dataset_rows.%I rename to %I', i.name, d.number || '_' || named); end if;
    end loop;
  end loop;
end $$;
