-- The ground floor: extensions, the schema of the kernel and the functions that row-level security reads.
create extension if not exists unaccent with schema public;
create extension if not exists pg_trgm with schema public;
create extension if not exists btree_gist with schema public;
create extension if not exists pgcrypto with schema public;

create schema kernel;
grant usage on schema kernel to tinhso_app;

-- Who acts in this transaction; set by kernel/db, empty means nobody.
create function kernel.actor_kind() returns text language sql stable parallel safe
  return coalesce(current_setting('tinhso.actor_kind', true), '');
create function kernel.actor_account() returns uuid language sql stable parallel safe
  return nullif(current_setting('tinhso.actor_account', true), '')::uuid;
create function kernel.actor_agencies() returns uuid[] language sql stable parallel safe
  return coalesce(nullif(current_setting('tinhso.actor_agencies', true), ''), '{}')::uuid[];

-- Messages to other modules and to the outside leave through here, in the transaction of the act.
create table kernel.outbox (
  id uuid primary key,
  type text not null,
  payload jsonb not null,
  created_at timestamptz not null default now()
);
create table kernel.outbox_delivery (
  message_id uuid not null references kernel.outbox (id),
  subscriber text not null,
  delivered_at timestamptz not null default now(),
  primary key (message_id, subscriber)
);

-- Processes of the platform; a job locked by a process that is gone is set free (see kernel/jobs).
create table kernel.node (
  application_name text primary key,
  worker_ids text[] not null default '{}',
  started_at timestamptz not null default now()
);

create table kernel.setting (
  key text primary key,
  value jsonb not null,
  version integer not null default 1,
  changed_at timestamptz not null default now()
);
grant select, insert, update on kernel.setting, kernel.node to tinhso_app;
grant delete on kernel.node to tinhso_app;
grant select, insert on kernel.outbox, kernel.outbox_delivery to tinhso_app;
