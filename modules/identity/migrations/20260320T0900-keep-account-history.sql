-- Earlier states of accounts that an administrator changed; names and secrets never enter it.
create table identity.history (
  id uuid primary key,
  object_type text not null,
  object_id uuid not null,
  version integer not null,
  content jsonb not null,
  changed_at timestamptz not null,
  changed_by_account_id uuid,
  unique (object_type, object_id, version)
);
alter table identity.history enable row level security;
create policy platform on identity.history using (kernel.actor_kind() = 'system');
grant select, insert on identity.history to tinhso_app;

-- a locked account loses its sessions at once
alter table identity.session drop constraint session_end_reason_check;
alter table identity.session add constraint session_end_reason_check
  check (end_reason in ('signed-out', 'signed-out-everywhere', 'replaced', 'password-changed', 'reset', 'disabled'));
