-- The catalogue of administrative procedures: what the state published, by version, and how this province runs it.
create schema procedures;
grant usage on schema procedures to tinhso_app;

create table procedures.procedure (
  code text primary key check (code ~ '^[0-9A-Z][0-9A-Z.-]{2,31}$'),
  -- times it was opened or filed, counted by a job; orders equal search results
  popularity integer not null default 0 check (popularity >= 0),
  local_status text not null default 'published' check (local_status in ('published', 'hidden', 'abolished')),
  created_at timestamptz not null
);

-- One published wording (NĐ 63/2010 Đ8); a change closes it and opens the next, nothing is overwritten.
create table procedures.procedure_version (
  id uuid primary key,
  code text not null references procedures.procedure (code),
  version integer not null check (version > 0),
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  source text not null,
  decision text not null,
  name text not null check (name <> '' and name is nfc normalized),
  name_folded text not null generated always as (kernel.vi_fold(name)) stored,
  field text not null check (field is nfc normalized),
  ministry text not null,
  levels text[] not null check (levels <@ array['ministry', 'province', 'district', 'commune', 'other']),
  agency text,
  subjects text[] not null,
  online_level text not null check (online_level in ('full', 'partial', 'unstated', 'information')),
  content jsonb not null check (jsonb_typeof(content) = 'object'),
  content_hash text not null,
  recorded_at timestamptz not null,
  unique (code, version),
  exclude using gist (code with =, daterange(valid_from, valid_to) with &&)
);
create unique index procedure_version_current on procedures.procedure_version (code) where valid_to is null;

-- How the cases (trường hợp) of a procedure are filed and handled here: one reviewed pack, in force for a time. An import never
-- touches it; dossiers keep the row they were filed under for ever.
create table procedures.procedure_case (
  id uuid primary key,
  code text not null references procedures.procedure (code),
  version_id uuid not null references procedures.procedure_version (id),
  pack jsonb not null check (jsonb_typeof(pack) = 'object'),
  pack_hash text not null,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  approved_by text not null,
  approved_on date not null,
  -- changed by this province against the published wording
  amended boolean not null default false,
  recorded_at timestamptz not null,
  exclude using gist (code with =, daterange(valid_from, valid_to) with &&)
);

-- Who receives and who decides a procedure (NĐ 61/2018 Đ14: also across boundaries).
create table procedures.agency_offer (
  id uuid primary key,
  code text not null references procedures.procedure (code),
  receiving_agency_id uuid not null,
  competent_agency_id uuid not null,
  boundary_free boolean not null default false,
  -- filed in a ministry's own system instead (NĐ 224/2026 Đ15.1.i)
  external_url text check (external_url ~ '^https://'),
  beneficiary_account text,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  exclude using gist (code with =, receiving_agency_id with =, daterange(valid_from, valid_to) with &&)
);
create index agency_offer_receiving on procedures.agency_offer (receiving_agency_id, code);

-- What people call things, as data.
create table procedures.synonym (
  id uuid primary key,
  phrase text not null check (phrase is nfc normalized),
  phrase_folded text not null generated always as (kernel.vi_fold(phrase)) stored unique,
  replacements text[] not null check (cardinality(replacements) > 0),
  active boolean not null default true,
  version integer not null default 1,
  changed_at timestamptz not null
);

create table procedures.life_event (
  slug text primary key check (slug ~ '^[a-z0-9-]+$'),
  position integer not null,
  title jsonb not null,
  summary jsonb not null,
  codes text[] not null,
  version integer not null default 1,
  changed_at timestamptz not null
);

-- Searches without an answer: the weekly work list. Long digit runs (card and phone numbers) are cut before they get here.
create table procedures.search_miss (
  query_folded text primary key check (query_folded !~ '[0-9]{6}' and length(query_folded) <= 120),
  query text not null check (query !~ '[0-9]{6}'),
  times integer not null default 1,
  first_at timestamptz not null,
  last_at timestamptz not null
);

-- Grows with every change of the catalogue, whoever makes it: processes compare it and never search in an old copy.
create table procedures.catalogue_state (
  single boolean primary key default true check (single),
  revision bigint not null
);
insert into procedures.catalogue_state (revision) values (1);

create function procedures.touch_catalogue() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  update procedures.catalogue_state set revision = revision + 1;
  return null;
end $$;
create trigger procedure_touches after insert or update of local_status or delete on procedures.procedure
  for each statement execute function procedures.touch_catalogue();
create trigger procedure_version_touches after insert or update or delete on procedures.procedure_version
  for each statement execute function procedures.touch_catalogue();
create trigger procedure_case_touches after insert or update or delete on procedures.procedure_case
  for each statement execute function procedures.touch_catalogue();
create trigger synonym_touches after insert or update or delete on procedures.synonym
  for each statement execute function procedures.touch_catalogue();
create trigger life_event_touches after insert or update or delete on procedures.life_event
  for each statement execute function procedures.touch_catalogue();

grant select, insert, update on all tables in schema procedures to tinhso_app;
revoke insert, update on procedures.catalogue_state from tinhso_app;
