-- One way out for every notice: in the account, by e-mail, by SMS.
create schema notifications;
grant usage on schema notifications to tinhso_app;

-- Wordings that a province has changed; the shipped ones live in the code until then. Every change is a new version.
create table notifications.template (
  key text not null,
  version integer not null,
  subject jsonb not null,
  body jsonb not null,
  sms jsonb,
  changed_at timestamptz not null,
  changed_by_name text not null,
  primary key (key, version)
);

create table notifications.notice (
  id uuid primary key,
  account_id uuid not null,
  template_key text not null,
  template_version integer not null,
  title text not null,
  body text not null,
  link text,
  at timestamptz not null,
  read_at timestamptz
);
create index notice_of_account on notifications.notice (account_id, at desc);

-- What left the house. `ambiguous`: the provider's answer was lost; never sent again blindly.
create table notifications.dispatch (
  id uuid primary key,
  message_id uuid not null,
  channel text not null check (channel in ('email', 'sms')),
  address text not null,
  subject text not null default '',
  body text not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'ambiguous', 'failed')),
  tries integer not null default 0,
  last_error text,
  created_at timestamptz not null,
  sent_at timestamptz,
  unique (message_id, channel)
);
create index dispatch_waiting on notifications.dispatch (created_at) where state = 'waiting';

grant select, insert on notifications.template to tinhso_app;
grant select, insert, update on notifications.notice, notifications.dispatch to tinhso_app;

alter table notifications.notice enable row level security;
create policy notice_own on notifications.notice using ((select kernel.actor_kind()) = 'system' or account_id = (select kernel.actor_account()));
alter table notifications.dispatch enable row level security;
create policy dispatch_system on notifications.dispatch using ((select kernel.actor_kind()) = 'system');
