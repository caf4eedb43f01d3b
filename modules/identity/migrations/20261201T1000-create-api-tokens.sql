-- Personal access tokens: a system that carries one acts as the officer who made it, in the position it was made in, with that position's rights of today.
-- Of the token itself only the hash is kept.
create table identity.api_token (
  id uuid primary key,
  account_id uuid not null references identity.account (id),
  position_id uuid not null,
  name text not null check (length(name) between 1 and 60),
  token_hash bytea not null,
  methods text[] not null check (cardinality(methods) > 0 and methods <@ array['GET', 'POST']),
  -- addresses and networks; none: from anywhere
  networks text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at and expires_at <= created_at + interval '366 days'),
  last_used_at timestamptz,
  last_used_from text,
  revoked_at timestamptz,
  constraint api_token_hash unique (token_hash)
);
create index api_token_by_account on identity.api_token (account_id);
alter table identity.api_token enable row level security;
create policy own on identity.api_token using (identity.mine(account_id));
-- what a token may do is said once, when it is made
grant select, insert, update (last_used_at, last_used_from, revoked_at), delete on identity.api_token to tinhso_app;
