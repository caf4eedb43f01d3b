-- Analyses: questions in SQL to snapshots of the rows, kept under a name, asked again by a schedule; every run with what it was asked and what it answered.
create table datasets.query (
  id uuid primary key,
  title text not null check (title is nfc normalized and title <> '' and length(title) <= 200),
  description text not null default '' check (length(description) <= 2000),
  statement text not null check (length(statement) between 1 and 20000),
  -- asks fields that say something about persons, and why
  with_persons boolean not null default false,
  purpose text not null default '' check (length(purpose) <= 500),
  -- seen by colleagues of the agency; only its author changes it
  shared boolean not null default false,
  agency_id uuid not null references organisations.agency (id),
  by_account uuid not null,
  position_id uuid not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  removed_at timestamptz,
  version integer not null default 1,
  check (not with_persons or purpose <> '')
);
create index query_of_account on datasets.query (by_account) where removed_at is null;
create index query_of_agency on datasets.query (agency_id) where shared and removed_at is null;

create table datasets.query_schedule (
  query_id uuid primary key references datasets.query (id),
  every text not null check (every in ('day', 'week', 'month')),
  -- hour of the local day
  hour integer not null check (hour between 0 and 23),
  -- results of so many runs are kept
  keep integer not null check (keep between 1 and 100),
  next_at timestamptz not null,
  by_account uuid not null,
  version integer not null default 1
);
create index query_schedule_due on datasets.query_schedule (next_at);

create table datasets.query_run (
  id uuid primary key,
  query_id uuid references datasets.query (id),
  query_version integer,
  scheduled boolean not null default false,
  statement text not null,
  with_persons boolean not null,
  purpose text not null,
  by_account uuid not null,
  position_id uuid not null,
  agency_id uuid not null references organisations.agency (id),
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  cancel_asked boolean not null default false,
  asked_at timestamptz not null,
  begun_at timestamptz,
  ended_at timestamptz,
  -- [{code, audience, position}]: of which load of which dataset the rows were
  used jsonb not null default '[]',
  rows integer,
  cut boolean not null default false,
  -- {code, about, line, column}
  failure jsonb,
  -- {columns, rows}; null: not there yet, or not kept any longer
  result jsonb
);
create index query_run_of_account on datasets.query_run (by_account, asked_at desc);
create index query_run_of_query on datasets.query_run (query_id, asked_at desc) where query_id is not null;

grant select, insert on datasets.query, datasets.query_schedule, datasets.query_run to tinhso_app;
grant update (title, description, statement, with_persons, purpose, shared, position_id, agency_id, changed_at, removed_at, version) on datasets.query to tinhso_app;
grant update, delete on datasets.query_schedule to tinhso_app;
grant update (state, cancel_asked, begun_at, ended_at, used, rows, cut, failure, result) on datasets.query_run to tinhso_app;
grant delete on datasets.query_run to tinhso_app;

-- What somebody asked and was answered is theirs alone; a shared question is read by the agency, its answers are everybody's own.
alter table datasets.query enable row level security;
create policy query_read on datasets.query for select using ((select kernel.actor_kind()) = 'system' or (select kernel.actor_kind()) = 'officer' and (by_account = (select kernel.actor_account()) or shared and removed_at is null and agency_id = any ((select kernel.actor_agencies())::uuid[])));
create policy query_add on datasets.query for insert with check (by_account = (select kernel.actor_account()));
create policy query_change on datasets.query for update using (by_account = (select kernel.actor_account())) with check (by_account = (select kernel.actor_account()));
alter table datasets.query_schedule enable row level security;
create policy query_schedule_own on datasets.query_schedule using ((select kernel.actor_kind()) = 'system' or by_account = (select kernel.actor_account()))
  with check ((select kernel.actor_kind()) = 'system' or by_account = (select kernel.actor_account()) and exists (select from datasets.query q where q.id = query_id and q.by_account = query_schedule.by_account));
alter table datasets.query_run enable row level security;
create policy query_run_own on datasets.query_run using ((select kernel.actor_kind()) = 'system' or by_account = (select kernel.actor_account())) with check ((select kernel.actor_kind()) = 'system' or by_account = (select kernel.actor_account()));
create policy history_query on datasets.history for select using (object_type = 'query' and object_id in (select id from datasets.query));
