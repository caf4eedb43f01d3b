-- Files on their way to us in pieces (tus 1.0): who sends what, until when. What has come lies on disk; its length is how far it is.
create table kernel.upload (
  id uuid primary key,
  account uuid not null,
  name text not null,
  media_type text not null,
  size bigint not null check (size > 0),
  created_at timestamptz not null,
  expires_at timestamptz not null
);
comment on table kernel.upload is 'Unfinished or not yet taken by a form; nothing of it is a file of a dossier before the form is sent and the file was looked at.';
comment on column kernel.upload.size is 'Bytes that were announced.';
create index upload_account on kernel.upload (account);
create index upload_expires on kernel.upload (expires_at);

-- Whoever sends it, and the platform that clears away what nobody finished; an administrator as little as anybody else.
alter table kernel.upload enable row level security;
create policy upload_own on kernel.upload using ((select kernel.actor_kind()) in ('citizen', 'officer') and account = (select kernel.actor_account()));
create policy upload_system on kernel.upload using ((select kernel.actor_kind()) = 'system');
grant select, insert, delete on kernel.upload to tinhso_app;
