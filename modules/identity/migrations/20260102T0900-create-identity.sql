-- Accounts, credentials, sessions and mandates. Personal numbers are kept sealed (AES-256-GCM) beside a keyed hash for look-up.
create schema identity;
grant usage on schema identity to tinhso_app;

create table identity.account (
  id uuid primary key,
  kind text not null check (kind in ('person', 'organisation', 'staff')),
  -- (issuer, sub) is the key, never the identity number; staff have the issuer urn:tinhso:staff and their user name as sub
  issuer text not null,
  sub text not null,
  display_name text not null,
  id_number_sealed bytea,
  id_number_hash bytea,
  birth_date_sealed bytea,
  login_idp text,
  -- a changed identity number under an unchanged (issuer, sub) stops sign-in until somebody has looked
  recheck text not null default 'none' check (recheck in ('none', 'needed', 'accepted')),
  created_at timestamptz not null,
  last_signed_in_at timestamptz,
  disabled_at timestamptz,
  version integer not null default 1,
  constraint account_issuer_sub unique (issuer, sub),
  check ((id_number_sealed is null) = (id_number_hash is null)),
  check (kind <> 'staff' or id_number_hash is null)
);
create index account_by_id_number on identity.account (id_number_hash) where id_number_hash is not null;

create table identity.staff_credential (
  account_id uuid primary key references identity.account (id),
  password_hash text not null check (password_hash like '$argon2id$%'),
  must_change boolean not null,
  changed_at timestamptz not null,
  version integer not null default 1
);

create table identity.totp (
  account_id uuid primary key references identity.account (id),
  secret_sealed bytea not null,
  confirmed_at timestamptz,
  -- a code works once: only later time steps are taken (RFC 6238 §5.2)
  last_step bigint,
  created_at timestamptz not null
);

create table identity.passkey (
  id text primary key,
  account_id uuid not null references identity.account (id),
  public_key bytea not null,
  counter bigint not null,
  label text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkey_by_account on identity.passkey (account_id);

create table identity.session (
  id uuid primary key,
  token_hash bytea not null,
  account_id uuid not null references identity.account (id),
  kind text not null check (kind in ('citizen', 'officer')),
  assurance smallint not null check (assurance in (1, 2)),
  method text not null check (method in ('vnconnect', 'password', 'password-totp', 'passkey')),
  csrf text not null,
  position_id uuid,
  ip text not null,
  user_agent text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  ended_at timestamptz,
  end_reason text check (end_reason in ('signed-out', 'signed-out-everywhere', 'replaced', 'password-changed', 'reset')),
  constraint session_token unique (token_hash),
  check ((ended_at is null) = (end_reason is null))
);
create index session_open_by_account on identity.session (account_id) where ended_at is null;

-- What a browser is in the middle of: waiting for the identity provider, for a TOTP code, for a new password, for a passkey. Used once.
create table identity.pending_sign_in (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('vnconnect', 'totp', 'new-password', 'passkey', 'passkey-registration')),
  account_id uuid references identity.account (id),
  content_sealed bytea not null,
  tries smallint not null default 0,
  expires_at timestamptz not null
);
create index pending_by_expiry on identity.pending_sign_in (expires_at);

-- Keys are keyed hashes of user name and source: enough for counting, useless for reading.
create table identity.login_attempt (
  id uuid primary key,
  account_key bytea not null,
  source_key bytea not null,
  address_key bytea not null,
  trusted boolean not null,
  outcome text not null check (outcome in ('failure', 'success', 'blocked')),
  at timestamptz not null
);
create index login_attempt_by_account on identity.login_attempt (account_key, at);
create index login_attempt_by_address on identity.login_attempt (address_key, at);

create table identity.mandate (
  id uuid primary key,
  subject_id uuid not null references identity.account (id),
  -- empty until the named person signs in: granting never tells whether a number has an account
  actor_id uuid references identity.account (id),
  actor_number_hash bytea not null,
  actor_number_tail text not null,
  actor_name text not null,
  procedure_codes text[] not null check (cardinality(procedure_codes) > 0),
  valid_from date not null,
  valid_to date not null check (valid_to >= valid_from),
  evidence text not null check (evidence in ('subject-online', 'signed-paper', 'otp', 'officer-attest')),
  evidence_ref text,
  granted_by uuid not null,
  granted_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by uuid,
  version integer not null default 1,
  check (subject_id <> actor_id),
  check ((revoked_at is null) = (revoked_by is null))
);
create index mandate_by_subject on identity.mandate (subject_id);
create index mandate_by_actor on identity.mandate (actor_id) where actor_id is not null;
create index mandate_unclaimed on identity.mandate (actor_number_hash) where actor_id is null;

-- Second wall: everybody sees only what is their own; only the platform itself sees all.
create function identity.mine(owner uuid) returns boolean language sql stable parallel safe
  return kernel.actor_kind() = 'system' or owner = kernel.actor_account();
alter table identity.account enable row level security;
alter table identity.staff_credential enable row level security;
alter table identity.totp enable row level security;
alter table identity.passkey enable row level security;
alter table identity.session enable row level security;
alter table identity.pending_sign_in enable row level security;
alter table identity.login_attempt enable row level security;
alter table identity.mandate enable row level security;
create policy own on identity.account using (identity.mine(id));
create policy own on identity.staff_credential using (identity.mine(account_id));
create policy own on identity.totp using (identity.mine(account_id));
create policy own on identity.passkey using (identity.mine(account_id));
create policy own on identity.session using (identity.mine(account_id));
create policy platform on identity.pending_sign_in using (kernel.actor_kind() = 'system');
create policy platform on identity.login_attempt using (kernel.actor_kind() = 'system');
create policy parties on identity.mandate using (identity.mine(subject_id) or identity.mine(actor_id) or kernel.actor_kind() = 'officer');

grant select, insert, update on all tables in schema identity to tinhso_app;
grant delete on identity.totp, identity.passkey, identity.pending_sign_in, identity.login_attempt to tinhso_app;

-- The session behind a token, in one indexed look-up and one round trip; remembers at most once a minute that it was seen.
-- Runs with the owner's rights because who acts is only known afterwards; without the token it tells nothing.
create function identity.resume_session(hash bytea, at timestamptz, idle interval, longest interval)
returns table (session_id uuid, account_id uuid, kind text, assurance smallint, csrf text, position_id uuid, display_name text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_seen timestamptz;
begin
  select s.id, s.account_id, s.kind, s.assurance, s.csrf, s.position_id, a.display_name, s.last_seen_at
    into session_id, account_id, kind, assurance, csrf, position_id, display_name, found_seen
    from identity.session s join identity.account a on a.id = s.account_id
    where s.token_hash = hash and s.ended_at is null and a.disabled_at is null and s.last_seen_at > at - idle and s.created_at > at - longest;
  if not found then return; end if;
  if found_seen < at - interval '1 minute' then
    update identity.session s set last_seen_at = at where s.id = session_id and s.last_seen_at < at;
  end if;
  return next;
end $$;
revoke all on function identity.resume_session(bytea, timestamptz, interval, interval) from public;
grant execute on function identity.resume_session(bytea, timestamptz, interval, interval) to tinhso_app;
