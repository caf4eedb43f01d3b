-- Rights are the largest part of the registry: gateways read only those that changed since the version they know.
alter table exchange.access_right add column registry_version bigint not null default 0;
create index access_right_version on exchange.access_right (registry_version);

-- The version that this change will have. The lock makes changes of rights follow one another, so that no version is seen before an earlier one.
create function exchange.version_of_change() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  select version + 1 into new.registry_version from exchange.registry for update;
  return new;
end $$;
create trigger remember_version before insert or update on exchange.access_right for each row execute function exchange.version_of_change();
