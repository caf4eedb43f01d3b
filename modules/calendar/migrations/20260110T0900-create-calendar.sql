-- Working time: hours and days that differ from their weekday. Rows are never changed: a new wording closes the old one, so that
-- every revision can be read again and a promised date explained years later.
create schema calendar;
grant usage on schema calendar to tinhso_app;

create table calendar.revision (
  number integer primary key check (number > 0),
  id uuid not null unique,
  made_at timestamptz not null,
  made_by text not null
);

create table calendar.day (
  id uuid primary key,
  date date not null,
  -- null: the whole province
  agency_id uuid,
  type text not null check (type in ('off', 'work')),
  kind text not null check (kind in ('statutory', 'compensatory', 'tet-adjustment', 'swap-off', 'swap-work', 'statutory-pending', 'local')),
  name text not null check (name is nfc normalized and name <> ''),
  source text not null check (source is nfc normalized and source <> ''),
  confidence text not null check (confidence in ('high', 'medium', 'low', 'estimated')),
  -- hours of a make-up day in minutes since midnight: [{"from":420,"to":690}]; null: those of a Monday
  windows jsonb,
  -- where the row came from: what a person or an import said is not undone by the province pack
  origin text not null check (origin in ('pack', 'import', 'administrator')),
  since_revision integer not null references calendar.revision (number),
  until_revision integer references calendar.revision (number) check (until_revision > since_revision)
);
create unique index day_current on calendar.day (date, agency_id) nulls not distinct where until_revision is null;

create table calendar.window_set (
  id uuid primary key,
  agency_id uuid,
  valid_from date not null,
  -- seven lists of windows, Sunday first
  week jsonb not null check (jsonb_typeof(week) = 'array' and jsonb_array_length(week) = 7),
  source text not null check (source is nfc normalized and source <> ''),
  origin text not null check (origin in ('pack', 'import', 'administrator')),
  since_revision integer not null references calendar.revision (number),
  until_revision integer references calendar.revision (number) check (until_revision > since_revision)
);
create unique index window_set_current on calendar.window_set (valid_from, agency_id) nulls not distinct where until_revision is null;

grant select, insert on calendar.revision, calendar.day, calendar.window_set to tinhso_app;
-- the application may close a row, not reword it
grant update (until_revision) on calendar.day, calendar.window_set to tinhso_app;
