-- Connectors of the province to the registers of the state, and a line for every look at somebody's data through them.

-- Where a connector goes and how it proves who it is; pointing it at the real system is changing this row and the address of its service.
create table exchange.connector (
  code text primary key check (code in ('population', 'civil-status', 'business-registry', 'social-insurance', 'categories')),
  -- X-Road ids: our subsystem, and the service in the registry (instance/class/member/subsystem[/service])
  client text not null check (client ~ '^[^/]+/[^/]+/[^/]+/[^/]+$'),
  service text not null check (service ~ '^[^/]+/[^/]+/[^/]+/[^/]+/[^/]+$'),
  account text not null default '',
  -- {secret, apiKey} as JSON, sealed with a key of this purpose alone
  secret_sealed bytea,
  -- what else the other side wants to hear: codes of the service and of the clerk, the address that is signed
  settings jsonb not null default '{}',
  version integer not null default 1,
  changed_at timestamptz not null default now()
);

-- Who looked up what about whom, why, by what law, with whose consent. The number itself is not kept: a hash with a key of its own.
create table exchange.lookup (
  id uuid primary key,
  at timestamptz not null,
  connector text not null references exchange.connector (code),
  operation text not null,
  purpose text not null check (length(purpose) between 3 and 300),
  legal_basis text not null check (legal_basis <> ''),
  -- the matter it was done for: the key of a submission, the same before and after filing
  matter_type text,
  matter_id uuid,
  about bytea check (length(about) = 32),
  subject_account_id uuid,
  by_kind text not null check (by_kind in ('citizen', 'officer', 'system')),
  by_account uuid,
  by_name text not null,
  by_title text not null default '',
  agency_id uuid references organisations.agency (id),
  -- Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15: no consent by default, by silence or by a box that was ticked beforehand
  needs_consent boolean not null,
  consent_at timestamptz,
  consent_text text,
  outcome text not null check (outcome in ('found', 'not-found', 'no-answer', 'refused', 'unreadable')),
  -- the exchange in the log of transactions, its evidence
  request_id text,
  check ((matter_type is null) = (matter_id is null)),
  check ((consent_at is null) = (consent_text is null)),
  check (not needs_consent or consent_at is not null)
);
create index lookup_matter on exchange.lookup (matter_type, matter_id) where matter_id is not null;
create index lookup_subject on exchange.lookup (subject_account_id, at desc) where subject_account_id is not null;
create index lookup_at on exchange.lookup (at desc);

grant select, insert, update on exchange.connector to tinhso_app;
grant select, insert on exchange.lookup to tinhso_app;

alter table exchange.connector enable row level security;
create policy connector_steward on exchange.connector using ((select exchange.steward())) with check ((select exchange.steward()));

alter table exchange.lookup enable row level security;
-- written by whoever looks, under their own name
create policy lookup_write on exchange.lookup for insert with check ((select kernel.actor_kind()) = by_kind and by_account is not distinct from (select kernel.actor_account()));
create policy lookup_steward on exchange.lookup for select using ((select exchange.steward()));
-- the person it is about, and whoever looked
create policy lookup_person on exchange.lookup for select using ((select kernel.actor_kind()) = 'citizen' and (select kernel.actor_account()) in (subject_account_id, by_account));
create policy lookup_agency on exchange.lookup for select using ((select kernel.actor_kind()) = 'officer' and agency_id = any ((select kernel.actor_agencies())::uuid[]));
