-- Dossiers: drafts, the dossier on its five axes, its events, and everything that hangs on it.
create schema dossiers;
grant usage on schema dossiers to tinhso_app;

-- What somebody is still filling in. Free to change and to vanish: nothing official has happened yet.
create table dossiers.draft (
  id uuid primary key,
  account_id uuid not null,
  subject_account_id uuid not null,
  mandate_id uuid,
  procedure_code text not null,
  case_id text,
  receiving_agency_id uuid,
  answers jsonb not null default '{}',
  -- page id -> true once its answers were accepted; drives the task list
  done_pages text[] not null default '{}',
  -- the key of the one submission this draft may become (trust.md B3)
  submission_key uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  submitted_dossier_id uuid
);
create index draft_of_account on dossiers.draft (account_id, updated_at desc) where submitted_dossier_id is null;

create table dossiers.draft_file (
  id uuid primary key,
  draft_id uuid not null references dossiers.draft (id) on delete cascade,
  component_id text not null,
  file_id uuid not null,
  position integer not null,
  added_at timestamptz not null default now()
);
create index draft_file_of_draft on dossiers.draft_file (draft_id, component_id, position);

create table dossiers.dossier (
  id uuid primary key,
  submission_key uuid not null unique,
  -- given at acceptance (NĐ 61/2018 Đ17.3), gapless per agency and local day, never reused
  code text unique,
  -- numbered by another system
  external_code text,
  origin text not null default 'local' check (origin in ('local', 'external')),
  -- the law of the day of reception; until then that of submission
  regime text not null,
  procedure_code text not null,
  procedure_name text not null,
  field text not null default '',
  -- the configured case it was filed under, for ever (procedures.procedure_case)
  procedure_case_id uuid not null,
  case_id text not null,
  channel text not null check (channel in ('online', 'counter', 'post')),
  -- for whom, by whom, by what right
  subject_account_id uuid,
  subject_kind text not null check (subject_kind in ('person', 'organisation', 'agency', 'other')),
  subject_name text not null check (subject_name is nfc normalized),
  subject_id_hash bytea,
  subject_contact jsonb not null default '{}',
  submitter_account_id uuid,
  submitter_name text not null check (submitter_name is nfc normalized),
  mandate_id uuid,
  receiving_agency_id uuid not null,
  competent_agency_id uuid not null,
  -- whose desk it lies on now
  holder_agency_id uuid not null,
  answers jsonb not null,
  summary text not null default '',
  -- five axes and sync (never one column for all)
  processing text not null,
  supplement text not null default 'none',
  money text not null default 'none',
  delivery text not null default 'none',
  digitisation text not null default 'none',
  sync text not null default 'local',
  step_id text,
  assignee_account_id uuid,
  proposed_by_account_id uuid,
  return_method text not null default 'online' check (return_method in ('online', 'counter', 'post')),
  return_address text,
  submitted_at timestamptz not null,
  received_at timestamptz,
  -- three clocks from one event list, none overwrites another (procedures.md 2.2)
  legal_due_at timestamptz,
  promised_at timestamptz,
  -- what the work list sorts by: reception deadline before acceptance, promised date after
  due_at timestamptz not null default 'infinity',
  due_trace jsonb not null default '[]',
  reappointed boolean not null default false,
  supplement_count integer not null default 0,
  outcome jsonb,
  fee_amount bigint not null default 0,
  finished_at timestamptz,
  closed_at timestamptz,
  last_event_at timestamptz not null,
  search text not null default '',
  version integer not null default 1
);
create index dossier_by_desk on dossiers.dossier (holder_agency_id, processing, due_at, id) where closed_at is null;
create index dossier_by_due on dossiers.dossier (processing, due_at, id) where closed_at is null;
create index dossier_by_assignee on dossiers.dossier (assignee_account_id, due_at, id) where closed_at is null and assignee_account_id is not null;
create index dossier_closed on dossiers.dossier (holder_agency_id, closed_at desc, id) where closed_at is not null;
create index dossier_of_subject on dossiers.dossier (subject_account_id, submitted_at desc);
create index dossier_of_submitter on dossiers.dossier (submitter_account_id, submitted_at desc);
create index dossier_by_subject_id on dossiers.dossier (subject_id_hash) where subject_id_hash is not null;
create index dossier_received on dossiers.dossier (receiving_agency_id, received_at desc) where received_at is not null;
create index dossier_search on dossiers.dossier using gin (search public.gin_trgm_ops);

-- Every act on a dossier, in order; state above is their fold and a test compares the two.
create table dossiers.action (
  dossier_id uuid not null references dossiers.dossier (id),
  seq integer not null,
  id uuid not null,
  act text not null,
  at timestamptz not null,
  actor_kind text not null,
  actor_account_id uuid,
  actor_position_id uuid,
  actor_name text not null,
  role text not null,
  agency_id uuid,
  -- what the act changed, for the fold and the clock
  payload jsonb not null default '{}',
  reason text,
  idempotency_key uuid,
  primary key (dossier_id, seq)
);
create unique index action_once on dossiers.action (dossier_id, idempotency_key) where idempotency_key is not null;

create table dossiers.dossier_file (
  id uuid primary key,
  dossier_id uuid not null references dossiers.dossier (id),
  component_id text not null,
  file_id uuid not null,
  position integer not null,
  added_seq integer not null,
  replaced_seq integer
);
create index dossier_file_of_dossier on dossiers.dossier_file (dossier_id, component_id, position);

-- Paper handed in at the counter (NĐ 61/2018 Đ17.1, Đ20.2)
create table dossiers.paper_item (
  dossier_id uuid not null references dossiers.dossier (id),
  component_id text not null,
  originals integer not null default 0,
  certified_copies integer not null default 0,
  plain_copies integer not null default 0,
  shown_only boolean not null default false,
  digitised smallint not null default 0,
  primary key (dossier_id, component_id)
);

-- One request, complete, by component and reason (NĐ 61/2018 Đ15.3, Đ17.1.a); at most one open at a time
create table dossiers.supplement_request (
  id uuid primary key,
  dossier_id uuid not null references dossiers.dossier (id),
  stage text not null check (stage in ('before-acceptance', 'after-acceptance')),
  items jsonb not null,
  note text not null default '',
  asked_at timestamptz not null,
  asked_by_account_id uuid not null,
  asked_by_name text not null,
  deadline timestamptz,
  answered_at timestamptz
);
create unique index supplement_one_open on dossiers.supplement_request (dossier_id) where answered_at is null;
create index supplement_of_dossier on dossiers.supplement_request (dossier_id, asked_at);

create table dossiers.consultation (
  id uuid primary key,
  dossier_id uuid not null references dossiers.dossier (id),
  agency_id uuid not null,
  question text not null,
  deadline timestamptz not null,
  asked_at timestamptz not null,
  asked_by_name text not null,
  answer text,
  answered_at timestamptz,
  answered_by_name text
);
create index consultation_of_dossier on dossiers.consultation (dossier_id);
create index consultation_open on dossiers.consultation (agency_id, deadline) where answered_at is null;

create table dossiers.message (
  id uuid primary key,
  dossier_id uuid not null references dossiers.dossier (id),
  from_side text not null check (from_side in ('applicant', 'desk', 'system')),
  author_account_id uuid,
  author_name text not null,
  body text not null,
  at timestamptz not null,
  read_at timestamptz
);
create index message_of_dossier on dossiers.message (dossier_id, at);

-- Forms printed from the system: receipt, requests, refusals (TT 01/2018 Đ9, Đ10)
create table dossiers.paper (
  id uuid primary key,
  dossier_id uuid not null references dossiers.dossier (id),
  kind text not null,
  action_seq integer not null,
  file_id uuid not null,
  made_at timestamptz not null
);
create index paper_of_dossier on dossiers.paper (dossier_id, made_at);

-- The register of results (NĐ 61/2018 Đ20.5): reusable, verifiable, revocable
create table dossiers.result (
  id uuid primary key,
  dossier_id uuid not null references dossiers.dossier (id),
  -- KQ… code of the kind of result, in the national list
  kind_code text not null,
  kind text not null check (kind in ('granted', 'refused')),
  -- our register number, printed and in the QR: KQ-<agency>-<year>-<number>
  code text not null unique,
  symbol text not null,
  title text not null,
  owner_name text not null,
  agency_id uuid not null,
  agency_name text not null,
  signer_name text not null,
  signer_title text not null,
  signed_at timestamptz not null,
  valid_from date not null,
  valid_to date,
  file_id uuid not null,
  file_hash bytea not null,
  state text not null default 'in-force' check (state in ('in-force', 'revoked')),
  revoked_at timestamptz,
  revoked_by_name text,
  revoke_reason text,
  version integer not null default 1
);
create index result_of_dossier on dossiers.result (dossier_id);
create index result_by_hash on dossiers.result (file_hash);

create table dossiers.delivery (
  id uuid primary key,
  dossier_id uuid not null references dossiers.dossier (id),
  method text not null check (method in ('online', 'counter', 'post')),
  recipient_name text,
  recipient_id_last4 text,
  tracking_number text,
  at timestamptz not null,
  by_name text not null
);
create index delivery_of_dossier on dossiers.delivery (dossier_id);

-- Gapless numbers: the row lock serialises one agency's day, the transaction returns the number when it fails
create table dossiers.code_counter (
  scope text not null,
  period text not null,
  last integer not null,
  primary key (scope, period)
);

-- "Who looked at my data": one row per viewer, dossier and hour
create table dossiers.view_log (
  id uuid primary key,
  dossier_id uuid not null references dossiers.dossier (id),
  viewer_account_id uuid not null,
  viewer_name text not null,
  viewer_title text not null default '',
  agency_id uuid,
  what text not null,
  at timestamptz not null
);
create index view_log_of_dossier on dossiers.view_log (dossier_id, at desc);

grant select, insert, update, delete on dossiers.draft, dossiers.draft_file to tinhso_app;
grant select, insert, update on dossiers.dossier, dossiers.dossier_file, dossiers.paper_item, dossiers.supplement_request, dossiers.consultation,
  dossiers.message, dossiers.result, dossiers.code_counter to tinhso_app;
grant select, insert on dossiers.action, dossiers.paper, dossiers.delivery, dossiers.view_log to tinhso_app;

-- The second wall. System sees all; an officer what lies in the agencies of the position; a citizen what is hers or what she filed.
alter table dossiers.draft enable row level security;
create policy draft_own on dossiers.draft using ((select kernel.actor_kind()) = 'system' or account_id = (select kernel.actor_account()));
alter table dossiers.draft_file enable row level security;
create policy draft_file_own on dossiers.draft_file using (exists (select from dossiers.draft d where d.id = draft_id));

alter table dossiers.dossier enable row level security;
create policy dossier_system on dossiers.dossier using ((select kernel.actor_kind()) = 'system');
create policy dossier_officer on dossiers.dossier using ((select kernel.actor_kind()) = 'officer'
  and (holder_agency_id = any ((select kernel.actor_agencies())::uuid[]) or receiving_agency_id = any ((select kernel.actor_agencies())::uuid[])
    or competent_agency_id = any ((select kernel.actor_agencies())::uuid[]) or id in (select c.dossier_id from dossiers.consultation c where c.agency_id = any ((select kernel.actor_agencies())::uuid[]))));
create policy dossier_citizen on dossiers.dossier using ((select kernel.actor_kind()) = 'citizen'
  and (subject_account_id = (select kernel.actor_account()) or submitter_account_id = (select kernel.actor_account())));

do $$
declare t text;
begin
  foreach t in array array['action', 'dossier_file', 'paper_item', 'supplement_request', 'message', 'paper', 'result', 'delivery', 'view_log'] loop
    execute format('alter table dossiers.%I enable row level security', t);
    execute format('create policy %I on dossiers.%I using (exists (select from dossiers.dossier d where d.id = dossier_id))', t || '_follows_dossier', t);
  end loop;
end $$;
-- consultations are seen by the asked agency without asking the dossier back (that would go in a circle)
alter table dossiers.consultation enable row level security;
create policy consultation_seen on dossiers.consultation using ((select kernel.actor_kind()) in ('system', 'officer'));

-- What anyone may learn: state and completion only (TT 01/2018 Đ16: look-up without signing in)
create function dossiers.public_state(wanted text) returns table (code text, procedure_name text, processing text, supplement text, promised_at timestamptz, received_at timestamptz, finished_at timestamptz, step_id text, procedure_case_id uuid, agency_id uuid)
language sql stable security definer set search_path = pg_catalog
as $$ select d.code, d.procedure_name, d.processing, d.supplement, d.promised_at, d.received_at, d.finished_at, d.step_id, d.procedure_case_id, d.receiving_agency_id from dossiers.dossier d where d.code = wanted $$;
create function dossiers.public_result(wanted text, wanted_hash bytea) returns table (code text, kind text, kind_code text, symbol text, title text, owner_name text, agency_name text, signer_name text, signed_at timestamptz, valid_from date, valid_to date, state text, revoked_at timestamptz, revoke_reason text, file_hash bytea)
language sql stable security definer set search_path = pg_catalog
as $$ select r.code, r.kind, r.kind_code, r.symbol, r.title, r.owner_name, r.agency_name, r.signer_name, r.signed_at, r.valid_from, r.valid_to, r.state, r.revoked_at, r.revoke_reason, r.file_hash
      from dossiers.result r where r.code = wanted or r.file_hash = wanted_hash $$;
-- security definer runs as the owner; the owner is not bound by the policies above
revoke all on function dossiers.public_state(text), dossiers.public_result(text, bytea) from public;
grant execute on function dossiers.public_state(text), dossiers.public_result(text, bytea) to tinhso_app;
