-- How often a dataset is used, by day and way: numbers alone, of nobody in particular. No address, account or browser is kept anywhere.
create table datasets.usage_day (
  dataset_id uuid not null references datasets.dataset (id),
  -- of Vietnam
  day date not null,
  -- page of the portal looked at, file taken, rows asked by an API of the public, call through the exchange
  way text not null check (way in ('view', 'download', 'api', 'exchange')),
  count bigint not null check (count > 0),
  primary key (dataset_id, day, way)
);
grant select, insert, update on datasets.usage_day to tinhso_app;
alter table datasets.usage_day enable row level security;
-- whoever may know of a dataset may know how often it is used
create policy usage_day_read on datasets.usage_day for select using (dataset_id in (select id from datasets.dataset));
create policy usage_day_add on datasets.usage_day for insert with check ((select kernel.actor_kind()) = 'system');
create policy usage_day_more on datasets.usage_day for update using ((select kernel.actor_kind()) = 'system') with check ((select kernel.actor_kind()) = 'system');
