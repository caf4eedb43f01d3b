-- Somebody asks for a run; a job computes it and says how far it is. The run itself is kept apart: the same inputs are the same run, however often it is asked for.
create table indicators.run_request (
  id uuid primary key,
  framework_id uuid not null references indicators.framework (id),
  period text not null,
  -- the communes of the province, or the units that readings were entered for beside them (other provinces)
  scope text not null check (scope in ('communes', 'entered')),
  draws integer not null check (draws between 100 and 100000),
  public boolean not null default false,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  done integer not null default 0,
  run_id uuid references indicators.run (id),
  message text not null default '',
  requested_at timestamptz not null,
  requested_by uuid,
  finished_at timestamptz,
  check (state <> 'done' or run_id is not null)
);
grant select, insert, update (state, done, run_id, message, finished_at) on indicators.run_request to tinhso_app;
alter table indicators.run_request enable row level security;
create policy run_request_read on indicators.run_request for select using ((select kernel.actor_kind()) in ('officer', 'system'));
create policy run_request_add on indicators.run_request for insert with check (indicators.defines());
create policy run_request_progress on indicators.run_request for update using ((select kernel.actor_kind()) = 'system') with check ((select kernel.actor_kind()) = 'system');

-- ranks of a unit through time: the newest run of every period
create index run_by_framework on indicators.run (framework_id, period, at desc);
