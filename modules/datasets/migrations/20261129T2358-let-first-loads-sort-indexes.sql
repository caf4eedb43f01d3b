-- The first load of millions of rows builds its indexes by sorting, once, instead of a million times by one entry. Only while the table is empty, only inside the
-- transaction that fills it: whoever breaks off finds all indexes as they were.
create table datasets.lifted_index (dataset_id uuid not null references datasets.dataset (id), definition text not null);
comment on table datasets.lifted_index is 'Filled and emptied within one transaction; the application reads and writes it through the functions below alone.';

create function datasets.lift_indexes(which uuid) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare d datasets.dataset; target regclass; i record; filled boolean;
begin
  select * into d from datasets.dataset where id = which;
  if d.id is null or not datasets.keeps(d.agency_id) then raise insufficient_privilege using message = 'this dataset is not yours'; end if;
  target := format('dataset_rows.%I', replace(d.code, '-', '_'))::regclass;
  execute format('lock table %s in access exclusive mode', target);
  execute format('select exists (select from %s)', target) into filled;
  if filled then raise exception 'dataset % has rows', d.code; end if;
  for i in select indexrelid::regclass as name, pg_get_indexdef(indexrelid) as definition from pg_index where indrelid = target and not indisprimary loop
    insert into datasets.lifted_index values (which, i.definition);
    execute format('drop index %s', i.name);
  end loop;
end $$;
create function datasets.lower_indexes(which uuid) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp set maintenance_work_mem = '256MB' as $$
declare d datasets.dataset; definition text;
begin
  select * into d from datasets.dataset where id = which;
  if d.id is null or not datasets.keeps(d.agency_id) then raise insufficient_privilege using message = 'this dataset is not yours'; end if;
  for definition in delete from datasets.lifted_index l where l.dataset_id = which returning l.definition loop execute definition; end loop;
end $$;
revoke all on function datasets.lift_indexes(uuid), datasets.lower_indexes(uuid) from public;
grant execute on function datasets.lift_indexes(uuid), datasets.lower_indexes(uuid) to tinhso_app;
alter table datasets.lifted_index enable row level security;
