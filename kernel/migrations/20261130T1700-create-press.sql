-- Presses of forms that make something: the number of the page as it was drawn, who pressed, where. A second press of the same page leads where
-- the first led and makes nothing. Kept for a day; longer nobody goes back to a page.
create table kernel.press (
  account uuid not null,
  key uuid not null,
  path text not null,
  said bytea not null,
  at timestamptz not null,
  done_at timestamptz,
  led_to text,
  flash text,
  primary key (account, key, path)
);
comment on column kernel.press.said is 'Keyed hash of all that the form said; of no use without the master key, for a form may hold a password.';
comment on column kernel.press.done_at is 'Null: still being done, or broken off.';
comment on column kernel.press.led_to is 'Null when done: the answer was a page that is shown once.';
create index press_at on kernel.press (at);

alter table kernel.press enable row level security;
create policy press_own on kernel.press using ((select kernel.actor_kind()) in ('citizen', 'officer') and account = (select kernel.actor_account()));
create policy press_system on kernel.press using ((select kernel.actor_kind()) = 'system');
grant select, insert, update, delete on kernel.press to tinhso_app;
