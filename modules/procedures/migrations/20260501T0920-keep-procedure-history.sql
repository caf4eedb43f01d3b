-- Administration of the catalogue: earlier wordings, packs under way, and who settled which search.

-- Earlier wordings of what administrators change; the present one stays in its own table. Ids are texts: codes, slugs, uuids.
create table procedures.history (
  id uuid primary key,
  object_type text not null,
  object_id text not null,
  version integer not null,
  content jsonb not null,
  changed_at timestamptz not null,
  changed_by_account_id uuid,
  unique (object_type, object_id, version)
);
grant select, insert on procedures.history to tinhso_app;

-- A pack before its publication. What follows the schema is kept, faults and all; only one is under way for a procedure.
create table procedures.pack_proposal (
  id uuid primary key,
  code text not null check (code ~ '^[0-9A-Z][0-9A-Z.-]{2,31}$'),
  pack jsonb not null check (jsonb_typeof(pack) = 'object'),
  state text not null default 'open' check (state in ('open', 'published', 'withdrawn')),
  version integer not null default 1,
  opened_at timestamptz not null,
  opened_by_account_id uuid not null,
  changed_at timestamptz not null,
  changed_by_account_id uuid not null
);
create unique index pack_proposal_open on procedures.pack_proposal (code) where state = 'open';
alter table procedures.pack_proposal enable row level security;
create policy officers on procedures.pack_proposal using (kernel.actor_kind() in ('officer', 'system'));
grant select, insert, update on procedures.pack_proposal to tinhso_app;

-- Above 1: an administrator has spoken, deliveries of the province pack leave it alone.
alter table procedures.procedure add column version integer not null default 1, add column offers_version integer not null default 1;
alter table procedures.life_event add column active boolean not null default true;

alter table procedures.search_miss
  add column version integer not null default 1,
  add column settled text check (settled in ('synonym', 'set-aside')),
  add column settled_at timestamptz,
  add column settled_reason text,
  add column settled_by_account_id uuid,
  add constraint search_miss_settled check ((settled is null) = (settled_at is null));
