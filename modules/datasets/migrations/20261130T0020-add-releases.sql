-- Release of data about persons: what was done to each field, what the check found, who made it and who signed. Nothing about persons becomes open without.
create table datasets.release (
  id uuid primary key,
  -- the dataset about persons, and what may become open: a dataset derived from it, or itself with its open fields alone
  dataset_id uuid not null references datasets.dataset (id),
  target_id uuid not null references datasets.dataset (id),
  state text not null check (state in ('checked', 'signed', 'refused')),
  -- ReleasePlan and ReleaseReport (domain/anonymise.ts)
  plan jsonb not null,
  report jsonb not null,
  -- the open fields that the check covered: one more needs another check
  fields text[] not null,
  k_required integer not null check (k_required between 2 and 1000),
  -- rows in the smallest combination that is published
  k_found integer not null check (k_found >= 1),
  load_number integer not null,
  made_at timestamptz not null,
  made_by uuid,
  decided_at timestamptz,
  decided_by uuid,
  note text not null default '',
  version integer not null default 1,
  -- four eyes are two people (docs/decisions/0010)
  check (state <> 'signed' or decided_by is not null and decided_by is distinct from made_by and k_found >= k_required)
);
create index release_of_target on datasets.release (target_id, state);
create index release_of_source on datasets.release (dataset_id, made_at desc);
alter table datasets.dataset
  -- derived from a dataset about persons: its rows come with the release and never otherwise
  add column release_id uuid references datasets.release (id) deferrable initially deferred;

-- Who signs: approvers and signers of the owner or above it, who keep no data and so made nothing.
create function datasets.signs(agency uuid) returns boolean language sql stable parallel safe
  return (select kernel.actor_kind()) = 'officer' and (select kernel.actor_roles())::text[] && array['approver', 'signer'] and agency = any ((select kernel.actor_agencies())::uuid[]);
create policy dataset_sign on datasets.dataset for select using (datasets.signs(agency_id));
grant select, insert on datasets.release to tinhso_app;
grant update (state, decided_at, decided_by, note, version) on datasets.release to tinhso_app;
alter table datasets.release enable row level security;
create policy release_read on datasets.release for select using (exists (select from datasets.dataset d where d.id = dataset_id and (datasets.keeps(d.agency_id) or datasets.signs(d.agency_id))));
create policy release_add on datasets.release for insert with check (state = 'checked' and decided_by is null and exists (select from datasets.dataset d where d.id = dataset_id and datasets.keeps(d.agency_id)));
create policy release_decide on datasets.release for update using (state = 'checked' and exists (select from datasets.dataset d where d.id = dataset_id and datasets.signs(d.agency_id)))
  with check (state in ('signed', 'refused') and decided_by = kernel.actor_account() and decided_by is distinct from made_by);

-- whoever is to sign sees the rows that would become open, and no others
create or replace function datasets.may_read(dataset_number integer) returns boolean language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  return exists (select from datasets.dataset d where d.number = dataset_number and (d.state = 'published' and d.access = 'open' or datasets.keeps(d.agency_id) or d.release_id is not null and datasets.signs(d.agency_id)
    or kernel.actor_kind() = 'officer' and 'supervisor' = any (kernel.actor_roles()::text[]) and d.agency_id = any (kernel.actor_agencies())));

-- The last wall: a dataset about persons, or derived from one, is open only under a signed release that covers every field that is shown. Deferred, since a
-- dataset and its contract change in one transaction.
-- What was personal in any version of the contract stays so: calling it open afterwards changes nothing.
create function datasets.about_persons(which uuid) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp
  return exists (select from datasets.schema_version v, jsonb_array_elements(v.schema->'fields') f where v.dataset_id = which and f->>'classification' in ('personal', 'sensitive'));
create function datasets.open_only_when_signed() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare d datasets.dataset; s jsonb;
begin
  select * into d from datasets.dataset where id = new.id;
  if d.id is null or d.state <> 'published' or d.access <> 'open' then return null; end if;
  select schema into s from datasets.schema_version where dataset_id = d.id and version = d.schema_version;
  if d.release_id is null and not datasets.about_persons(d.id) then return null; end if;
  if not exists (select from datasets.release r where r.target_id = d.id and r.state = 'signed' and (d.release_id is null or r.id = d.release_id)
      and not exists (select from jsonb_array_elements(s->'fields') f where f->>'classification' = 'open' and not f->>'name' = any (r.fields))) then
    raise exception 'dataset % is about persons and has no signed release for the fields it would show', d.code using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$;
create constraint trigger open_only_when_signed after insert or update of state, access, schema_version, release_id on datasets.dataset deferrable initially deferred for each row execute function datasets.open_only_when_signed();

-- What was checked stays what it is: rows of a derived dataset come once.
create function datasets.hold_released_rows() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if old.release_id is not null and (new.release_id is distinct from old.release_id or old.last_load > 0 and new.last_load <> old.last_load) then raise exception 'the rows of % came with a release and do not change', old.code using errcode = 'insufficient_privilege'; end if;
  return new;
end $$;
create trigger hold_released_rows before update of last_load, release_id on datasets.dataset for each row execute function datasets.hold_released_rows();
