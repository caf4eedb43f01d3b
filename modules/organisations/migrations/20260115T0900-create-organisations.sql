-- Who is who: administrative units through time, agencies, positions and the people who hold them.
create schema organisations;
grant usage on schema organisations to tinhso_app;

-- Codes of the General Statistics Office; a unit that changes name, kind or parent gets a new row from that day.
create table organisations.administrative_unit (
  id uuid primary key,
  code text not null,
  name text not null check (name is nfc normalized),
  kind text not null,
  level text not null check (level in ('province', 'district', 'commune')),
  parent_code text,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  source text not null,
  exclude using gist (code with =, level with =, daterange(valid_from, valid_to) with &&)
);
create index administrative_unit_children on organisations.administrative_unit (parent_code, level);

-- old -> new on a day; a unit that was split has several successors
create table organisations.unit_succession (
  old_code text not null,
  new_code text not null,
  level text not null check (level in ('province', 'district', 'commune')),
  on_date date not null,
  partial boolean not null default false,
  source text not null,
  primary key (old_code, new_code, level, on_date)
);
create index unit_succession_back on organisations.unit_succession (new_code, level);

create table organisations.agency (
  id uuid primary key,
  -- QĐ 20/2020: H55.33 (high to low); the order of 2018 is derived: 000.00.33.H55
  code text not null unique check (code ~ '^[A-Z0-9.]{3,35}$'),
  code_verified boolean not null default false,
  name text not null check (name is nfc normalized),
  kind text not null,
  level text not null check (level in ('province', 'district', 'commune')),
  parent_id uuid references organisations.agency (id),
  -- ids from the root down to this agency; the subtree of a scope is one index range
  path uuid[] not null,
  unit_code text,
  address text not null default '',
  phone text not null default '',
  email text not null default '',
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  version integer not null default 1
);
create index agency_path on organisations.agency using gin (path);
create index agency_unit on organisations.agency (unit_code, kind);

-- What an abolished agency's open dossiers go to
create table organisations.agency_succession (
  old_id uuid not null references organisations.agency (id),
  new_id uuid not null references organisations.agency (id),
  on_date date not null,
  primary key (old_id, new_id)
);

create table organisations.position (
  id uuid primary key,
  agency_id uuid not null references organisations.agency (id),
  -- phòng, bộ phận within the agency
  unit_name text not null default '',
  title text not null check (title is nfc normalized),
  roles text[] not null,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  version integer not null default 1
);
create index position_of_agency on organisations.position (agency_id);

create table organisations.position_holder (
  id uuid primary key,
  position_id uuid not null references organisations.position (id),
  account_id uuid not null,
  display_name text not null check (display_name is nfc normalized),
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  version integer not null default 1,
  exclude using gist (position_id with =, account_id with =, daterange(valid_from, valid_to) with &&)
);
create index position_holder_account on organisations.position_holder (account_id);

-- Earlier wordings of what administrators change; the present one stays in its own table.
create table organisations.history (
  id uuid primary key,
  object_type text not null,
  object_id uuid not null,
  version integer not null,
  content jsonb not null,
  changed_at timestamptz not null,
  changed_by_account_id uuid,
  unique (object_type, object_id, version)
);

grant select, insert, update on all tables in schema organisations to tinhso_app;
revoke update on organisations.history from tinhso_app;
