-- Indicators: what is measured (frameworks, elements), who reports it (forms, reports), what was reported (readings), what came of it (runs), and the register of tasks.
create schema indicators;
grant usage on schema indicators to tinhso_app;

-- A published version never changes; the next one stands beside it. `definition` is FrameworkDefinition, `indicator.definition` IndicatorDefinition (domain/definition.ts).
create table indicators.framework (
  id uuid primary key,
  code text not null check (code ~ '^[a-z][a-z0-9-]{0,39}$'),
  edition text not null check (edition ~ '^[0-9A-Za-z.-]{1,20}$'),
  definition jsonb not null,
  state text not null check (state in ('draft', 'published', 'withdrawn')),
  -- 'delivery': brought by the platform or the province pack; 'office': made in the browser, deliveries leave it alone
  origin text not null check (origin in ('delivery', 'office')),
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  version integer not null default 1,
  created_at timestamptz not null,
  published_at timestamptz,
  unique (code, edition)
);
create table indicators.indicator (
  id uuid primary key,
  framework_id uuid not null references indicators.framework (id),
  code text not null,
  place integer not null,
  definition jsonb not null,
  unique (framework_id, code)
);

create table indicators.element (
  code text primary key check (code ~ '^[a-z][a-z0-9_]{0,59}$'),
  definition jsonb not null,
  -- anybody sees what was approved of it
  public boolean not null,
  version integer not null default 1
);
create table indicators.constant (
  code text primary key check (code ~ '^[A-Za-z0-9][A-Za-z0-9_-]*$'),
  title text not null check (title is nfc normalized),
  value double precision not null,
  source text not null default '',
  verified boolean not null default false,
  version integer not null default 1
);
-- OUG{…}: communes of the plain, pilot communes…; codes of administrative units
create table indicators.unit_group (
  code text primary key check (code ~ '^[A-Za-z0-9][A-Za-z0-9_-]*$'),
  title text not null check (title is nfc normalized),
  units text[] not null,
  version integer not null default 1
);

create table indicators.form (
  id uuid primary key,
  code text not null unique check (code ~ '^[A-Za-z0-9][A-Za-z0-9_-]*$'),
  title text not null check (title is nfc normalized and title <> ''),
  title_en text not null default '',
  period_type text not null check (period_type in ('day', 'week', 'month', 'quarter', 'half', 'year')),
  -- in time until so many days after the period's end
  due_days integer not null check (due_days between 0 and 366),
  elements text[] not null,
  -- the kinds of agencies that report (organisations.agency.kind)
  agency_kinds text[] not null,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  version integer not null default 1
);

-- One agency's form for one period
create table indicators.report (
  id uuid primary key,
  form_id uuid not null references indicators.form (id),
  agency_id uuid not null references organisations.agency (id),
  unit_code text not null,
  period text not null,
  due_on date not null,
  state text not null default 'draft' check (state in ('draft', 'submitted', 'returned', 'approved', 'locked')),
  -- the first submission decides whether it was in time
  first_submitted_at timestamptz,
  submitted_by uuid,
  decided_at timestamptz,
  decided_by uuid,
  returned_because text,
  version integer not null default 1,
  unique (form_id, agency_id, period)
);

-- A value that somebody or something reported. It is never rewritten once it was submitted: a correction stands beside it and takes its place when it is approved.
create table indicators.reading (
  id uuid primary key,
  element text not null references indicators.element (code),
  category text not null default '',
  unit_code text not null,
  agency_id uuid references organisations.agency (id),
  period text not null,
  period_start date not null,
  period_end date not null check (period_end >= period_start),
  -- null: there is none, and `comment` says why; never zero
  value double precision check (value is null or value not in ('NaN', 'Infinity', '-Infinity')),
  check (value is not null or comment <> ''),
  comment text not null default '' check (comment is nfc normalized),
  source text not null check (source in ('platform', 'dataset', 'exchange', 'form')),
  source_ref text not null default '',
  evidence uuid[] not null default '{}',
  report_id uuid references indicators.report (id),
  state text not null check (state in ('draft', 'submitted', 'returned', 'approved', 'locked')),
  corrects uuid references indicators.reading (id),
  superseded_by uuid references indicators.reading (id),
  recorded_at timestamptz not null,
  recorded_by uuid,
  approved_at timestamptz,
  approved_by uuid,
  check (state not in ('approved', 'locked') or approved_at is not null),
  check (source <> 'form' or agency_id is not null)
);
-- one value counts, one more may be in the making
create unique index reading_standing on indicators.reading (element, category, unit_code, period) where state in ('approved', 'locked') and superseded_by is null;
create unique index reading_in_work on indicators.reading (element, category, unit_code, period) where state in ('draft', 'submitted', 'returned');
create index reading_by_time on indicators.reading (element, period_start, period_end) where state in ('approved', 'locked') and superseded_by is null;
create index reading_of_report on indicators.reading (report_id);
create index reading_corrects on indicators.reading (corrects) where corrects is not null;

-- What a framework came to, from which inputs, by which method: published ranks can be computed again
create table indicators.run (
  id uuid primary key,
  framework_id uuid not null references indicators.framework (id),
  period text not null,
  inputs_hash bytea not null,
  method jsonb not null,
  at timestamptz not null,
  by_account uuid,
  public boolean not null default false,
  unique (framework_id, period, inputs_hash)
);
create table indicators.run_score (
  run_id uuid not null references indicators.run (id),
  unit_code text not null,
  -- an indicator, a group, or '' for the total
  code text not null,
  value double precision,
  points double precision,
  max double precision,
  rank integer,
  rank_low integer,
  rank_high integer,
  reasons jsonb not null default '[]',
  primary key (run_id, unit_code, code)
);

-- Tasks that were given beside the indicators ("33 of 67 tasks under Resolution 57 are done")
create table indicators.task (
  id uuid primary key,
  title text not null check (title is nfc normalized and title <> ''),
  document text not null,
  indicator_code text not null default '',
  agency_id uuid not null references organisations.agency (id),
  assigned_on date not null,
  due_on date not null,
  done_on date,
  result text not null default '' check (result is nfc normalized),
  evidence uuid[] not null default '{}',
  version integer not null default 1,
  check (done_on is null or result <> '')
);
create index task_by_due on indicators.task (due_on) where done_on is null;

create table indicators.history (
  id uuid primary key,
  object_type text not null,
  object_id uuid not null,
  version integer not null,
  content jsonb not null,
  changed_at timestamptz not null,
  changed_by_account_id uuid,
  unique (object_type, object_id, version)
);

grant select, insert, update on indicators.framework, indicators.indicator, indicators.element, indicators.constant, indicators.unit_group, indicators.form, indicators.report, indicators.task to tinhso_app;
grant delete on indicators.indicator to tinhso_app;
grant select, insert, update (value, comment, evidence, state, superseded_by, approved_at, approved_by, recorded_at, recorded_by) on indicators.reading to tinhso_app;
grant select, insert on indicators.run, indicators.run_score, indicators.history to tinhso_app;

-- ── Guards ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

-- A published framework keeps its wording.
create function indicators.keep_published() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_table_name = 'framework' then
    if old.state <> 'draft' and (new.definition is distinct from old.definition or new.code <> old.code or new.edition <> old.edition or new.state = 'draft') then raise exception 'a published framework is not changed' using errcode = 'restrict_violation'; end if;
  elsif exists (select from indicators.framework f where f.id = coalesce(old.framework_id, new.framework_id) and f.state <> 'draft') then raise exception 'an indicator of a published framework is not changed' using errcode = 'restrict_violation';
  end if;
  return coalesce(new, old);
end $$;
create trigger framework_kept before update on indicators.framework for each row execute function indicators.keep_published();
create trigger indicator_kept before update or delete on indicators.indicator for each row execute function indicators.keep_published();

-- The same transitions as domain/report.ts. What was submitted keeps its value; nobody approves what they recorded themselves.
create function indicators.guard_reading() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (new.value, new.comment, new.evidence, new.recorded_by) is distinct from (old.value, old.comment, old.evidence, old.recorded_by) and old.state not in ('draft', 'returned') then
    raise exception 'a reading that was submitted is not changed, it is corrected' using errcode = 'restrict_violation';
  end if;
  if new.state <> old.state and (old.state, new.state) not in (('draft', 'submitted'), ('returned', 'submitted'), ('submitted', 'returned'), ('submitted', 'approved'), ('approved', 'locked')) then
    raise exception 'a reading does not go from % to %', old.state, new.state using errcode = 'restrict_violation';
  end if;
  if new.state = 'approved' and old.state = 'submitted' and kernel.actor_kind() = 'officer' and (new.approved_by is null or new.approved_by = new.recorded_by or not (kernel.actor_roles() && array['approver', 'administrator'])) then
    raise exception 'a reading is approved by somebody else than who recorded it' using errcode = 'restrict_violation';
  end if;
  if old.superseded_by is not null and new.superseded_by is distinct from old.superseded_by then raise exception 'a reading is superseded once' using errcode = 'restrict_violation'; end if;
  return new;
end $$;
create trigger reading_guarded before update on indicators.reading for each row execute function indicators.guard_reading();
-- Officers begin with a draft; only the platform's own sources are recorded as approved.
create function indicators.guard_new_reading() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if kernel.actor_kind() = 'officer' and (new.state <> 'draft' or new.source <> 'form' or new.recorded_by is distinct from kernel.actor_account() or new.superseded_by is not null) then raise exception 'officers record drafts' using errcode = 'restrict_violation'; end if;
  return new;
end $$;
create trigger reading_begun before insert on indicators.reading for each row execute function indicators.guard_new_reading();

-- ── The second wall ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Who defines what is measured: the system, administrators and data stewards of the province's top
create function indicators.defines() returns boolean language sql stable parallel safe
  return (select kernel.actor_kind()) = 'system' or (select kernel.actor_kind()) = 'officer' and (select kernel.actor_roles())::text[] && array['administrator', 'data-steward'];
create function indicators.within_scope(agency uuid) returns boolean language sql stable parallel safe
  return (select kernel.actor_kind()) = 'system' or (select kernel.actor_kind()) = 'officer' and agency = any ((select kernel.actor_agencies())::uuid[]);

do $$ declare each text; begin
  foreach each in array array['element', 'constant', 'unit_group', 'form'] loop
    execute format('alter table indicators.%I enable row level security', each);
    execute format('create policy %I on indicators.%I for select using (true)', each || '_read', each);
    execute format('create policy %I on indicators.%I for insert with check (indicators.defines())', each || '_add', each);
    execute format('create policy %I on indicators.%I for update using (indicators.defines()) with check (indicators.defines())', each || '_change', each);
  end loop;
end $$;
alter table indicators.framework enable row level security;
create policy framework_read on indicators.framework for select using (state = 'published' or indicators.defines());
create policy framework_add on indicators.framework for insert with check (indicators.defines());
create policy framework_change on indicators.framework for update using (indicators.defines()) with check (indicators.defines());
alter table indicators.indicator enable row level security;
create policy indicator_read on indicators.indicator for select using (framework_id in (select id from indicators.framework));
create policy indicator_write on indicators.indicator using (indicators.defines()) with check (indicators.defines());

alter table indicators.report enable row level security;
create policy report_officer on indicators.report using (indicators.within_scope(agency_id)) with check (indicators.within_scope(agency_id));
-- whether a unit reported is no secret among officers: it stands in "n of m"
create policy report_seen on indicators.report for select using ((select kernel.actor_kind()) = 'officer');
alter table indicators.reading enable row level security;
create policy reading_own on indicators.reading using (indicators.within_scope(agency_id)) with check (indicators.within_scope(agency_id));
create policy reading_system on indicators.reading using ((select kernel.actor_kind()) = 'system') with check ((select kernel.actor_kind()) = 'system');
create policy reading_officer on indicators.reading for select using ((select kernel.actor_kind()) = 'officer' and state in ('approved', 'locked'));
-- anybody: what stands of public elements. The evidence behind it is another door.
create policy reading_public on indicators.reading for select using (state in ('approved', 'locked') and superseded_by is null and element in (select code from indicators.element where public));
alter table indicators.run enable row level security;
create policy run_read on indicators.run for select using (public or (select kernel.actor_kind()) in ('officer', 'system'));
create policy run_add on indicators.run for insert with check (indicators.defines());
alter table indicators.run_score enable row level security;
create policy run_score_read on indicators.run_score for select using (run_id in (select id from indicators.run));
create policy run_score_add on indicators.run_score for insert with check (indicators.defines());
alter table indicators.task enable row level security;
create policy task_read on indicators.task for select using ((select kernel.actor_kind()) in ('officer', 'system'));
create policy task_write on indicators.task using (indicators.within_scope(agency_id)) with check (indicators.within_scope(agency_id));
alter table indicators.history enable row level security;
create policy history_read on indicators.history for select using ((select kernel.actor_kind()) in ('officer', 'system'));
create policy history_add on indicators.history for insert with check ((select kernel.actor_kind()) in ('officer', 'system'));
