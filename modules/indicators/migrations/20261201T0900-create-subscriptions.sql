-- Who wants to hear of a board by e-mail (NĐ 13/2023 Đ3: only for what was agreed to, and no longer). The address is kept sealed, beside a keyed hash to count by;
-- only the platform itself sees these rows.
create table indicators.subscription (
  id uuid primary key,
  email_sealed bytea not null,
  email_hash bytea not null,
  framework text not null,
  -- '' is whichever edition the board opens with
  edition text not null,
  subject text not null,
  frequency text not null check (frequency in ('change', 'week', 'month')),
  lang text not null check (lang in ('vi', 'en')),
  asked_at timestamptz not null,
  -- the owner of the address said yes; nothing but that question is sent before
  confirmed_at timestamptz,
  -- kept a few days more, so that it can be taken back
  ended_at timestamptz,
  -- what the last mail told, or what stood there on confirmation
  seen jsonb,
  told_on date,
  looked_at timestamptz,
  -- how often in a row the address was refused for good
  refusals smallint not null default 0,
  check (confirmed_at is null or (seen is not null and told_on is not null))
);
create unique index subscription_once on indicators.subscription (email_hash, framework, edition, subject) where ended_at is null;
create index subscription_to_look_at on indicators.subscription (framework, edition, subject, id) where confirmed_at is not null and ended_at is null;

-- Every mail once: its digest is the day, week or month that it is for. What it says goes as soon as it was sent; `unclear`: the answer was lost, so it is never sent again.
create table indicators.subscription_mail (
  id uuid primary key,
  subscription_id uuid not null references indicators.subscription (id) on delete cascade,
  digest text not null,
  content jsonb,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'failed', 'unclear')),
  made_at timestamptz not null,
  sent_at timestamptz,
  last_error text,
  unique (subscription_id, digest)
);

grant select, insert, update, delete on indicators.subscription, indicators.subscription_mail to tinhso_app;
alter table indicators.subscription enable row level security;
create policy subscription_of_platform on indicators.subscription using ((select kernel.actor_kind()) = 'system') with check ((select kernel.actor_kind()) = 'system');
alter table indicators.subscription_mail enable row level security;
create policy subscription_mail_of_platform on indicators.subscription_mail using ((select kernel.actor_kind()) = 'system') with check ((select kernel.actor_kind()) = 'system');
