-- What a dataset is worth, day by day: every box with its numerator and denominator, and the score that they make (domain/quality.ts).
create table datasets.quality_day (
  dataset_id uuid not null references datasets.dataset (id),
  day date not null,
  at timestamptz not null,
  -- the load and the version of the contract that were judged
  load_number integer not null,
  schema_version integer not null,
  -- 0 to 100, one decimal; null: no box applies
  score double precision check (score between 0 and 100),
  boxes jsonb not null,
  primary key (dataset_id, day)
);
-- one line for each matter that somebody was told of: told once, whoever looks again
create table datasets.quality_notice (
  dataset_id uuid not null references datasets.dataset (id),
  matter text not null,
  at timestamptz not null,
  primary key (dataset_id, matter)
);
grant select, insert, update on datasets.quality_day to tinhso_app;
grant select, insert on datasets.quality_notice to tinhso_app;
alter table datasets.quality_day enable row level security;
-- whoever may know of a dataset may know what it is worth; it holds counts, no values
create policy quality_day_read on datasets.quality_day for select using (dataset_id in (select id from datasets.dataset));
create policy quality_day_add on datasets.quality_day for insert with check ((select kernel.actor_kind()) = 'system');
create policy quality_day_again on datasets.quality_day for update using ((select kernel.actor_kind()) = 'system') with check ((select kernel.actor_kind()) = 'system');
alter table datasets.quality_notice enable row level security;
create policy quality_notice_system on datasets.quality_notice using ((select kernel.actor_kind()) = 'system') with check ((select kernel.actor_kind()) = 'system');
