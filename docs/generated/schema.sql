-- Made by `npm run generate` from a freshly migrated database; do not edit.

create table calendar.day (
  id uuid not null,
  date date not null,
  agency_id uuid,
  type text not null,
  kind text not null,
  name text not null,
  source text not null,
  confidence text not null,
  windows jsonb,
  origin text not null,
  since_revision integer not null,
  until_revision integer,
  constraint day_pkey PRIMARY KEY (id),
  constraint day_check CHECK ((until_revision > since_revision)),
  constraint day_confidence_check CHECK ((confidence = ANY (ARRAY['high'::text, 'medium'::text, 'low'::text, 'estimated'::text]))),
  constraint day_kind_check CHECK ((kind = ANY (ARRAY['statutory'::text, 'compensatory'::text, 'tet-adjustment'::text, 'swap-off'::text, 'swap-work'::text, 'statutory-pending'::text, 'local'::text]))),
  constraint day_name_check CHECK (((name IS NFC NORMALIZED) AND (name <> ''::text))),
  constraint day_origin_check CHECK ((origin = ANY (ARRAY['pack'::text, 'import'::text, 'administrator'::text]))),
  constraint day_source_check CHECK (((source IS NFC NORMALIZED) AND (source <> ''::text))),
  constraint day_type_check CHECK ((type = ANY (ARRAY['off'::text, 'work'::text]))),
  constraint day_since_revision_fkey FOREIGN KEY (since_revision) REFERENCES calendar.revision(number),
  constraint day_until_revision_fkey FOREIGN KEY (until_revision) REFERENCES calendar.revision(number)
);
CREATE UNIQUE INDEX day_current ON calendar.day USING btree (date, agency_id) NULLS NOT DISTINCT WHERE (until_revision IS NULL);
grant insert, select on calendar.day to tinhso_app;
grant update (until_revision) on calendar.day to tinhso_app;

create table calendar.revision (
  number integer not null,
  id uuid not null,
  made_at timestamp with time zone not null,
  made_by text not null,
  constraint revision_pkey PRIMARY KEY (number),
  constraint revision_id_key UNIQUE (id),
  constraint revision_number_check CHECK ((number > 0))
);
grant insert, select on calendar.revision to tinhso_app;

create table calendar.window_set (
  id uuid not null,
  agency_id uuid,
  valid_from date not null,
  week jsonb not null,
  source text not null,
  origin text not null,
  since_revision integer not null,
  until_revision integer,
  constraint window_set_pkey PRIMARY KEY (id),
  constraint window_set_check CHECK ((until_revision > since_revision)),
  constraint window_set_origin_check CHECK ((origin = ANY (ARRAY['pack'::text, 'import'::text, 'administrator'::text]))),
  constraint window_set_source_check CHECK (((source IS NFC NORMALIZED) AND (source <> ''::text))),
  constraint window_set_week_check CHECK (((jsonb_typeof(week) = 'array'::text) AND (jsonb_array_length(week) = 7))),
  constraint window_set_since_revision_fkey FOREIGN KEY (since_revision) REFERENCES calendar.revision(number),
  constraint window_set_until_revision_fkey FOREIGN KEY (until_revision) REFERENCES calendar.revision(number)
);
CREATE UNIQUE INDEX window_set_current ON calendar.window_set USING btree (valid_from, agency_id) NULLS NOT DISTINCT WHERE (until_revision IS NULL);
grant insert, select on calendar.window_set to tinhso_app;
grant update (until_revision) on calendar.window_set to tinhso_app;

create table datasets.dataset (
  id uuid not null,
  number integer not null generated always as identity,
  code text not null,
  title text not null,
  title_en text not null default ''::text,
  description text not null default ''::text,
  description_en text not null default ''::text,
  agency_id uuid not null,
  steward_account_id uuid,
  legal_basis text not null default ''::text,
  purpose text not null default ''::text,
  theme text not null default ''::text,
  keywords text[] not null default '{}'::text[],
  licence text not null default ''::text,
  refresh_days integer,
  retention_months integer,
  access text not null default 'internal'::text,
  feed text,
  state text not null default 'draft'::text,
  published_at timestamp with time zone,
  withdrawn_at timestamp with time zone,
  withdrawn_because text,
  schema_version integer not null default 0,
  last_load integer not null default 0,
  refreshed_at timestamp with time zone,
  row_count bigint not null default 0,
  version integer not null default 1,
  created_at timestamp with time zone not null,
  form_entry text,
  forgotten_load integer not null default 0,
  release_id uuid,
  constraint dataset_pkey PRIMARY KEY (id),
  constraint dataset_code_key UNIQUE (code),
  constraint dataset_number_key UNIQUE (number),
  constraint dataset_access_check CHECK ((access = ANY (ARRAY['internal'::text, 'shared'::text, 'open'::text]))),
  constraint dataset_check CHECK (((access = 'internal'::text) OR (state <> 'published'::text) OR (legal_basis <> ''::text))),
  constraint dataset_code_check CHECK (((code ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$'::text) AND (length(code) <= 50))),
  constraint dataset_description_check CHECK ((description IS NFC NORMALIZED)),
  constraint dataset_form_entry_check CHECK ((form_entry = ANY (ARRAY['keeper'::text, 'at-once'::text]))),
  constraint dataset_refresh_days_check CHECK (((refresh_days >= 1) AND (refresh_days <= 3660))),
  constraint dataset_retention_months_check CHECK (((retention_months >= 1) AND (retention_months <= 1200))),
  constraint dataset_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'withdrawn'::text]))),
  constraint dataset_title_check CHECK (((title IS NFC NORMALIZED) AND (title <> ''::text))),
  constraint dataset_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES organisations.agency(id),
  constraint dataset_release_id_fkey FOREIGN KEY (release_id) REFERENCES datasets.release(id) DEFERRABLE INITIALLY DEFERRED,
  constraint open_only_when_signed TRIGGER DEFERRABLE INITIALLY DEFERRED
);
alter table datasets.dataset enable row level security;
CREATE TRIGGER hold_released_rows BEFORE UPDATE OF last_load, release_id ON datasets.dataset FOR EACH ROW EXECUTE FUNCTION datasets.hold_released_rows();
CREATE CONSTRAINT TRIGGER open_only_when_signed AFTER INSERT OR UPDATE OF state, access, schema_version, release_id ON datasets.dataset DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION datasets.open_only_when_signed();
create policy dataset_add on datasets.dataset as permissive for insert to public with check (datasets.keeps(agency_id));
create policy dataset_change on datasets.dataset as permissive for update to public using (datasets.keeps(agency_id)) with check (datasets.keeps(agency_id));
create policy dataset_form on datasets.dataset as permissive for select to public using (((form_entry IS NOT NULL) AND (( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text)));
create policy dataset_read on datasets.dataset as permissive for select to public using ((((state = 'published'::text) AND (access <> 'internal'::text)) OR ((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND (state = 'published'::text)) OR datasets.keeps(agency_id)));
create policy dataset_sign on datasets.dataset as permissive for select to public using (datasets.signs(agency_id));
grant insert, select, update on datasets.dataset to tinhso_app;

create table datasets.foreign_dataset (
  id uuid not null,
  source_id uuid not null,
  identifier text not null,
  code text not null,
  entry jsonb not null,
  hash text not null,
  modified_at timestamp with time zone,
  first_seen_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  vanished_at timestamp with time zone,
  constraint foreign_dataset_pkey PRIMARY KEY (id),
  constraint foreign_dataset_code_key UNIQUE (code),
  constraint foreign_dataset_source_id_identifier_key UNIQUE (source_id, identifier),
  constraint foreign_dataset_code_check CHECK (((code ~ '^[a-z0-9-]+--[a-z0-9-]+$'::text) AND (length(code) <= 60))),
  constraint foreign_dataset_source_id_fkey FOREIGN KEY (source_id) REFERENCES datasets.harvest_source(id)
);
alter table datasets.foreign_dataset enable row level security;
CREATE INDEX foreign_dataset_identifier ON datasets.foreign_dataset USING btree (identifier);
create policy foreign_dataset_add on datasets.foreign_dataset as permissive for insert to public with check ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
create policy foreign_dataset_change on datasets.foreign_dataset as permissive for update to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text)) with check ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
create policy foreign_dataset_read on datasets.foreign_dataset as permissive for select to public using (true);
create policy foreign_dataset_remove on datasets.foreign_dataset as permissive for delete to public using ((EXISTS ( SELECT
   FROM datasets.harvest_source s
  WHERE ((s.id = foreign_dataset.source_id) AND datasets.keeps(s.agency_id)))));
grant delete, insert, select, update on datasets.foreign_dataset to tinhso_app;

create table datasets.form_entry (
  id uuid not null,
  dataset_id uuid not null,
  agency_id uuid not null,
  unit_code text not null,
  kind text not null,
  row_key text[] not null,
  cells jsonb not null,
  at timestamp with time zone not null,
  by_account uuid,
  load_id uuid,
  version integer not null default 1,
  constraint form_entry_pkey PRIMARY KEY (id),
  constraint form_entry_kind_check CHECK ((kind = ANY (ARRAY['put'::text, 'end'::text]))),
  constraint form_entry_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES organisations.agency(id),
  constraint form_entry_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES datasets.dataset(id),
  constraint form_entry_load_id_fkey FOREIGN KEY (load_id) REFERENCES datasets.load(id)
);
alter table datasets.form_entry enable row level security;
CREATE INDEX form_entry_of_agency ON datasets.form_entry USING btree (dataset_id, agency_id, at);
CREATE UNIQUE INDEX form_entry_one_draft ON datasets.form_entry USING btree (dataset_id, agency_id, row_key) WHERE ((load_id IS NULL) AND (row_key <> '{}'::text[]));
create policy form_entry_kept on datasets.form_entry as permissive for select to public using ((EXISTS ( SELECT
   FROM datasets.dataset d
  WHERE ((d.id = form_entry.dataset_id) AND datasets.keeps(d.agency_id)))));
create policy form_entry_own on datasets.form_entry as permissive for all to public using (((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR ((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND (agency_id = ANY (( SELECT kernel.actor_agencies() AS actor_agencies)::uuid[]))))) with check (((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR ((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND (agency_id = ANY (( SELECT kernel.actor_agencies() AS actor_agencies)::uuid[])))));
grant delete, insert, select, update on datasets.form_entry to tinhso_app;

create table datasets.harvest_finding (
  run_id uuid not null,
  place integer not null,
  kind text not null,
  identifier text not null,
  title text not null,
  reason text not null default ''::text,
  constraint harvest_finding_pkey PRIMARY KEY (run_id, place),
  constraint harvest_finding_kind_check CHECK ((kind = ANY (ARRAY['added'::text, 'changed'::text, 'vanished'::text, 'removed'::text, 'refused'::text]))),
  constraint harvest_finding_run_id_fkey FOREIGN KEY (run_id) REFERENCES datasets.harvest_run(id) ON DELETE CASCADE
);
alter table datasets.harvest_finding enable row level security;
create policy harvest_finding_kept on datasets.harvest_finding as permissive for all to public using ((EXISTS ( SELECT
   FROM datasets.harvest_run r
  WHERE (r.id = harvest_finding.run_id)))) with check ((EXISTS ( SELECT
   FROM datasets.harvest_run r
  WHERE (r.id = harvest_finding.run_id))));
grant delete, insert, select on datasets.harvest_finding to tinhso_app;

create table datasets.harvest_run (
  id uuid not null,
  source_id uuid not null,
  state text not null,
  begun_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  pages integer not null default 0,
  pages_unchanged integer not null default 0,
  bytes bigint not null default 0,
  expected integer,
  seen integer not null default 0,
  added integer not null default 0,
  changed integer not null default 0,
  same integer not null default 0,
  vanished integer not null default 0,
  removed integer not null default 0,
  refused integer not null default 0,
  failure text,
  constraint harvest_run_pkey PRIMARY KEY (id),
  constraint harvest_run_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text]))),
  constraint harvest_run_source_id_fkey FOREIGN KEY (source_id) REFERENCES datasets.harvest_source(id)
);
alter table datasets.harvest_run enable row level security;
CREATE INDEX harvest_run_of_source ON datasets.harvest_run USING btree (source_id, begun_at DESC);
create policy harvest_run_kept on datasets.harvest_run as permissive for all to public using ((EXISTS ( SELECT
   FROM datasets.harvest_source s
  WHERE ((s.id = harvest_run.source_id) AND datasets.keeps(s.agency_id))))) with check ((EXISTS ( SELECT
   FROM datasets.harvest_source s
  WHERE ((s.id = harvest_run.source_id) AND datasets.keeps(s.agency_id)))));
grant delete, insert, select, update on datasets.harvest_run to tinhso_app;

create table datasets.harvest_source (
  id uuid not null,
  code text not null,
  title text not null,
  kind text not null,
  address text not null,
  agency_id uuid not null,
  every_minutes integer,
  keep_vanished_days integer not null,
  state text not null default 'on'::text,
  pages jsonb not null default '{}'::jsonb,
  last_run_id uuid,
  last_run_at timestamp with time zone,
  version integer not null default 1,
  created_at timestamp with time zone not null,
  constraint harvest_source_pkey PRIMARY KEY (id),
  constraint harvest_source_code_key UNIQUE (code),
  constraint harvest_source_code_check CHECK (((code ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$'::text) AND (length(code) <= 20))),
  constraint harvest_source_every_minutes_check CHECK (((every_minutes >= 60) AND (every_minutes <= 525600))),
  constraint harvest_source_keep_vanished_days_check CHECK (((keep_vanished_days >= 0) AND (keep_vanished_days <= 3650))),
  constraint harvest_source_kind_check CHECK ((kind = ANY (ARRAY['ckan'::text, 'dcat'::text]))),
  constraint harvest_source_state_check CHECK ((state = ANY (ARRAY['on'::text, 'off'::text, 'removed'::text]))),
  constraint harvest_source_title_check CHECK (((title IS NFC NORMALIZED) AND (title <> ''::text))),
  constraint harvest_source_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES organisations.agency(id)
);
alter table datasets.harvest_source enable row level security;
create policy harvest_source_add on datasets.harvest_source as permissive for insert to public with check (datasets.keeps(agency_id));
create policy harvest_source_change on datasets.harvest_source as permissive for update to public using (datasets.keeps(agency_id)) with check (datasets.keeps(agency_id));
create policy harvest_source_read on datasets.harvest_source as permissive for select to public using (((state <> 'removed'::text) OR datasets.keeps(agency_id)));
grant insert, select, update on datasets.harvest_source to tinhso_app;

create table datasets.history (
  id uuid not null,
  object_type text not null,
  object_id uuid not null,
  version integer not null,
  content jsonb not null,
  changed_at timestamp with time zone not null,
  changed_by_account_id uuid,
  constraint history_pkey PRIMARY KEY (id),
  constraint history_object_type_object_id_version_key UNIQUE (object_type, object_id, version)
);
alter table datasets.history enable row level security;
create policy history_add on datasets.history as permissive for insert to public with check ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['system'::text, 'officer'::text])));
create policy history_harvest on datasets.history as permissive for select to public using (((object_type = 'harvest-source'::text) AND (object_id IN ( SELECT s.id
   FROM datasets.harvest_source s
  WHERE datasets.keeps(s.agency_id)))));
create policy history_platform on datasets.history as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
create policy history_query on datasets.history as permissive for select to public using (((object_type = 'query'::text) AND (object_id IN ( SELECT query.id
   FROM datasets.query))));
create policy history_read on datasets.history as permissive for select to public using (((object_id IN ( SELECT d.id
   FROM datasets.dataset d
  WHERE datasets.keeps(d.agency_id))) OR (object_id IN ( SELECT load.id
   FROM datasets.load))));
grant insert, select on datasets.history to tinhso_app;

create table datasets.lifted_index (
  dataset_id uuid not null,
  definition text not null,
  constraint lifted_index_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES datasets.dataset(id)
);
alter table datasets.lifted_index enable row level security;

create table datasets.list_index (
  id uuid not null,
  number integer not null generated always as identity,
  dataset_id uuid not null,
  filter_field text not null,
  sort_field text not null,
  state text not null,
  failure text,
  built text,
  asked_at timestamp with time zone not null,
  asked_by uuid,
  ended_at timestamp with time zone,
  constraint list_index_pkey PRIMARY KEY (id),
  constraint list_index_dataset_id_filter_field_sort_field_key UNIQUE (dataset_id, filter_field, sort_field),
  constraint list_index_number_key UNIQUE (number),
  constraint list_index_check CHECK (((sort_field ~ '^[a-z][a-z0-9_]{0,39}$'::text) AND (sort_field <> filter_field))),
  constraint list_index_check1 CHECK (((failure IS NOT NULL) = (state = 'failed'::text))),
  constraint list_index_filter_field_check CHECK ((filter_field ~ '^[a-z][a-z0-9_]{0,39}$'::text)),
  constraint list_index_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'ready'::text, 'failed'::text]))),
  constraint list_index_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES datasets.dataset(id)
);
alter table datasets.list_index enable row level security;
create policy list_index_kept on datasets.list_index as permissive for all to public using ((EXISTS ( SELECT
   FROM datasets.dataset d
  WHERE ((d.id = list_index.dataset_id) AND datasets.keeps(d.agency_id))))) with check ((EXISTS ( SELECT
   FROM datasets.dataset d
  WHERE ((d.id = list_index.dataset_id) AND datasets.keeps(d.agency_id)))));
grant delete, insert, select on datasets.list_index to tinhso_app;
grant update (state, failure, ended_at) on datasets.list_index to tinhso_app;

create table datasets.load (
  id uuid not null,
  dataset_id uuid not null,
  kind text not null,
  mode text not null,
  state text not null,
  file_name text not null default ''::text,
  file_key text,
  file_sha256 text,
  file_bytes bigint not null default 0,
  format text not null default ''::text,
  encoding text not null default ''::text,
  mapping jsonb not null default '{}'::jsonb,
  drift jsonb not null default '[]'::jsonb,
  schema_version integer not null,
  effective_on date not null,
  number integer,
  accept text,
  rows_read bigint not null default 0,
  rows_valid bigint not null default 0,
  rows_warned bigint not null default 0,
  rows_invalid bigint not null default 0,
  rows_added bigint not null default 0,
  rows_changed bigint not null default 0,
  rows_same bigint not null default 0,
  rows_ended bigint not null default 0,
  bytes_read bigint not null default 0,
  findings jsonb not null default '{}'::jsonb,
  failure text,
  begun_at timestamp with time zone not null,
  checked_at timestamp with time zone,
  decided_at timestamp with time zone,
  by_account uuid,
  decided_by uuid,
  reason text not null default ''::text,
  version integer not null default 1,
  settings jsonb not null default '{}'::jsonb,
  header jsonb not null default '[]'::jsonb,
  decided jsonb not null default '{}'::jsonb,
  report_key text,
  source_id uuid,
  constraint load_pkey PRIMARY KEY (id),
  constraint load_dataset_id_number_key UNIQUE (dataset_id, number),
  constraint load_accept_check CHECK ((accept = ANY (ARRAY['all'::text, 'valid'::text]))),
  constraint load_kind_check CHECK ((kind = ANY (ARRAY['upload'::text, 'form'::text, 'pull'::text, 'drop'::text, 'register'::text, 'correction'::text]))),
  constraint load_mode_check CHECK ((mode = ANY (ARRAY['upsert'::text, 'snapshot'::text, 'append'::text]))),
  constraint load_state_check CHECK ((state = ANY (ARRAY['receiving'::text, 'drifted'::text, 'reading'::text, 'checked'::text, 'accepting'::text, 'accepted'::text, 'rejected'::text, 'failed'::text]))),
  constraint load_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES datasets.dataset(id),
  constraint load_source_id_fkey FOREIGN KEY (source_id) REFERENCES datasets.source(id)
);
alter table datasets.load enable row level security;
CREATE INDEX load_by_file ON datasets.load USING btree (dataset_id, file_sha256);
CREATE INDEX load_of_dataset ON datasets.load USING btree (dataset_id, begun_at DESC);
CREATE INDEX load_open ON datasets.load USING btree (state) WHERE (state = ANY (ARRAY['receiving'::text, 'drifted'::text, 'reading'::text, 'checked'::text, 'accepting'::text]));
create policy load_kept on datasets.load as permissive for all to public using ((EXISTS ( SELECT
   FROM datasets.dataset d
  WHERE ((d.id = load.dataset_id) AND datasets.keeps(d.agency_id))))) with check ((EXISTS ( SELECT
   FROM datasets.dataset d
  WHERE ((d.id = load.dataset_id) AND datasets.keeps(d.agency_id)))));
grant insert, select, update on datasets.load to tinhso_app;

create table datasets.load_problem (
  load_id uuid not null,
  place bigint not null,
  row_number bigint not null,
  field text not null default ''::text,
  rule text not null,
  severity text not null,
  value text not null default ''::text,
  constraint load_problem_pkey PRIMARY KEY (load_id, place),
  constraint load_problem_severity_check CHECK ((severity = ANY (ARRAY['error'::text, 'warning'::text]))),
  constraint load_problem_load_id_fkey FOREIGN KEY (load_id) REFERENCES datasets.load(id)
);
alter table datasets.load_problem enable row level security;
create policy load_problem_kept on datasets.load_problem as permissive for all to public using ((load_id IN ( SELECT load.id
   FROM datasets.load))) with check ((load_id IN ( SELECT load.id
   FROM datasets.load)));
grant delete, insert, select on datasets.load_problem to tinhso_app;

create table datasets.load_progress (
  load_id uuid not null,
  phase text not null,
  bytes bigint not null default 0,
  rows bigint not null default 0,
  at timestamp with time zone not null,
  constraint load_progress_pkey PRIMARY KEY (load_id),
  constraint load_progress_load_id_fkey FOREIGN KEY (load_id) REFERENCES datasets.load(id)
);
alter table datasets.load_progress enable row level security;
create policy load_progress_kept on datasets.load_progress as permissive for all to public using ((load_id IN ( SELECT load.id
   FROM datasets.load))) with check ((load_id IN ( SELECT load.id
   FROM datasets.load)));
grant delete, insert, select, update on datasets.load_progress to tinhso_app;

create table datasets.look (
  id uuid not null,
  at timestamp with time zone not null,
  dataset_id uuid not null,
  person bytea not null,
  reader text not null,
  agency_id uuid,
  purpose text not null,
  fields text[] not null,
  constraint look_pkey PRIMARY KEY (id),
  constraint look_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES datasets.dataset(id)
);
alter table datasets.look enable row level security;
CREATE INDEX look_person ON datasets.look USING btree (person, at DESC);
create policy look_add on datasets.look as permissive for insert to public with check ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['system'::text, 'officer'::text])));
create policy look_read on datasets.look as permissive for select to public using (((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR (dataset_id IN ( SELECT d.id
   FROM datasets.dataset d
  WHERE datasets.keeps(d.agency_id)))));
grant insert, select on datasets.look to tinhso_app;

create table datasets.name_form (
  short text not null,
  whole text not null,
  changed_at timestamp with time zone not null default now(),
  changed_by uuid,
  constraint name_form_pkey PRIMARY KEY (short),
  constraint name_form_check CHECK (((whole ~ '^[a-z]{1,20}$'::text) AND (whole <> short))),
  constraint name_form_short_check CHECK ((short ~ '^[a-z]{1,20}$'::text))
);
alter table datasets.name_form enable row level security;
create policy name_form_read on datasets.name_form as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['system'::text, 'officer'::text])));
create policy name_form_write on datasets.name_form as permissive for all to public using (((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR ((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND (( SELECT kernel.actor_roles() AS actor_roles) && ARRAY['administrator'::text, 'data-steward'::text])))) with check (((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR ((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND (( SELECT kernel.actor_roles() AS actor_roles) && ARRAY['administrator'::text, 'data-steward'::text]))));
grant delete, insert, select, update on datasets.name_form to tinhso_app;

create table datasets.person_pair (
  id uuid not null,
  dataset_id uuid not null,
  a bytea not null,
  b bytea not null,
  row_a bigint not null,
  row_b bigint not null,
  score integer not null,
  reasons text[] not null,
  state text not null default 'open'::text,
  found_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  decided_by uuid,
  version integer not null default 1,
  constraint person_pair_pkey PRIMARY KEY (id),
  constraint person_pair_dataset_id_a_b_key UNIQUE (dataset_id, a, b),
  constraint person_pair_check CHECK ((b > a)),
  constraint person_pair_score_check CHECK (((score >= 0) AND (score <= 100))),
  constraint person_pair_state_check CHECK ((state = ANY (ARRAY['open'::text, 'later'::text, 'same'::text, 'different'::text, 'merged'::text]))),
  constraint person_pair_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES datasets.dataset(id)
);
alter table datasets.person_pair enable row level security;
CREATE INDEX person_pair_open ON datasets.person_pair USING btree (dataset_id, state, score DESC);
create policy person_pair_kept on datasets.person_pair as permissive for all to public using ((EXISTS ( SELECT
   FROM datasets.dataset d
  WHERE ((d.id = person_pair.dataset_id) AND datasets.keeps(d.agency_id))))) with check ((EXISTS ( SELECT
   FROM datasets.dataset d
  WHERE ((d.id = person_pair.dataset_id) AND datasets.keeps(d.agency_id)))));
grant insert, select, update on datasets.person_pair to tinhso_app;

create table datasets.person_search (
  dataset_id uuid not null,
  at timestamp with time zone not null,
  load_number integer not null,
  rows bigint not null,
  compared bigint not null,
  found bigint not null,
  skipped_blocks bigint not null,
  constraint person_search_pkey PRIMARY KEY (dataset_id),
  constraint person_search_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES datasets.dataset(id)
);
alter table datasets.person_search enable row level security;
create policy person_search_kept on datasets.person_search as permissive for all to public using ((EXISTS ( SELECT
   FROM datasets.dataset d
  WHERE ((d.id = person_search.dataset_id) AND datasets.keeps(d.agency_id))))) with check ((EXISTS ( SELECT
   FROM datasets.dataset d
  WHERE ((d.id = person_search.dataset_id) AND datasets.keeps(d.agency_id)))));
grant insert, select, update on datasets.person_search to tinhso_app;

create table datasets.quality_day (
  dataset_id uuid not null,
  day date not null,
  at timestamp with time zone not null,
  load_number integer not null,
  schema_version integer not null,
  score double precision,
  boxes jsonb not null,
  constraint quality_day_pkey PRIMARY KEY (dataset_id, day),
  constraint quality_day_score_check CHECK (((score >= (0)::double precision) AND (score <= (100)::double precision))),
  constraint quality_day_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES datasets.dataset(id)
);
alter table datasets.quality_day enable row level security;
create policy quality_day_add on datasets.quality_day as permissive for insert to public with check ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
create policy quality_day_again on datasets.quality_day as permissive for update to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text)) with check ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
create policy quality_day_read on datasets.quality_day as permissive for select to public using ((dataset_id IN ( SELECT dataset.id
   FROM datasets.dataset)));
grant insert, select, update on datasets.quality_day to tinhso_app;

create table datasets.quality_notice (
  dataset_id uuid not null,
  matter text not null,
  at timestamp with time zone not null,
  constraint quality_notice_pkey PRIMARY KEY (dataset_id, matter),
  constraint quality_notice_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES datasets.dataset(id)
);
alter table datasets.quality_notice enable row level security;
create policy quality_notice_system on datasets.quality_notice as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text)) with check ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant insert, select on datasets.quality_notice to tinhso_app;

create table datasets.query (
  id uuid not null,
  title text not null,
  description text not null default ''::text,
  statement text not null,
  with_persons boolean not null default false,
  purpose text not null default ''::text,
  shared boolean not null default false,
  agency_id uuid not null,
  by_account uuid not null,
  position_id uuid not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  version integer not null default 1,
  constraint query_pkey PRIMARY KEY (id),
  constraint query_check CHECK (((NOT with_persons) OR (purpose <> ''::text))),
  constraint query_description_check CHECK ((length(description) <= 2000)),
  constraint query_purpose_check CHECK ((length(purpose) <= 500)),
  constraint query_statement_check CHECK (((length(statement) >= 1) AND (length(statement) <= 20000))),
  constraint query_title_check CHECK (((title IS NFC NORMALIZED) AND (title <> ''::text) AND (length(title) <= 200))),
  constraint query_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES organisations.agency(id)
);
alter table datasets.query enable row level security;
CREATE INDEX query_of_account ON datasets.query USING btree (by_account) WHERE (removed_at IS NULL);
CREATE INDEX query_of_agency ON datasets.query USING btree (agency_id) WHERE (shared AND (removed_at IS NULL));
create policy query_add on datasets.query as permissive for insert to public with check ((by_account = ( SELECT kernel.actor_account() AS actor_account)));
create policy query_change on datasets.query as permissive for update to public using ((by_account = ( SELECT kernel.actor_account() AS actor_account))) with check ((by_account = ( SELECT kernel.actor_account() AS actor_account)));
create policy query_read on datasets.query as permissive for select to public using (((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR ((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND ((by_account = ( SELECT kernel.actor_account() AS actor_account)) OR (shared AND (removed_at IS NULL) AND (agency_id = ANY (( SELECT kernel.actor_agencies() AS actor_agencies)::uuid[])))))));
grant insert, select on datasets.query to tinhso_app;
grant update (title, description, statement, with_persons, purpose, shared, agency_id, position_id, changed_at, removed_at, version) on datasets.query to tinhso_app;

create table datasets.query_run (
  id uuid not null,
  query_id uuid,
  query_version integer,
  scheduled boolean not null default false,
  statement text not null,
  with_persons boolean not null,
  purpose text not null,
  by_account uuid not null,
  position_id uuid not null,
  agency_id uuid not null,
  state text not null,
  cancel_asked boolean not null default false,
  asked_at timestamp with time zone not null,
  begun_at timestamp with time zone,
  ended_at timestamp with time zone,
  used jsonb not null default '[]'::jsonb,
  rows integer,
  cut boolean not null default false,
  failure jsonb,
  result jsonb,
  constraint query_run_pkey PRIMARY KEY (id),
  constraint query_run_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text]))),
  constraint query_run_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES organisations.agency(id),
  constraint query_run_query_id_fkey FOREIGN KEY (query_id) REFERENCES datasets.query(id)
);
alter table datasets.query_run enable row level security;
CREATE INDEX query_run_of_account ON datasets.query_run USING btree (by_account, asked_at DESC);
CREATE INDEX query_run_of_query ON datasets.query_run USING btree (query_id, asked_at DESC) WHERE (query_id IS NOT NULL);
create policy query_run_own on datasets.query_run as permissive for all to public using (((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR (by_account = ( SELECT kernel.actor_account() AS actor_account)))) with check (((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR (by_account = ( SELECT kernel.actor_account() AS actor_account))));
grant delete, insert, select on datasets.query_run to tinhso_app;
grant update (state, cancel_asked, begun_at, ended_at, used, rows, cut, failure, result) on datasets.query_run to tinhso_app;

create table datasets.query_schedule (
  query_id uuid not null,
  every text not null,
  hour integer not null,
  keep integer not null,
  next_at timestamp with time zone not null,
  by_account uuid not null,
  version integer not null default 1,
  constraint query_schedule_pkey PRIMARY KEY (query_id),
  constraint query_schedule_every_check CHECK ((every = ANY (ARRAY['day'::text, 'week'::text, 'month'::text]))),
  constraint query_schedule_hour_check CHECK (((hour >= 0) AND (hour <= 23))),
  constraint query_schedule_keep_check CHECK (((keep >= 1) AND (keep <= 100))),
  constraint query_schedule_query_id_fkey FOREIGN KEY (query_id) REFERENCES datasets.query(id)
);
alter table datasets.query_schedule enable row level security;
CREATE INDEX query_schedule_due ON datasets.query_schedule USING btree (next_at);
create policy query_schedule_own on datasets.query_schedule as permissive for all to public using (((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR (by_account = ( SELECT kernel.actor_account() AS actor_account)))) with check (((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR ((by_account = ( SELECT kernel.actor_account() AS actor_account)) AND (EXISTS ( SELECT
   FROM datasets.query q
  WHERE ((q.id = query_schedule.query_id) AND (q.by_account = query_schedule.by_account)))))));
grant delete, insert, select, update on datasets.query_schedule to tinhso_app;

create table datasets.release (
  id uuid not null,
  dataset_id uuid not null,
  target_id uuid not null,
  state text not null,
  plan jsonb not null,
  report jsonb not null,
  fields text[] not null,
  k_required integer not null,
  k_found integer not null,
  load_number integer not null,
  made_at timestamp with time zone not null,
  made_by uuid,
  decided_at timestamp with time zone,
  decided_by uuid,
  note text not null default ''::text,
  version integer not null default 1,
  constraint release_pkey PRIMARY KEY (id),
  constraint release_check CHECK (((state <> 'signed'::text) OR ((decided_by IS NOT NULL) AND (decided_by IS DISTINCT FROM made_by) AND (k_found >= k_required)))),
  constraint release_k_found_check CHECK ((k_found >= 1)),
  constraint release_k_required_check CHECK (((k_required >= 2) AND (k_required <= 1000))),
  constraint release_state_check CHECK ((state = ANY (ARRAY['checked'::text, 'signed'::text, 'refused'::text]))),
  constraint release_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES datasets.dataset(id),
  constraint release_target_id_fkey FOREIGN KEY (target_id) REFERENCES datasets.dataset(id)
);
alter table datasets.release enable row level security;
CREATE INDEX release_of_source ON datasets.release USING btree (dataset_id, made_at DESC);
CREATE INDEX release_of_target ON datasets.release USING btree (target_id, state);
create policy release_add on datasets.release as permissive for insert to public with check (((state = 'checked'::text) AND (decided_by IS NULL) AND (EXISTS ( SELECT
   FROM datasets.dataset d
  WHERE ((d.id = release.dataset_id) AND datasets.keeps(d.agency_id))))));
create policy release_decide on datasets.release as permissive for update to public using (((state = 'checked'::text) AND (EXISTS ( SELECT
   FROM datasets.dataset d
  WHERE ((d.id = release.dataset_id) AND datasets.signs(d.agency_id)))))) with check (((state = ANY (ARRAY['signed'::text, 'refused'::text])) AND (decided_by = kernel.actor_account()) AND (decided_by IS DISTINCT FROM made_by)));
create policy release_read on datasets.release as permissive for select to public using ((EXISTS ( SELECT
   FROM datasets.dataset d
  WHERE ((d.id = release.dataset_id) AND (datasets.keeps(d.agency_id) OR datasets.signs(d.agency_id))))));
grant insert, select on datasets.release to tinhso_app;
grant update (state, decided_at, decided_by, note, version) on datasets.release to tinhso_app;

create table datasets.release_check (
  id uuid not null,
  dataset_id uuid not null,
  plan jsonb not null,
  load_number integer not null,
  schema_version integer not null,
  state text not null,
  phase text not null default 'waits'::text,
  report jsonb,
  failure jsonb,
  code text,
  title text,
  release_id uuid,
  asked_at timestamp with time zone not null,
  asked_by uuid,
  ended_at timestamp with time zone,
  constraint release_check_pkey PRIMARY KEY (id),
  constraint release_check_check CHECK (((state <> 'done'::text) OR (report IS NOT NULL))),
  constraint release_check_check1 CHECK (((state <> 'failed'::text) OR (failure IS NOT NULL))),
  constraint release_check_phase_check CHECK ((phase = ANY (ARRAY['waits'::text, 'pseudonyms'::text, 'treat'::text, 'judge'::text, 'derive'::text]))),
  constraint release_check_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text]))),
  constraint release_check_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES datasets.dataset(id),
  constraint release_check_release_id_fkey FOREIGN KEY (release_id) REFERENCES datasets.release(id)
);
alter table datasets.release_check enable row level security;
CREATE INDEX release_check_of_dataset ON datasets.release_check USING btree (dataset_id, asked_at DESC);
create policy release_check_kept on datasets.release_check as permissive for all to public using ((EXISTS ( SELECT
   FROM datasets.dataset d
  WHERE ((d.id = release_check.dataset_id) AND datasets.keeps(d.agency_id))))) with check ((EXISTS ( SELECT
   FROM datasets.dataset d
  WHERE ((d.id = release_check.dataset_id) AND datasets.keeps(d.agency_id)))));
grant delete, insert, select on datasets.release_check to tinhso_app;
grant update (state, phase, report, failure, code, title, release_id, ended_at) on datasets.release_check to tinhso_app;

create table datasets.schema_version (
  dataset_id uuid not null,
  version integer not null,
  schema jsonb not null,
  at timestamp with time zone not null,
  by_account uuid,
  reason text not null default ''::text,
  constraint schema_version_pkey PRIMARY KEY (dataset_id, version),
  constraint schema_version_version_check CHECK ((version > 0)),
  constraint schema_version_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES datasets.dataset(id)
);
alter table datasets.schema_version enable row level security;
create policy schema_version_add on datasets.schema_version as permissive for insert to public with check ((EXISTS ( SELECT
   FROM datasets.dataset d
  WHERE ((d.id = schema_version.dataset_id) AND datasets.keeps(d.agency_id)))));
create policy schema_version_read on datasets.schema_version as permissive for select to public using ((dataset_id IN ( SELECT dataset.id
   FROM datasets.dataset)));
grant insert, select on datasets.schema_version to tinhso_app;

create table datasets.slow_list (
  dataset_id uuid not null,
  filter_field text not null,
  sort_field text not null,
  times integer not null default 1,
  last_at timestamp with time zone not null,
  constraint slow_list_pkey PRIMARY KEY (dataset_id, filter_field, sort_field),
  constraint slow_list_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES datasets.dataset(id)
);
alter table datasets.slow_list enable row level security;
create policy slow_list_kept on datasets.slow_list as permissive for all to public using ((EXISTS ( SELECT
   FROM datasets.dataset d
  WHERE ((d.id = slow_list.dataset_id) AND datasets.keeps(d.agency_id))))) with check ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant delete, insert, select on datasets.slow_list to tinhso_app;
grant update (times, last_at) on datasets.slow_list to tinhso_app;

create table datasets.source (
  id uuid not null,
  dataset_id uuid not null,
  kind text not null,
  mode text not null,
  settings jsonb not null default '{}'::jsonb,
  sealed bytea,
  every_minutes integer,
  accept_alone boolean not null default false,
  state text not null default 'on'::text,
  "position" text,
  last_run_at timestamp with time zone,
  last_load_id uuid,
  last_error text,
  version integer not null default 1,
  created_at timestamp with time zone not null,
  pending_position text,
  constraint source_pkey PRIMARY KEY (id),
  constraint source_every_minutes_check CHECK (((every_minutes >= 5) AND (every_minutes <= 525600))),
  constraint source_kind_check CHECK ((kind = ANY (ARRAY['drop'::text, 'sql'::text, 'api'::text]))),
  constraint source_mode_check CHECK ((mode = ANY (ARRAY['upsert'::text, 'snapshot'::text, 'append'::text]))),
  constraint source_state_check CHECK ((state = ANY (ARRAY['on'::text, 'off'::text]))),
  constraint source_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES datasets.dataset(id)
);
alter table datasets.source enable row level security;
CREATE INDEX source_of_dataset ON datasets.source USING btree (dataset_id);
create policy source_kept on datasets.source as permissive for all to public using ((EXISTS ( SELECT
   FROM datasets.dataset d
  WHERE ((d.id = source.dataset_id) AND datasets.keeps(d.agency_id))))) with check ((EXISTS ( SELECT
   FROM datasets.dataset d
  WHERE ((d.id = source.dataset_id) AND datasets.keeps(d.agency_id)))));
grant insert, select, update on datasets.source to tinhso_app;

create table datasets.usage_day (
  dataset_id uuid not null,
  day date not null,
  way text not null,
  count bigint not null,
  constraint usage_day_pkey PRIMARY KEY (dataset_id, day, way),
  constraint usage_day_count_check CHECK ((count > 0)),
  constraint usage_day_way_check CHECK ((way = ANY (ARRAY['view'::text, 'download'::text, 'api'::text, 'exchange'::text]))),
  constraint usage_day_dataset_id_fkey FOREIGN KEY (dataset_id) REFERENCES datasets.dataset(id)
);
alter table datasets.usage_day enable row level security;
create policy usage_day_add on datasets.usage_day as permissive for insert to public with check ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
create policy usage_day_more on datasets.usage_day as permissive for update to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text)) with check ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
create policy usage_day_read on datasets.usage_day as permissive for select to public using ((dataset_id IN ( SELECT dataset.id
   FROM datasets.dataset)));
grant insert, select, update on datasets.usage_day to tinhso_app;

create table dossiers.action (
  dossier_id uuid not null,
  seq integer not null,
  id uuid not null,
  act text not null,
  at timestamp with time zone not null,
  actor_kind text not null,
  actor_account_id uuid,
  actor_position_id uuid,
  actor_name text not null,
  role text not null,
  agency_id uuid,
  payload jsonb not null default '{}'::jsonb,
  reason text,
  idempotency_key uuid,
  press_hash bytea,
  constraint action_pkey PRIMARY KEY (dossier_id, seq),
  constraint action_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossiers.dossier(id)
);
alter table dossiers.action enable row level security;
CREATE UNIQUE INDEX action_once ON dossiers.action USING btree (dossier_id, idempotency_key) WHERE (idempotency_key IS NOT NULL);
create policy action_follows_dossier on dossiers.action as permissive for all to public using ((EXISTS ( SELECT
   FROM dossiers.dossier d
  WHERE (d.id = action.dossier_id))));
grant insert, select on dossiers.action to tinhso_app;

create table dossiers.code_counter (
  scope text not null,
  period text not null,
  last integer not null,
  constraint code_counter_pkey PRIMARY KEY (scope, period)
);
grant insert, select, update on dossiers.code_counter to tinhso_app;

create table dossiers.consultation (
  id uuid not null,
  dossier_id uuid not null,
  agency_id uuid not null,
  question text not null,
  deadline timestamp with time zone not null,
  asked_at timestamp with time zone not null,
  asked_by_name text not null,
  answer text,
  answered_at timestamp with time zone,
  answered_by_name text,
  constraint consultation_pkey PRIMARY KEY (id),
  constraint consultation_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossiers.dossier(id)
);
alter table dossiers.consultation enable row level security;
CREATE INDEX consultation_of_dossier ON dossiers.consultation USING btree (dossier_id);
CREATE INDEX consultation_open ON dossiers.consultation USING btree (agency_id, deadline) WHERE (answered_at IS NULL);
create policy consultation_answered_by_asked on dossiers.consultation as restrictive for update to public using (((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR (agency_id = ANY (( SELECT kernel.actor_agencies() AS actor_agencies)::uuid[]))));
create policy consultation_seen on dossiers.consultation as permissive for all to public using (((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['system'::text, 'officer'::text])) AND (EXISTS ( SELECT
   FROM dossiers.dossier d
  WHERE (d.id = consultation.dossier_id)))));
grant insert, select, update on dossiers.consultation to tinhso_app;

create table dossiers.delivery (
  id uuid not null,
  dossier_id uuid not null,
  method text not null,
  recipient_name text,
  recipient_id_last4 text,
  tracking_number text,
  at timestamp with time zone not null,
  by_name text not null,
  constraint delivery_pkey PRIMARY KEY (id),
  constraint delivery_method_check CHECK ((method = ANY (ARRAY['online'::text, 'counter'::text, 'post'::text]))),
  constraint delivery_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossiers.dossier(id)
);
alter table dossiers.delivery enable row level security;
CREATE INDEX delivery_of_dossier ON dossiers.delivery USING btree (dossier_id);
create policy delivery_follows_dossier on dossiers.delivery as permissive for all to public using ((EXISTS ( SELECT
   FROM dossiers.dossier d
  WHERE (d.id = delivery.dossier_id))));
grant insert, select on dossiers.delivery to tinhso_app;

create table dossiers.digest (
  agency_id uuid not null,
  day date not null,
  sent_at timestamp with time zone not null,
  constraint digest_pkey PRIMARY KEY (agency_id, day)
);
alter table dossiers.digest enable row level security;
create policy digest_system on dossiers.digest as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant insert, select on dossiers.digest to tinhso_app;

create table dossiers.dossier (
  id uuid not null,
  submission_key uuid not null,
  code text,
  external_code text,
  origin text not null default 'local'::text,
  regime text not null,
  procedure_code text not null,
  procedure_name text not null,
  field text not null default ''::text,
  procedure_case_id uuid not null,
  case_id text not null,
  channel text not null,
  subject_account_id uuid,
  subject_kind text not null,
  subject_name text not null,
  subject_id_hash bytea,
  subject_contact jsonb not null default '{}'::jsonb,
  submitter_account_id uuid,
  submitter_name text not null,
  mandate_id uuid,
  receiving_agency_id uuid not null,
  competent_agency_id uuid not null,
  holder_agency_id uuid not null,
  answers jsonb not null,
  summary text not null default ''::text,
  processing text not null,
  supplement text not null default 'none'::text,
  money text not null default 'none'::text,
  delivery text not null default 'none'::text,
  digitisation text not null default 'none'::text,
  sync text not null default 'local'::text,
  step_id text,
  assignee_account_id uuid,
  proposed_by_account_id uuid,
  return_method text not null default 'online'::text,
  return_address text,
  submitted_at timestamp with time zone not null,
  received_at timestamp with time zone,
  legal_due_at timestamp with time zone,
  promised_at timestamp with time zone,
  due_at timestamp with time zone not null default 'infinity'::timestamp with time zone,
  due_trace jsonb not null default '[]'::jsonb,
  reappointed boolean not null default false,
  supplement_count integer not null default 0,
  outcome jsonb,
  fee_amount bigint not null default 0,
  finished_at timestamp with time zone,
  closed_at timestamp with time zone,
  last_event_at timestamp with time zone not null,
  search text not null default ''::text,
  version integer not null default 1,
  last_alarm_at timestamp with time zone,
  entered_at timestamp with time zone not null generated always as (COALESCE(received_at, submitted_at)) stored,
  population jsonb,
  constraint dossier_pkey PRIMARY KEY (id),
  constraint dossier_code_key UNIQUE (code),
  constraint dossier_submission_key_key UNIQUE (submission_key),
  constraint dossier_channel_check CHECK ((channel = ANY (ARRAY['online'::text, 'counter'::text, 'post'::text]))),
  constraint dossier_origin_check CHECK ((origin = ANY (ARRAY['local'::text, 'external'::text]))),
  constraint dossier_return_method_check CHECK ((return_method = ANY (ARRAY['online'::text, 'counter'::text, 'post'::text]))),
  constraint dossier_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['person'::text, 'organisation'::text, 'agency'::text, 'other'::text]))),
  constraint dossier_subject_name_check CHECK ((subject_name IS NFC NORMALIZED)),
  constraint dossier_submitter_name_check CHECK ((submitter_name IS NFC NORMALIZED))
);
alter table dossiers.dossier enable row level security;
CREATE INDEX dossier_by_assignee ON dossiers.dossier USING btree (assignee_account_id, due_at, id) WHERE ((closed_at IS NULL) AND (assignee_account_id IS NOT NULL));
CREATE INDEX dossier_by_desk ON dossiers.dossier USING btree (holder_agency_id, processing, due_at, id) INCLUDE (supplement, last_event_at, channel, field, assignee_account_id, receiving_agency_id, competent_agency_id, subject_account_id, submitter_account_id, mandate_id) WHERE (closed_at IS NULL);
CREATE INDEX dossier_by_due ON dossiers.dossier USING btree (processing, due_at, id) INCLUDE (supplement, last_event_at, channel, field, assignee_account_id, holder_agency_id, receiving_agency_id, competent_agency_id, subject_account_id, submitter_account_id, mandate_id) WHERE (closed_at IS NULL);
CREATE INDEX dossier_by_receiver_due ON dossiers.dossier USING btree (receiving_agency_id, due_at, id) WHERE (closed_at IS NULL);
CREATE INDEX dossier_by_subject_id ON dossiers.dossier USING btree (subject_id_hash) WHERE (subject_id_hash IS NOT NULL);
CREATE INDEX dossier_closed ON dossiers.dossier USING btree (holder_agency_id, closed_at DESC, id) WHERE (closed_at IS NOT NULL);
CREATE INDEX dossier_closed_anywhere ON dossiers.dossier USING btree (closed_at DESC, id DESC) WHERE (closed_at IS NOT NULL);
CREATE INDEX dossier_entered ON dossiers.dossier USING btree (entered_at, id);
CREATE INDEX dossier_entered_at_desk ON dossiers.dossier USING btree (receiving_agency_id, entered_at, id);
CREATE INDEX dossier_entered_to_decide ON dossiers.dossier USING btree (competent_agency_id, entered_at, id);
CREATE INDEX dossier_filing_number ON dossiers.dossier USING btree ("right"((id)::text, 12));
CREATE INDEX dossier_of_subject ON dossiers.dossier USING btree (subject_account_id, submitted_at DESC);
CREATE INDEX dossier_of_submitter ON dossiers.dossier USING btree (submitter_account_id, submitted_at DESC);
CREATE INDEX dossier_open_quiet ON dossiers.dossier USING btree (last_event_at, id) WHERE (closed_at IS NULL);
CREATE INDEX dossier_search ON dossiers.dossier USING gin (dossiers.search_keys(search));
CREATE INDEX dossier_silent ON dossiers.dossier USING btree (last_event_at, id) WHERE ((closed_at IS NULL) AND (processing = ANY (ARRAY['submitted'::text, 'received'::text, 'in-progress'::text, 'proposed'::text, 'approved'::text])));
CREATE INDEX dossier_silent_by_desk ON dossiers.dossier USING btree (holder_agency_id, last_event_at, id) WHERE ((closed_at IS NULL) AND (processing = ANY (ARRAY['submitted'::text, 'received'::text, 'in-progress'::text, 'proposed'::text, 'approved'::text])));
CREATE INDEX dossier_to_transfer ON dossiers.dossier USING btree (processing, due_at, id) INCLUDE (supplement, channel, field, assignee_account_id, holder_agency_id, receiving_agency_id, competent_agency_id, subject_account_id, submitter_account_id, mandate_id) WHERE ((closed_at IS NULL) AND (assignee_account_id IS NULL) AND (holder_agency_id <> competent_agency_id));
CREATE INDEX dossier_to_urge ON dossiers.dossier USING btree (receiving_agency_id, processing, due_at, id) INCLUDE (holder_agency_id, competent_agency_id, subject_account_id, submitter_account_id, mandate_id) WHERE (closed_at IS NULL);
CREATE INDEX dossier_unassigned ON dossiers.dossier USING btree (processing, due_at, id) INCLUDE (supplement, channel, field, assignee_account_id, holder_agency_id, receiving_agency_id, competent_agency_id, subject_account_id, submitter_account_id, mandate_id) WHERE ((closed_at IS NULL) AND (assignee_account_id IS NULL));
CREATE INDEX dossier_unfinished_by_due ON dossiers.dossier USING btree (due_at) WHERE ((finished_at IS NULL) AND (received_at IS NOT NULL));
CREATE INDEX dossier_waiting ON dossiers.dossier USING btree (due_at, id) WHERE ((closed_at IS NULL) AND (supplement = ANY (ARRAY['requested-before-acceptance'::text, 'requested-after-acceptance'::text])));
CREATE INDEX dossier_waiting_by_desk ON dossiers.dossier USING btree (holder_agency_id, due_at, id) WHERE ((closed_at IS NULL) AND (supplement = ANY (ARRAY['requested-before-acceptance'::text, 'requested-after-acceptance'::text])));
CREATE TRIGGER dossier_change_counts AFTER UPDATE ON dossiers.dossier FOR EACH ROW WHEN ((((((((old.received_at IS DISTINCT FROM new.received_at) OR (old.submitted_at IS DISTINCT FROM new.submitted_at)) OR (old.finished_at IS DISTINCT FROM new.finished_at)) OR (old.promised_at IS DISTINCT FROM new.promised_at)) OR (old.receiving_agency_id IS DISTINCT FROM new.receiving_agency_id)) OR (old.competent_agency_id IS DISTINCT FROM new.competent_agency_id)) OR ((old.processing = ANY (ARRAY['refused'::text, 'withdrawn'::text])) IS DISTINCT FROM (new.processing = ANY (ARRAY['refused'::text, 'withdrawn'::text]))))) EXECUTE FUNCTION dossiers.count_changed();
CREATE TRIGGER dossier_filed_counts AFTER INSERT ON dossiers.dossier REFERENCING NEW TABLE AS filed FOR EACH STATEMENT EXECUTE FUNCTION dossiers.count_filed();
CREATE TRIGGER dossier_removal_counts AFTER DELETE ON dossiers.dossier FOR EACH ROW EXECUTE FUNCTION dossiers.count_changed();
CREATE TRIGGER service_changed AFTER UPDATE ON dossiers.dossier FOR EACH ROW WHEN (((((((((((((((old.received_at IS DISTINCT FROM new.received_at) OR (old.finished_at IS DISTINCT FROM new.finished_at)) OR (old.promised_at IS DISTINCT FROM new.promised_at)) OR (old.legal_due_at IS DISTINCT FROM new.legal_due_at)) OR (old.competent_agency_id IS DISTINCT FROM new.competent_agency_id)) OR (old.processing IS DISTINCT FROM new.processing)) OR (old.channel IS DISTINCT FROM new.channel)) OR (old.money IS DISTINCT FROM new.money)) OR (old.digitisation IS DISTINCT FROM new.digitisation)) OR (old.sync IS DISTINCT FROM new.sync)) OR (old.supplement IS DISTINCT FROM new.supplement)) OR (old.supplement_count IS DISTINCT FROM new.supplement_count)) OR ((old.population IS NULL) IS DISTINCT FROM (new.population IS NULL))) OR ((old.outcome IS NULL) IS DISTINCT FROM (new.outcome IS NULL)))) EXECUTE FUNCTION dossiers.count_service_changed();
CREATE TRIGGER service_filed AFTER INSERT ON dossiers.dossier REFERENCING NEW TABLE AS filed FOR EACH STATEMENT EXECUTE FUNCTION dossiers.count_service_filed();
CREATE TRIGGER service_removed BEFORE DELETE ON dossiers.dossier FOR EACH ROW EXECUTE FUNCTION dossiers.uncount_service();
create policy dossier_citizen on dossiers.dossier as permissive for all to public using (((( SELECT kernel.actor_kind() AS actor_kind) = 'citizen'::text) AND ((subject_account_id = ( SELECT kernel.actor_account() AS actor_account)) OR ((submitter_account_id = ( SELECT kernel.actor_account() AS actor_account)) AND identity.mandate_holds(mandate_id, ( SELECT kernel.actor_account() AS actor_account), ( SELECT ((now() AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date AS timezone))))));
create policy dossier_officer on dossiers.dossier as permissive for all to public using (((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND ((holder_agency_id = ANY (( SELECT kernel.actor_agencies() AS actor_agencies)::uuid[])) OR (receiving_agency_id = ANY (( SELECT kernel.actor_agencies() AS actor_agencies)::uuid[])) OR (competent_agency_id = ANY (( SELECT kernel.actor_agencies() AS actor_agencies)::uuid[])) OR (id IN ( SELECT dossiers.consulted_on(( SELECT kernel.actor_agencies() AS actor_agencies)) AS consulted_on)))));
create policy dossier_system on dossiers.dossier as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant insert, select, update on dossiers.dossier to tinhso_app;

create table dossiers.dossier_file (
  id uuid not null,
  dossier_id uuid not null,
  component_id text not null,
  file_id uuid not null,
  "position" integer not null,
  added_seq integer not null,
  replaced_seq integer,
  constraint dossier_file_pkey PRIMARY KEY (id),
  constraint dossier_file_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossiers.dossier(id)
);
alter table dossiers.dossier_file enable row level security;
CREATE INDEX dossier_file_of_dossier ON dossiers.dossier_file USING btree (dossier_id, component_id, "position");
create policy dossier_file_follows_dossier on dossiers.dossier_file as permissive for all to public using ((EXISTS ( SELECT
   FROM dossiers.dossier d
  WHERE (d.id = dossier_file.dossier_id))));
grant insert, select, update on dossiers.dossier_file to tinhso_app;

create table dossiers.draft (
  id uuid not null,
  account_id uuid not null,
  subject_account_id uuid not null,
  mandate_id uuid,
  procedure_code text not null,
  case_id text,
  receiving_agency_id uuid,
  answers jsonb not null default '{}'::jsonb,
  done_pages text[] not null default '{}'::text[],
  submission_key uuid not null,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  submitted_dossier_id uuid,
  contact jsonb not null default '{}'::jsonb,
  return_method text,
  return_address text,
  population jsonb,
  constraint draft_pkey PRIMARY KEY (id),
  constraint draft_return_method_check CHECK ((return_method = ANY (ARRAY['online'::text, 'counter'::text, 'post'::text])))
);
alter table dossiers.draft enable row level security;
CREATE INDEX draft_of_account ON dossiers.draft USING btree (account_id, updated_at DESC) WHERE (submitted_dossier_id IS NULL);
create policy draft_own on dossiers.draft as permissive for all to public using (((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR ((account_id = ( SELECT kernel.actor_account() AS actor_account)) AND (((mandate_id IS NULL) AND (subject_account_id = account_id)) OR identity.mandate_holds(mandate_id, ( SELECT kernel.actor_account() AS actor_account), ( SELECT ((now() AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date AS timezone))))));
grant delete, insert, select, update on dossiers.draft to tinhso_app;

create table dossiers.draft_file (
  id uuid not null,
  draft_id uuid not null,
  component_id text not null,
  file_id uuid not null,
  "position" integer not null,
  added_at timestamp with time zone not null default now(),
  constraint draft_file_pkey PRIMARY KEY (id),
  constraint draft_file_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES dossiers.draft(id) ON DELETE CASCADE
);
alter table dossiers.draft_file enable row level security;
CREATE INDEX draft_file_of_draft ON dossiers.draft_file USING btree (draft_id, component_id, "position");
create policy draft_file_own on dossiers.draft_file as permissive for all to public using ((EXISTS ( SELECT
   FROM dossiers.draft d
  WHERE (d.id = draft_file.draft_id))));
grant delete, insert, select, update on dossiers.draft_file to tinhso_app;

create table dossiers.message (
  id uuid not null,
  dossier_id uuid not null,
  from_side text not null,
  author_account_id uuid,
  author_name text not null,
  body text not null,
  at timestamp with time zone not null,
  read_at timestamp with time zone,
  constraint message_pkey PRIMARY KEY (id),
  constraint message_from_side_check CHECK ((from_side = ANY (ARRAY['applicant'::text, 'desk'::text, 'system'::text]))),
  constraint message_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossiers.dossier(id)
);
alter table dossiers.message enable row level security;
CREATE INDEX message_of_dossier ON dossiers.message USING btree (dossier_id, at);
create policy message_follows_dossier on dossiers.message as permissive for all to public using ((EXISTS ( SELECT
   FROM dossiers.dossier d
  WHERE (d.id = message.dossier_id))));
grant insert, select, update on dossiers.message to tinhso_app;

create table dossiers.paper (
  id uuid not null,
  dossier_id uuid not null,
  kind text not null,
  action_seq integer not null,
  file_id uuid not null,
  made_at timestamp with time zone not null,
  constraint paper_pkey PRIMARY KEY (id),
  constraint paper_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossiers.dossier(id)
);
alter table dossiers.paper enable row level security;
CREATE INDEX paper_of_dossier ON dossiers.paper USING btree (dossier_id, made_at);
create policy paper_follows_dossier on dossiers.paper as permissive for all to public using ((EXISTS ( SELECT
   FROM dossiers.dossier d
  WHERE (d.id = paper.dossier_id))));
grant insert, select on dossiers.paper to tinhso_app;

create table dossiers.paper_item (
  dossier_id uuid not null,
  component_id text not null,
  originals integer not null default 0,
  certified_copies integer not null default 0,
  plain_copies integer not null default 0,
  shown_only boolean not null default false,
  digitised smallint not null default 0,
  constraint paper_item_pkey PRIMARY KEY (dossier_id, component_id),
  constraint paper_item_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossiers.dossier(id)
);
alter table dossiers.paper_item enable row level security;
create policy paper_item_follows_dossier on dossiers.paper_item as permissive for all to public using ((EXISTS ( SELECT
   FROM dossiers.dossier d
  WHERE (d.id = paper_item.dossier_id))));
grant insert, select, update on dossiers.paper_item to tinhso_app;

create table dossiers.register_day (
  day date not null,
  receiving_agency_id uuid not null,
  competent_agency_id uuid not null,
  received integer not null,
  open integer not null,
  finished integer not null,
  finished_on_time integer not null,
  finished_late integer not null,
  refused integer not null,
  withdrawn integer not null
);
alter table dossiers.register_day enable row level security;
CREATE INDEX register_day_by_day ON dossiers.register_day USING btree (day, receiving_agency_id, competent_agency_id) INCLUDE (received, open, finished, finished_on_time, finished_late, refused, withdrawn);
create policy register_day_officer on dossiers.register_day as permissive for all to public using (((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND ((receiving_agency_id IN ( SELECT unnest(kernel.actor_agencies()) AS unnest)) OR (competent_agency_id IN ( SELECT unnest(kernel.actor_agencies()) AS unnest)))));
create policy register_day_system on dossiers.register_day as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant select on dossiers.register_day to tinhso_app;

create table dossiers.result (
  id uuid not null,
  dossier_id uuid not null,
  kind_code text not null,
  kind text not null,
  code text not null,
  symbol text not null,
  title text not null,
  owner_name text not null,
  agency_id uuid not null,
  agency_name text not null,
  signer_name text not null,
  signer_title text not null,
  signed_at timestamp with time zone not null,
  valid_from date not null,
  valid_to date,
  file_id uuid not null,
  file_hash bytea not null,
  state text not null default 'in-force'::text,
  revoked_at timestamp with time zone,
  revoked_by_name text,
  revoke_reason text,
  version integer not null default 1,
  search text not null generated always as (kernel.vi_fold(((((((owner_name || ' '::text) || title) || ' '::text) || symbol) || ' '::text) || code))) stored,
  constraint result_pkey PRIMARY KEY (id),
  constraint result_code_key UNIQUE (code),
  constraint result_kind_check CHECK ((kind = ANY (ARRAY['granted'::text, 'refused'::text]))),
  constraint result_state_check CHECK ((state = ANY (ARRAY['in-force'::text, 'revoked'::text]))),
  constraint result_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossiers.dossier(id)
);
alter table dossiers.result enable row level security;
CREATE INDEX result_by_hash ON dossiers.result USING btree (file_hash);
CREATE INDEX result_by_time ON dossiers.result USING btree (signed_at DESC, id DESC);
CREATE INDEX result_of_agency ON dossiers.result USING btree (agency_id, signed_at DESC, id DESC);
CREATE INDEX result_of_dossier ON dossiers.result USING btree (dossier_id);
CREATE INDEX result_revoked ON dossiers.result USING btree (agency_id) WHERE (state = 'revoked'::text);
CREATE INDEX result_search ON dossiers.result USING gin (search public.gin_trgm_ops);
CREATE TRIGGER service_result AFTER INSERT OR DELETE OR UPDATE ON dossiers.result FOR EACH ROW EXECUTE FUNCTION dossiers.count_service_changed();
create policy result_follows_dossier on dossiers.result as permissive for all to public using ((EXISTS ( SELECT
   FROM dossiers.dossier d
  WHERE (d.id = result.dossier_id))));
grant insert, select, update on dossiers.result to tinhso_app;

create table dossiers.service_day (
  day date not null,
  agency_id uuid not null,
  received integer not null,
  ended_on_time integer not null,
  ended_late integer not null,
  late_open integer not null,
  received_online integer not null,
  received_with_fee integer not null,
  received_paid integer not null,
  received_synced integer not null,
  received_verified integer not null,
  done integer not null,
  done_electronic integer not null,
  done_digitised integer not null,
  done_fully_online integer not null
);
alter table dossiers.service_day enable row level security;
CREATE INDEX service_day_by_day ON dossiers.service_day USING btree (day);
CREATE INDEX service_day_to_date ON dossiers.service_day USING btree (agency_id, day) INCLUDE (received, ended_on_time, ended_late, late_open);
create policy service_day_read on dossiers.service_day as permissive for select to public using (true);
grant select on dossiers.service_day to tinhso_app;

create table dossiers.service_fact (
  dossier_id uuid not null,
  agency_id uuid not null,
  received_on date not null,
  ended_on date,
  on_time boolean not null,
  late_from date,
  online boolean not null,
  done boolean not null,
  electronic_result boolean not null,
  digitised boolean not null,
  with_fee boolean not null,
  paid boolean not null,
  synced boolean not null,
  verified_person boolean not null,
  constraint service_fact_pkey PRIMARY KEY (dossier_id),
  constraint service_fact_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossiers.dossier(id) ON DELETE CASCADE
);
alter table dossiers.service_fact enable row level security;
CREATE INDEX service_fact_ended ON dossiers.service_fact USING btree (agency_id, ended_on, dossier_id);
CREATE INDEX service_fact_received ON dossiers.service_fact USING btree (agency_id, received_on, dossier_id);
create policy service_fact_follows_dossier on dossiers.service_fact as permissive for select to public using ((EXISTS ( SELECT
   FROM dossiers.dossier d
  WHERE (d.id = service_fact.dossier_id))));
grant select on dossiers.service_fact to tinhso_app;

create table dossiers.supplement_request (
  id uuid not null,
  dossier_id uuid not null,
  stage text not null,
  items jsonb not null,
  note text not null default ''::text,
  asked_at timestamp with time zone not null,
  asked_by_account_id uuid not null,
  asked_by_name text not null,
  deadline timestamp with time zone,
  answered_at timestamp with time zone,
  constraint supplement_request_pkey PRIMARY KEY (id),
  constraint supplement_request_stage_check CHECK ((stage = ANY (ARRAY['before-acceptance'::text, 'after-acceptance'::text]))),
  constraint supplement_request_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossiers.dossier(id)
);
alter table dossiers.supplement_request enable row level security;
CREATE INDEX supplement_of_dossier ON dossiers.supplement_request USING btree (dossier_id, asked_at);
CREATE UNIQUE INDEX supplement_one_open ON dossiers.supplement_request USING btree (dossier_id) WHERE (answered_at IS NULL);
CREATE TRIGGER service_supplement AFTER INSERT OR DELETE OR UPDATE ON dossiers.supplement_request FOR EACH ROW EXECUTE FUNCTION dossiers.count_service_changed();
create policy supplement_request_follows_dossier on dossiers.supplement_request as permissive for all to public using ((EXISTS ( SELECT
   FROM dossiers.dossier d
  WHERE (d.id = supplement_request.dossier_id))));
grant insert, select, update on dossiers.supplement_request to tinhso_app;

create table dossiers.view_log (
  id uuid not null,
  dossier_id uuid not null,
  viewer_account_id uuid not null,
  viewer_name text not null,
  viewer_title text not null default ''::text,
  agency_id uuid,
  what text not null,
  at timestamp with time zone not null,
  constraint view_log_pkey PRIMARY KEY (id),
  constraint view_log_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossiers.dossier(id)
);
alter table dossiers.view_log enable row level security;
CREATE INDEX view_log_of_dossier ON dossiers.view_log USING btree (dossier_id, at DESC);
create policy view_log_follows_dossier on dossiers.view_log as permissive for all to public using ((EXISTS ( SELECT
   FROM dossiers.dossier d
  WHERE (d.id = view_log.dossier_id))));
grant insert, select on dossiers.view_log to tinhso_app;

create table dossiers.work_filter (
  id uuid not null,
  account_id uuid not null,
  name text not null,
  query text not null,
  created_at timestamp with time zone not null,
  constraint work_filter_pkey PRIMARY KEY (id),
  constraint work_filter_account_id_name_key UNIQUE (account_id, name),
  constraint work_filter_name_check CHECK (((name IS NFC NORMALIZED) AND ((length(name) >= 1) AND (length(name) <= 60))))
);
alter table dossiers.work_filter enable row level security;
create policy work_filter_own on dossiers.work_filter as permissive for all to public using (((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR (account_id = ( SELECT kernel.actor_account() AS actor_account))));
grant delete, insert, select, update on dossiers.work_filter to tinhso_app;

create table exchange.access_request (
  id uuid not null,
  subsystem_id uuid not null,
  service_id uuid,
  endpoints jsonb not null default '[]'::jsonb,
  purpose text not null,
  legal_basis text not null,
  fields text[] not null default '{}'::text[],
  per_minute integer,
  per_day integer,
  wanted_until timestamp with time zone,
  renews_right_id uuid,
  asked_at timestamp with time zone not null,
  asked_by uuid not null,
  due_at timestamp with time zone not null,
  state text not null default 'waiting'::text,
  decided_at timestamp with time zone,
  decided_by uuid,
  decision_reason text,
  decision_ground text,
  version integer not null default 1,
  due_steps jsonb not null default '[]'::jsonb,
  kind text not null default 'call'::text,
  topic_id uuid,
  row_rule jsonb not null default '[]'::jsonb,
  constraint access_request_pkey PRIMARY KEY (id),
  constraint access_request_check CHECK (((state <> 'refused'::text) OR ((decision_reason <> ''::text) AND (decision_ground <> ''::text)))),
  constraint access_request_check1 CHECK (((kind = 'call'::text) = (service_id IS NOT NULL))),
  constraint access_request_check2 CHECK (((kind = 'call'::text) = (topic_id IS NULL))),
  constraint access_request_kind_check CHECK ((kind = ANY (ARRAY['call'::text, 'subscribe'::text, 'publish'::text]))),
  constraint access_request_per_day_check CHECK ((per_day > 0)),
  constraint access_request_per_minute_check CHECK ((per_minute > 0)),
  constraint access_request_row_rule_check CHECK ((jsonb_typeof(row_rule) = 'array'::text)),
  constraint access_request_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'granted'::text, 'refused'::text, 'withdrawn'::text]))),
  constraint access_request_renews_right_id_fkey FOREIGN KEY (renews_right_id) REFERENCES exchange.access_right(id),
  constraint access_request_service_id_fkey FOREIGN KEY (service_id) REFERENCES exchange.data_service(id),
  constraint access_request_subsystem_id_fkey FOREIGN KEY (subsystem_id) REFERENCES exchange.subsystem(id),
  constraint access_request_topic_id_fkey FOREIGN KEY (topic_id) REFERENCES exchange.event_topic(id)
);
alter table exchange.access_request enable row level security;
CREATE INDEX access_request_service ON exchange.access_request USING btree (service_id, asked_at DESC);
CREATE INDEX access_request_subsystem ON exchange.access_request USING btree (subsystem_id, asked_at DESC);
CREATE INDEX access_request_topic ON exchange.access_request USING btree (topic_id, asked_at DESC) WHERE (topic_id IS NOT NULL);
CREATE INDEX access_request_waiting ON exchange.access_request USING btree (due_at) WHERE (state = 'waiting'::text);
CREATE TRIGGER hold_columns BEFORE UPDATE ON exchange.access_request FOR EACH ROW EXECUTE FUNCTION exchange.hold_columns();
CREATE TRIGGER two_people_decide BEFORE UPDATE ON exchange.access_request FOR EACH ROW EXECUTE FUNCTION exchange.two_people_decide();
create policy access_request_ask on exchange.access_request as permissive for insert to public with check ((( SELECT exchange.unit_administrator() AS unit_administrator) AND (subsystem_id = ANY (( SELECT exchange.my_subsystem_ids() AS my_subsystem_ids)::uuid[])) AND (state = 'waiting'::text) AND (asked_by = ( SELECT kernel.actor_account() AS actor_account)) AND (decided_at IS NULL)));
create policy access_request_decide on exchange.access_request as permissive for update to public using ((( SELECT exchange.unit_administrator() AS unit_administrator) AND (state = 'waiting'::text) AND ((service_id = ANY (( SELECT exchange.my_service_ids() AS my_service_ids)::uuid[])) OR (topic_id = ANY (( SELECT exchange.my_topic_ids() AS my_topic_ids)::uuid[]))))) with check (((state = ANY (ARRAY['granted'::text, 'refused'::text])) AND (decided_by = ( SELECT kernel.actor_account() AS actor_account)) AND ((service_id = ANY (( SELECT exchange.my_service_ids() AS my_service_ids)::uuid[])) OR (topic_id = ANY (( SELECT exchange.my_topic_ids() AS my_topic_ids)::uuid[])))));
create policy access_request_party on exchange.access_request as permissive for select to public using (((subsystem_id = ANY (( SELECT exchange.my_subsystem_ids() AS my_subsystem_ids)::uuid[])) OR (service_id = ANY (( SELECT exchange.my_service_ids() AS my_service_ids)::uuid[])) OR (topic_id = ANY (( SELECT exchange.my_topic_ids() AS my_topic_ids)::uuid[]))));
create policy access_request_steward on exchange.access_request as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
create policy access_request_withdraw on exchange.access_request as permissive for update to public using ((( SELECT exchange.unit_administrator() AS unit_administrator) AND (state = 'waiting'::text) AND (subsystem_id = ANY (( SELECT exchange.my_subsystem_ids() AS my_subsystem_ids)::uuid[])))) with check (((state = 'withdrawn'::text) AND (subsystem_id = ANY (( SELECT exchange.my_subsystem_ids() AS my_subsystem_ids)::uuid[]))));
grant insert, select, update on exchange.access_request to tinhso_app;

create table exchange.access_right (
  id uuid not null,
  number integer not null generated always as identity,
  subsystem_id uuid,
  group_id uuid,
  service_id uuid,
  endpoints jsonb not null default '[]'::jsonb,
  purpose text not null,
  legal_basis text not null,
  fields text[] not null default '{}'::text[],
  per_minute integer,
  per_day integer,
  valid_from timestamp with time zone not null,
  valid_to timestamp with time zone,
  ended_at timestamp with time zone,
  ended_because text,
  request_id uuid,
  version integer not null default 1,
  registry_version bigint not null default 0,
  kind text not null default 'call'::text,
  topic_id uuid,
  row_rule jsonb not null default '[]'::jsonb,
  constraint access_right_pkey PRIMARY KEY (id),
  constraint access_right_number_key UNIQUE (number),
  constraint access_right_check CHECK ((num_nonnulls(subsystem_id, group_id) = 1)),
  constraint access_right_check1 CHECK ((valid_to > valid_from)),
  constraint access_right_check2 CHECK (((kind = 'call'::text) = (service_id IS NOT NULL))),
  constraint access_right_check3 CHECK (((kind = 'call'::text) = (topic_id IS NULL))),
  constraint access_right_check4 CHECK (((topic_id IS NULL) OR (subsystem_id IS NOT NULL))),
  constraint access_right_kind_check CHECK ((kind = ANY (ARRAY['call'::text, 'subscribe'::text, 'publish'::text]))),
  constraint access_right_per_day_check CHECK ((per_day > 0)),
  constraint access_right_per_minute_check CHECK ((per_minute > 0)),
  constraint access_right_row_rule_check CHECK ((jsonb_typeof(row_rule) = 'array'::text)),
  constraint access_right_group_id_fkey FOREIGN KEY (group_id) REFERENCES exchange.subject_group(id),
  constraint access_right_request_id_fkey FOREIGN KEY (request_id) REFERENCES exchange.access_request(id),
  constraint access_right_service_id_fkey FOREIGN KEY (service_id) REFERENCES exchange.data_service(id),
  constraint access_right_subsystem_id_fkey FOREIGN KEY (subsystem_id) REFERENCES exchange.subsystem(id),
  constraint access_right_topic_id_fkey FOREIGN KEY (topic_id) REFERENCES exchange.event_topic(id)
);
alter table exchange.access_right enable row level security;
CREATE INDEX access_right_ending ON exchange.access_right USING btree (valid_to) WHERE ((ended_at IS NULL) AND (valid_to IS NOT NULL));
CREATE INDEX access_right_of_service ON exchange.access_right USING btree (service_id);
CREATE INDEX access_right_of_subsystem ON exchange.access_right USING btree (subsystem_id);
CREATE INDEX access_right_of_topic ON exchange.access_right USING btree (topic_id) WHERE (topic_id IS NOT NULL);
CREATE UNIQUE INDEX access_right_on_topic ON exchange.access_right USING btree (subsystem_id, topic_id, kind) WHERE ((topic_id IS NOT NULL) AND (ended_at IS NULL));
CREATE INDEX access_right_version ON exchange.access_right USING btree (registry_version);
CREATE TRIGGER hold_columns BEFORE UPDATE ON exchange.access_right FOR EACH ROW EXECUTE FUNCTION exchange.hold_columns();
CREATE TRIGGER keep_parties BEFORE UPDATE ON exchange.access_right FOR EACH ROW EXECUTE FUNCTION exchange.keep_parties();
CREATE TRIGGER remember_version BEFORE INSERT OR UPDATE ON exchange.access_right FOR EACH ROW EXECUTE FUNCTION exchange.version_of_change();
CREATE TRIGGER tell_gateways AFTER INSERT OR DELETE OR UPDATE ON exchange.access_right FOR EACH STATEMENT EXECUTE FUNCTION exchange.registry_changed();
create policy access_right_change on exchange.access_right as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
create policy access_right_end on exchange.access_right as permissive for update to public using ((( SELECT exchange.unit_administrator() AS unit_administrator) AND ((service_id = ANY (( SELECT exchange.my_service_ids() AS my_service_ids)::uuid[])) OR (topic_id = ANY (( SELECT exchange.my_topic_ids() AS my_topic_ids)::uuid[])))));
create policy access_right_provider on exchange.access_right as permissive for insert to public with check ((( SELECT exchange.unit_administrator() AS unit_administrator) AND ((service_id = ANY (( SELECT exchange.my_service_ids() AS my_service_ids)::uuid[])) OR (topic_id = ANY (( SELECT exchange.my_topic_ids() AS my_topic_ids)::uuid[]))) AND (EXISTS ( SELECT
   FROM exchange.access_request q
  WHERE ((q.id = access_right.request_id) AND (q.state = 'granted'::text) AND (q.kind = access_right.kind) AND (NOT (q.service_id IS DISTINCT FROM access_right.service_id)) AND (NOT (q.topic_id IS DISTINCT FROM access_right.topic_id)) AND (q.subsystem_id = access_right.subsystem_id))))));
create policy access_right_read on exchange.access_right as permissive for select to public using ((( SELECT exchange.steward() AS steward) OR ((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND ((group_id IS NOT NULL) OR (subsystem_id = ANY (( SELECT exchange.my_subsystem_ids() AS my_subsystem_ids)::uuid[])) OR (service_id = ANY (( SELECT exchange.my_service_ids() AS my_service_ids)::uuid[])) OR (topic_id = ANY (( SELECT exchange.my_topic_ids() AS my_topic_ids)::uuid[]))))));
grant insert, select, update on exchange.access_right to tinhso_app;

create table exchange.archive (
  month date not null,
  file text not null,
  sha256 bytea not null,
  records bigint not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  archived_at timestamp with time zone not null,
  message_file text,
  message_sha256 bytea,
  messages bigint not null default 0,
  constraint archive_pkey PRIMARY KEY (month)
);
alter table exchange.archive enable row level security;
create policy archive_change on exchange.archive as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
create policy archive_read on exchange.archive as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['system'::text, 'officer'::text])));
grant insert, select on exchange.archive to tinhso_app;

create table exchange.batch (
  gateway_id smallint not null,
  seq bigint not null,
  at timestamp with time zone not null,
  records integer not null,
  root bytea not null,
  note text not null,
  signature bytea not null,
  constraint batch_pkey PRIMARY KEY (gateway_id, seq),
  constraint batch_records_check CHECK ((records > 0)),
  constraint batch_root_check CHECK ((length(root) = 32)),
  constraint batch_seq_check CHECK ((seq > 0)),
  constraint batch_signature_check CHECK ((length(signature) = 64))
);
alter table exchange.batch enable row level security;
CREATE INDEX batch_at ON exchange.batch USING btree (at);
create policy batch_change on exchange.batch as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
create policy batch_read on exchange.batch as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['system'::text, 'officer'::text])));
grant insert, select on exchange.batch to tinhso_app;

create table exchange.connection_test (
  id uuid not null,
  service_id uuid not null,
  at timestamp with time zone not null,
  ok boolean not null,
  milliseconds integer not null,
  status integer,
  message text not null,
  by_account uuid,
  constraint connection_test_pkey PRIMARY KEY (id),
  constraint connection_test_service_id_fkey FOREIGN KEY (service_id) REFERENCES exchange.data_service(id)
);
alter table exchange.connection_test enable row level security;
CREATE INDEX connection_test_latest ON exchange.connection_test USING btree (service_id, at DESC);
create policy connection_test_change on exchange.connection_test as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
create policy connection_test_owner on exchange.connection_test as permissive for insert to public with check ((( SELECT exchange.unit_administrator() AS unit_administrator) AND (by_account = ( SELECT kernel.actor_account() AS actor_account)) AND (service_id = ANY (( SELECT exchange.my_service_ids() AS my_service_ids)::uuid[]))));
create policy connection_test_read on exchange.connection_test as permissive for select to public using ((( SELECT exchange.steward() AS steward) OR (service_id IN ( SELECT data_service.id
   FROM exchange.data_service))));
grant insert, select on exchange.connection_test to tinhso_app;

create table exchange.connector (
  code text not null,
  client text not null,
  service text not null,
  account text not null default ''::text,
  secret_sealed bytea,
  settings jsonb not null default '{}'::jsonb,
  version integer not null default 1,
  changed_at timestamp with time zone not null default now(),
  constraint connector_pkey PRIMARY KEY (code),
  constraint connector_client_check CHECK ((client ~ '^[^/]+/[^/]+/[^/]+/[^/]+$'::text)),
  constraint connector_code_check CHECK ((code = ANY (ARRAY['population'::text, 'civil-status'::text, 'business-registry'::text, 'social-insurance'::text, 'categories'::text]))),
  constraint connector_service_check CHECK ((service ~ '^[^/]+/[^/]+/[^/]+/[^/]+/[^/]+$'::text))
);
alter table exchange.connector enable row level security;
create policy connector_steward on exchange.connector as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
grant insert, select, update on exchange.connector to tinhso_app;

create table exchange.credential (
  id uuid not null,
  subsystem_id uuid not null,
  kind text not null,
  public_id text not null,
  secret_hash bytea,
  secret_sealed bytea,
  certificate text,
  label text not null default ''::text,
  valid_from timestamp with time zone not null,
  valid_to timestamp with time zone,
  revoked_at timestamp with time zone,
  revoked_because text,
  version integer not null default 1,
  constraint credential_pkey PRIMARY KEY (id),
  constraint credential_check CHECK ((valid_to > valid_from)),
  constraint credential_kind_check CHECK ((kind = ANY (ARRAY['certificate'::text, 'oauth-client'::text, 'access-key'::text, 'document-axis'::text, 'signing-key'::text]))),
  constraint credential_subsystem_id_fkey FOREIGN KEY (subsystem_id) REFERENCES exchange.subsystem(id)
);
alter table exchange.credential enable row level security;
CREATE INDEX credential_ending ON exchange.credential USING btree (valid_to) WHERE ((revoked_at IS NULL) AND (valid_to IS NOT NULL));
CREATE UNIQUE INDEX credential_in_force ON exchange.credential USING btree (kind, public_id) WHERE (revoked_at IS NULL);
CREATE TRIGGER tell_gateways AFTER INSERT OR DELETE OR UPDATE ON exchange.credential FOR EACH STATEMENT EXECUTE FUNCTION exchange.registry_changed();
create policy credential_party on exchange.credential as permissive for select to public using ((( SELECT exchange.unit_administrator() AS unit_administrator) AND (subsystem_id = ANY (( SELECT exchange.my_subsystem_ids() AS my_subsystem_ids)::uuid[]))));
create policy credential_steward on exchange.credential as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
grant insert, select, update on exchange.credential to tinhso_app;

create table exchange.data_service (
  id uuid not null,
  number integer not null generated always as identity,
  subsystem_id uuid not null,
  code text not null,
  version_label text not null default ''::text,
  kind text not null,
  base_url text not null,
  name text not null,
  description text not null default ''::text,
  legal_basis text not null default ''::text,
  context text,
  openapi text,
  listed boolean not null default true,
  unlisted_because text,
  evidence text not null default 'metadata'::text,
  when_log_fails text not null default 'closed'::text,
  idempotent boolean not null default false,
  error_envelope text not null default 'x-road'::text,
  timeout_ms integer not null default 60000,
  max_body_bytes bigint not null default 52428800,
  state text not null default 'enabled'::text,
  disabled_notice text not null default ''::text,
  check_path text not null default '/'::text,
  dictionary jsonb not null default '[]'::jsonb,
  version integer not null default 1,
  contact text not null default ''::text,
  terms text not null default ''::text,
  within boolean not null default false,
  constraint data_service_pkey PRIMARY KEY (id),
  constraint data_service_number_key UNIQUE (number),
  constraint data_service_subsystem_id_code_version_label_key UNIQUE (subsystem_id, code, version_label),
  constraint data_service_check CHECK ((listed OR (unlisted_because IS NOT NULL))),
  constraint data_service_error_envelope_check CHECK ((error_envelope = ANY (ARRAY['x-road'::text, 'wso2'::text, 'error-code'::text]))),
  constraint data_service_evidence_check CHECK ((evidence = ANY (ARRAY['full'::text, 'metadata'::text, 'none'::text]))),
  constraint data_service_kind_check CHECK ((kind = ANY (ARRAY['REST'::text, 'OPENAPI'::text, 'SOAP'::text]))),
  constraint data_service_max_body_bytes_check CHECK ((max_body_bytes > 0)),
  constraint data_service_name_check CHECK ((name IS NFC NORMALIZED)),
  constraint data_service_state_check CHECK ((state = ANY (ARRAY['enabled'::text, 'disabled'::text]))),
  constraint data_service_timeout_ms_check CHECK (((timeout_ms >= 100) AND (timeout_ms <= 600000))),
  constraint data_service_when_log_fails_check CHECK ((when_log_fails = ANY (ARRAY['closed'::text, 'spool'::text]))),
  constraint data_service_subsystem_id_fkey FOREIGN KEY (subsystem_id) REFERENCES exchange.subsystem(id)
);
alter table exchange.data_service enable row level security;
CREATE UNIQUE INDEX data_service_context ON exchange.data_service USING btree (context) WHERE (context IS NOT NULL);
CREATE TRIGGER hold_columns BEFORE UPDATE ON exchange.data_service FOR EACH ROW EXECUTE FUNCTION exchange.hold_columns();
CREATE TRIGGER keep_within BEFORE UPDATE ON exchange.data_service FOR EACH ROW WHEN ((old.within OR new.within)) EXECUTE FUNCTION exchange.keep_within();
CREATE TRIGGER refuse_within BEFORE INSERT ON exchange.data_service FOR EACH ROW WHEN (new.within) EXECUTE FUNCTION exchange.refuse_within();
CREATE TRIGGER tell_gateways AFTER INSERT OR DELETE OR UPDATE ON exchange.data_service FOR EACH STATEMENT EXECUTE FUNCTION exchange.registry_changed();
create policy data_service_change on exchange.data_service as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
create policy data_service_owner on exchange.data_service as permissive for update to public using ((( SELECT exchange.unit_administrator() AS unit_administrator) AND (number = ANY (( SELECT exchange.my_services() AS my_services)::integer[]))));
create policy data_service_read on exchange.data_service as permissive for select to public using ((( SELECT exchange.steward() AS steward) OR ((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND (listed OR (number = ANY (( SELECT exchange.my_services() AS my_services)::integer[])) OR (number = ANY (( SELECT exchange.services_used_by_me() AS services_used_by_me)::integer[]))))));
grant insert, select, update on exchange.data_service to tinhso_app;

create table exchange.delivery (
  document_id uuid not null,
  receiver_code text not null,
  receiver integer not null,
  state text not null default 'waiting'::text,
  status text,
  recall text,
  recalled_by uuid,
  fetched_at timestamp with time zone,
  updated_at timestamp with time zone not null,
  constraint delivery_pkey PRIMARY KEY (document_id, receiver_code),
  constraint delivery_recall_check CHECK ((recall = ANY (ARRAY['asked'::text, 'agreed'::text, 'disagreed'::text]))),
  constraint delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'fetched'::text, 'acknowledged'::text, 'failed'::text, 'withdrawn'::text]))),
  constraint delivery_status_check CHECK ((status = ANY (ARRAY['01'::text, '02'::text, '03'::text, '04'::text, '05'::text, '06'::text]))),
  constraint delivery_document_id_fkey FOREIGN KEY (document_id) REFERENCES exchange.document(id),
  constraint delivery_recalled_by_fkey FOREIGN KEY (recalled_by) REFERENCES exchange.document(id),
  constraint delivery_receiver_fkey FOREIGN KEY (receiver) REFERENCES exchange.subsystem(number)
);
alter table exchange.delivery enable row level security;
CREATE INDEX delivery_open ON exchange.delivery USING btree (receiver) WHERE (state = ANY (ARRAY['waiting'::text, 'fetched'::text, 'failed'::text]));
CREATE INDEX delivery_receiver ON exchange.delivery USING btree (receiver, updated_at DESC);
CREATE INDEX delivery_stuck ON exchange.delivery USING btree (updated_at) WHERE (state = ANY (ARRAY['waiting'::text, 'failed'::text]));
CREATE INDEX delivery_updated ON exchange.delivery USING btree (updated_at, document_id, receiver_code);
CREATE TRIGGER hold_columns BEFORE UPDATE ON exchange.delivery FOR EACH ROW EXECUTE FUNCTION exchange.hold_columns();
create policy delivery_again on exchange.delivery as permissive for update to public using ((exchange.of_my_system(receiver) AND (state = ANY (ARRAY['failed'::text, 'fetched'::text])))) with check ((exchange.of_my_system(receiver) AND (state = 'waiting'::text)));
create policy delivery_party on exchange.delivery as permissive for select to public using ((exchange.of_mine(receiver) OR exchange.sender_of_mine(document_id)));
create policy delivery_steward on exchange.delivery as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
grant insert, select, update on exchange.delivery to tinhso_app;

create table exchange.delivery_status (
  id uuid not null,
  document_id uuid not null,
  receiver_code text not null,
  status text not null,
  at timestamp with time zone not null,
  said_by integer not null,
  message_id uuid,
  description text not null default ''::text,
  constraint delivery_status_pkey PRIMARY KEY (id),
  constraint delivery_status_document_id_receiver_code_fkey FOREIGN KEY (document_id, receiver_code) REFERENCES exchange.delivery(document_id, receiver_code),
  constraint delivery_status_message_id_fkey FOREIGN KEY (message_id) REFERENCES exchange.document(id)
);
alter table exchange.delivery_status enable row level security;
CREATE INDEX delivery_status_delivery ON exchange.delivery_status USING btree (document_id, receiver_code, at);
create policy delivery_status_party on exchange.delivery_status as permissive for select to public using ((exchange.sender_of_mine(document_id) OR exchange.receiver_of_mine(document_id)));
create policy delivery_status_steward on exchange.delivery_status as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
grant insert, select on exchange.delivery_status to tinhso_app;

create table exchange.document (
  id uuid not null,
  sender integer not null,
  message_type text not null,
  business smallint not null,
  document_code text not null,
  from_code text not null,
  notation text not null default ''::text,
  title text not null default ''::text,
  content_sha256 bytea not null,
  bytes bigint not null,
  attachments integer not null,
  received_at timestamp with time zone not null,
  transaction_id uuid not null,
  signature text not null,
  signature_by text,
  signature_fault text,
  constraint document_pkey PRIMARY KEY (id),
  constraint document_sender_content_sha256_document_code_key UNIQUE (sender, content_sha256, document_code),
  constraint document_business_check CHECK (((business >= 0) AND (business <= 3))),
  constraint document_content_sha256_check CHECK ((length(content_sha256) = 32)),
  constraint document_message_type_check CHECK ((message_type = ANY (ARRAY['edoc'::text, 'status'::text]))),
  constraint document_signature_check CHECK ((signature = ANY (ARRAY['unsigned'::text, 'valid'::text, 'untrusted'::text, 'invalid'::text, 'unchecked'::text]))),
  constraint document_sender_fkey FOREIGN KEY (sender) REFERENCES exchange.subsystem(number)
);
alter table exchange.document enable row level security;
CREATE INDEX document_code ON exchange.document USING btree (from_code, document_code);
CREATE INDEX document_sent ON exchange.document USING btree (sender, received_at DESC);
create policy document_party on exchange.document as permissive for select to public using ((exchange.of_mine(sender) OR exchange.receiver_of_mine(id)));
create policy document_steward on exchange.document as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
grant insert, select on exchange.document to tinhso_app;

create table exchange.document_agency (
  id uuid not null,
  code text not null,
  name text not null,
  subsystem_id uuid not null,
  center_code text not null,
  parent_code text,
  mail text not null default ''::text,
  mobile text not null default ''::text,
  fax text not null default ''::text,
  state text not null,
  changed_at timestamp with time zone not null,
  version integer not null default 1,
  constraint document_agency_pkey PRIMARY KEY (id),
  constraint document_agency_code_key UNIQUE (code),
  constraint document_agency_code_check CHECK ((code ~ '^[A-Za-z0-9.\-]{1,50}$'::text)),
  constraint document_agency_name_check CHECK ((name IS NFC NORMALIZED)),
  constraint document_agency_state_check CHECK ((state = ANY (ARRAY['active'::text, 'pending'::text, 'removed'::text]))),
  constraint document_agency_subsystem_id_fkey FOREIGN KEY (subsystem_id) REFERENCES exchange.subsystem(id)
);
alter table exchange.document_agency enable row level security;
CREATE INDEX document_agency_subsystem ON exchange.document_agency USING btree (subsystem_id);
create policy document_agency_read on exchange.document_agency as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text));
create policy document_agency_steward on exchange.document_agency as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
grant insert, select, update on exchange.document_agency to tinhso_app;

create table exchange.document_content (
  document_id uuid not null,
  sealed bytea not null,
  constraint document_content_pkey PRIMARY KEY (document_id),
  constraint document_content_document_id_fkey FOREIGN KEY (document_id) REFERENCES exchange.document(id)
);
alter table exchange.document_content enable row level security;
create policy document_content_steward on exchange.document_content as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
grant insert, select on exchange.document_content to tinhso_app;

create table exchange.endpoint (
  id uuid not null,
  service_id uuid not null,
  method text not null,
  path text not null,
  summary text not null default ''::text,
  ended boolean not null default false,
  constraint endpoint_pkey PRIMARY KEY (id),
  constraint endpoint_service_id_method_path_key UNIQUE (service_id, method, path),
  constraint endpoint_method_check CHECK ((method = ANY (ARRAY['*'::text, 'DELETE'::text, 'GET'::text, 'HEAD'::text, 'OPTIONS'::text, 'PATCH'::text, 'POST'::text, 'PUT'::text, 'TRACE'::text]))),
  constraint endpoint_path_check CHECK ((path <> ''::text)),
  constraint endpoint_service_id_fkey FOREIGN KEY (service_id) REFERENCES exchange.data_service(id)
);
alter table exchange.endpoint enable row level security;
CREATE TRIGGER tell_gateways AFTER INSERT OR DELETE OR UPDATE ON exchange.endpoint FOR EACH STATEMENT EXECUTE FUNCTION exchange.registry_changed();
create policy endpoint_change on exchange.endpoint as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
create policy endpoint_read on exchange.endpoint as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['system'::text, 'officer'::text])));
grant insert, select, update on exchange.endpoint to tinhso_app;

create table exchange.event (
  topic integer not null,
  "position" bigint not null,
  at timestamp with time zone not null,
  publisher integer not null,
  event_id text not null,
  body bytea not null
) partition by RANGE (at);
alter table exchange.event enable row level security;
CREATE INDEX event_position ON ONLY exchange.event USING btree (topic, "position");
create policy event_platform on exchange.event as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text)) with check ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant insert, select on exchange.event to tinhso_app;

create table exchange.event_claim (
  topic integer not null,
  publisher integer not null,
  event_id text not null,
  "position" bigint not null,
  digest bytea not null,
  at timestamp with time zone not null,
  constraint event_claim_pkey PRIMARY KEY (topic, publisher, event_id)
);
alter table exchange.event_claim enable row level security;
CREATE INDEX event_claim_at ON exchange.event_claim USING btree (topic, at);
CREATE UNIQUE INDEX event_claim_position ON exchange.event_claim USING btree (topic, "position");
create policy event_claim_platform on exchange.event_claim as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text)) with check ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant insert, select on exchange.event_claim to tinhso_app;

create table exchange.event_dead_letter (
  id uuid not null,
  subscription_id uuid not null,
  "position" bigint not null,
  event_id text not null,
  at timestamp with time zone not null,
  attempts integer not null,
  last_status integer,
  last_error text not null,
  state text not null default 'waiting'::text,
  version integer not null default 1,
  constraint event_dead_letter_pkey PRIMARY KEY (id),
  constraint event_dead_letter_subscription_id_position_key UNIQUE (subscription_id, "position"),
  constraint event_dead_letter_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'replaying'::text, 'replayed'::text, 'dropped'::text]))),
  constraint event_dead_letter_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES exchange.access_right(id)
);
alter table exchange.event_dead_letter enable row level security;
CREATE INDEX event_dead_letter_open ON exchange.event_dead_letter USING btree (subscription_id) WHERE (state = ANY (ARRAY['waiting'::text, 'replaying'::text]));
CREATE TRIGGER hold_columns BEFORE UPDATE ON exchange.event_dead_letter FOR EACH ROW EXECUTE FUNCTION exchange.hold_columns();
create policy event_dead_letter_manage on exchange.event_dead_letter as permissive for update to public using ((( SELECT exchange.unit_administrator() AS unit_administrator) AND (subscription_id = ANY (( SELECT exchange.my_subscription_ids() AS my_subscription_ids)::uuid[]))));
create policy event_dead_letter_party on exchange.event_dead_letter as permissive for select to public using ((subscription_id = ANY (( SELECT exchange.my_subscription_ids() AS my_subscription_ids)::uuid[])));
create policy event_dead_letter_steward on exchange.event_dead_letter as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
grant insert, select, update on exchange.event_dead_letter to tinhso_app;

create table exchange.event_delivery (
  subscription_id uuid not null,
  url text not null,
  secret_sealed bytea not null,
  registered_at timestamp with time zone not null,
  "position" bigint not null,
  attempts integer not null default 0,
  refused_in_a_row integer not null default 0,
  next_at timestamp with time zone not null,
  last_status integer,
  last_error text,
  paused_at timestamp with time zone,
  paused_because text,
  leased_by text,
  leased_until timestamp with time zone,
  delivered_at timestamp with time zone,
  former_sealed bytea,
  former_until timestamp with time zone,
  constraint event_delivery_pkey PRIMARY KEY (subscription_id),
  constraint event_delivery_check CHECK (((former_sealed IS NULL) = (former_until IS NULL))),
  constraint event_delivery_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES exchange.access_right(id)
);
alter table exchange.event_delivery enable row level security;
create policy event_delivery_manage on exchange.event_delivery as permissive for all to public using ((( SELECT exchange.unit_administrator() AS unit_administrator) AND (subscription_id = ANY (( SELECT exchange.my_subscription_ids() AS my_subscription_ids)::uuid[]))));
create policy event_delivery_party on exchange.event_delivery as permissive for select to public using ((subscription_id = ANY (( SELECT exchange.my_subscription_ids() AS my_subscription_ids)::uuid[])));
create policy event_delivery_steward on exchange.event_delivery as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
grant delete, insert, select, update on exchange.event_delivery to tinhso_app;

create table exchange.event_head (
  topic integer not null,
  last_position bigint not null,
  first_position bigint not null default 1,
  constraint event_head_pkey PRIMARY KEY (topic)
);
alter table exchange.event_head enable row level security;
create policy event_head_platform on exchange.event_head as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text)) with check ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant insert, select, update on exchange.event_head to tinhso_app;

create table exchange.event_reach (
  topic integer not null,
  first_position bigint not null,
  last_position bigint not null,
  at timestamp with time zone not null,
  constraint event_reach_pkey PRIMARY KEY (topic)
);
alter table exchange.event_reach enable row level security;
create policy event_reach_platform on exchange.event_reach as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text)) with check ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant insert, select, update on exchange.event_reach to tinhso_app;

create table exchange.event_topic (
  id uuid not null,
  number integer not null generated always as identity,
  subsystem_id uuid not null,
  code text not null,
  name text not null,
  description text not null default ''::text,
  legal_basis text not null,
  payload_schema jsonb,
  retention_days integer not null default 30,
  listed boolean not null default true,
  unlisted_because text,
  state text not null default 'open'::text,
  version integer not null default 1,
  constraint event_topic_pkey PRIMARY KEY (id),
  constraint event_topic_code_key UNIQUE (code),
  constraint event_topic_number_key UNIQUE (number),
  constraint event_topic_check CHECK ((listed OR (unlisted_because IS NOT NULL))),
  constraint event_topic_code_check CHECK ((code ~ '^[a-z0-9][a-z0-9.-]{0,99}$'::text)),
  constraint event_topic_legal_basis_check CHECK ((legal_basis <> ''::text)),
  constraint event_topic_name_check CHECK ((name IS NFC NORMALIZED)),
  constraint event_topic_retention_days_check CHECK (((retention_days >= 1) AND (retention_days <= 3650))),
  constraint event_topic_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text]))),
  constraint event_topic_subsystem_id_fkey FOREIGN KEY (subsystem_id) REFERENCES exchange.subsystem(id)
);
alter table exchange.event_topic enable row level security;
CREATE TRIGGER tell_gateways AFTER INSERT OR DELETE OR UPDATE ON exchange.event_topic FOR EACH STATEMENT EXECUTE FUNCTION exchange.registry_changed();
create policy event_topic_change on exchange.event_topic as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
create policy event_topic_read on exchange.event_topic as permissive for select to public using (((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND (listed OR (id = ANY (( SELECT exchange.my_topic_ids() AS my_topic_ids)::uuid[])) OR (id = ANY (( SELECT exchange.topics_contracted_by_me() AS topics_contracted_by_me)::uuid[])))));
grant insert, select, update on exchange.event_topic to tinhso_app;

create table exchange.gateway (
  id smallint not null generated always as identity,
  name text not null,
  public_key text not null,
  started_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  counted_seq bigint not null default 0,
  constraint gateway_pkey PRIMARY KEY (id),
  constraint gateway_name_key UNIQUE (name)
);
alter table exchange.gateway enable row level security;
create policy gateway_change on exchange.gateway as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
create policy gateway_read on exchange.gateway as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['system'::text, 'officer'::text])));
grant insert, select, update on exchange.gateway to tinhso_app;

create table exchange.group_subsystem (
  group_id uuid not null,
  subsystem_id uuid not null,
  since timestamp with time zone not null,
  until timestamp with time zone,
  constraint group_subsystem_pkey PRIMARY KEY (group_id, subsystem_id, since),
  constraint group_subsystem_group_id_fkey FOREIGN KEY (group_id) REFERENCES exchange.subject_group(id),
  constraint group_subsystem_subsystem_id_fkey FOREIGN KEY (subsystem_id) REFERENCES exchange.subsystem(id)
);
alter table exchange.group_subsystem enable row level security;
CREATE TRIGGER tell_gateways AFTER INSERT OR DELETE OR UPDATE ON exchange.group_subsystem FOR EACH STATEMENT EXECUTE FUNCTION exchange.registry_changed();
create policy group_subsystem_change on exchange.group_subsystem as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
create policy group_subsystem_read on exchange.group_subsystem as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['system'::text, 'officer'::text])));
grant insert, select, update on exchange.group_subsystem to tinhso_app;

create table exchange.history (
  id uuid not null,
  object_type text not null,
  object_id uuid not null,
  version integer not null,
  content jsonb not null,
  changed_at timestamp with time zone not null,
  changed_by_account_id uuid,
  constraint history_pkey PRIMARY KEY (id),
  constraint history_object_type_object_id_version_key UNIQUE (object_type, object_id, version)
);
alter table exchange.history enable row level security;
CREATE INDEX history_object ON exchange.history USING btree (object_type, object_id, version DESC);
create policy history_change on exchange.history as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
create policy history_own on exchange.history as permissive for insert to public with check ((( SELECT exchange.unit_administrator() AS unit_administrator) AND (changed_by_account_id = ( SELECT kernel.actor_account() AS actor_account)) AND exchange.of_my_history(object_type, object_id)));
create policy history_read on exchange.history as permissive for select to public using ((( SELECT exchange.steward() AS steward) OR ((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND exchange.of_my_history(object_type, object_id))));
grant insert, select on exchange.history to tinhso_app;

create table exchange.lookup (
  id uuid not null,
  at timestamp with time zone not null,
  connector text not null,
  operation text not null,
  purpose text not null,
  legal_basis text not null,
  matter_type text,
  matter_id uuid,
  about bytea,
  subject_account_id uuid,
  by_kind text not null,
  by_account uuid,
  by_name text not null,
  by_title text not null default ''::text,
  agency_id uuid,
  needs_consent boolean not null,
  consent_at timestamp with time zone,
  consent_text text,
  outcome text not null,
  request_id text,
  constraint lookup_pkey PRIMARY KEY (id),
  constraint lookup_about_check CHECK ((length(about) = 32)),
  constraint lookup_by_kind_check CHECK ((by_kind = ANY (ARRAY['citizen'::text, 'officer'::text, 'system'::text]))),
  constraint lookup_check CHECK (((matter_type IS NULL) = (matter_id IS NULL))),
  constraint lookup_check1 CHECK (((consent_at IS NULL) = (consent_text IS NULL))),
  constraint lookup_check2 CHECK (((NOT needs_consent) OR (consent_at IS NOT NULL))),
  constraint lookup_legal_basis_check CHECK ((legal_basis <> ''::text)),
  constraint lookup_outcome_check CHECK ((outcome = ANY (ARRAY['found'::text, 'not-found'::text, 'no-answer'::text, 'refused'::text, 'unreadable'::text]))),
  constraint lookup_purpose_check CHECK (((length(purpose) >= 3) AND (length(purpose) <= 300))),
  constraint lookup_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES organisations.agency(id),
  constraint lookup_connector_fkey FOREIGN KEY (connector) REFERENCES exchange.connector(code)
);
alter table exchange.lookup enable row level security;
CREATE INDEX lookup_at ON exchange.lookup USING btree (at DESC);
CREATE INDEX lookup_connector ON exchange.lookup USING btree (connector, at DESC);
CREATE INDEX lookup_matter ON exchange.lookup USING btree (matter_type, matter_id) WHERE (matter_id IS NOT NULL);
CREATE INDEX lookup_subject ON exchange.lookup USING btree (subject_account_id, at DESC) WHERE (subject_account_id IS NOT NULL);
create policy lookup_agency on exchange.lookup as permissive for select to public using (((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND (agency_id = ANY (( SELECT kernel.actor_agencies() AS actor_agencies)::uuid[]))));
create policy lookup_person on exchange.lookup as permissive for select to public using (((( SELECT kernel.actor_kind() AS actor_kind) = 'citizen'::text) AND ((( SELECT kernel.actor_account() AS actor_account) = subject_account_id) OR (( SELECT kernel.actor_account() AS actor_account) = by_account))));
create policy lookup_steward on exchange.lookup as permissive for select to public using (( SELECT exchange.steward() AS steward));
create policy lookup_write on exchange.lookup as permissive for insert to public with check (((( SELECT kernel.actor_kind() AS actor_kind) = by_kind) AND (NOT (by_account IS DISTINCT FROM ( SELECT kernel.actor_account() AS actor_account)))));
grant insert, select on exchange.lookup to tinhso_app;

create table exchange.member (
  id uuid not null,
  instance text not null,
  member_class text not null,
  code text not null,
  name text not null,
  agency_id uuid,
  state text not null default 'active'::text,
  version integer not null default 1,
  in_open_log boolean not null default true,
  constraint member_pkey PRIMARY KEY (id),
  constraint member_instance_member_class_code_key UNIQUE (instance, member_class, code),
  constraint member_name_check CHECK ((name IS NFC NORMALIZED)),
  constraint member_state_check CHECK ((state = ANY (ARRAY['active'::text, 'suspended'::text, 'left'::text]))),
  constraint member_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES organisations.agency(id)
);
alter table exchange.member enable row level security;
CREATE TRIGGER tell_gateways AFTER INSERT OR DELETE OR UPDATE ON exchange.member FOR EACH STATEMENT EXECUTE FUNCTION exchange.registry_changed();
create policy member_change on exchange.member as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
create policy member_read on exchange.member as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['system'::text, 'officer'::text])));
grant insert, select, update on exchange.member to tinhso_app;

create table exchange.message (
  transaction_id uuid not null,
  at timestamp with time zone not null,
  response boolean not null,
  sealed bytea not null,
  constraint message_pkey PRIMARY KEY (transaction_id, response, at)
) partition by RANGE (at);
alter table exchange.message enable row level security;
create policy message_steward on exchange.message as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
grant insert, select on exchange.message to tinhso_app;

create table exchange.message_claim (
  client integer not null,
  message_id text not null,
  request_hash bytea not null,
  transaction_id uuid not null,
  claimed_at timestamp with time zone not null default now(),
  answered_at timestamp with time zone,
  answer_sealed bytea,
  gateway_id smallint,
  idempotent boolean not null default false,
  body_hash bytea,
  constraint message_claim_pkey PRIMARY KEY (client, message_id)
);
alter table exchange.message_claim enable row level security;
CREATE INDEX message_claim_at ON exchange.message_claim USING btree (claimed_at);
CREATE INDEX message_claim_open ON exchange.message_claim USING btree (gateway_id) WHERE (answered_at IS NULL);
create policy message_claim_steward on exchange.message_claim as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
grant delete, insert, select, update on exchange.message_claim to tinhso_app;

create view exchange.operational_data as
 SELECT id,
    at,
    gateway_id,
    seq,
    leaf,
    (r ->> 0) AS "securityServerInternalIp",
    (r ->> 1) AS "securityServerType",
    ((r ->> 2))::bigint AS "requestInTs",
    ((r ->> 3))::bigint AS "requestOutTs",
    ((r ->> 4))::bigint AS "responseInTs",
    ((r ->> 5))::bigint AS "responseOutTs",
    (r ->> 6) AS "clientXRoadInstance",
    (r ->> 7) AS "clientMemberClass",
    (r ->> 8) AS "clientMemberCode",
    (r ->> 9) AS "clientSubsystemCode",
    (r ->> 10) AS "serviceXRoadInstance",
    (r ->> 11) AS "serviceMemberClass",
    (r ->> 12) AS "serviceMemberCode",
    (r ->> 13) AS "serviceSubsystemCode",
    (r ->> 14) AS "serviceCode",
    (r ->> 15) AS "serviceVersion",
    (r ->> 16) AS "serviceType",
    (r ->> 17) AS "restMethod",
    (r ->> 18) AS "restPath",
    (r ->> 19) AS "xRoadVersion",
    (r ->> 20) AS "representedPartyClass",
    (r ->> 21) AS "representedPartyCode",
    (r ->> 22) AS "messageId",
    (r ->> 23) AS "messageUserId",
    (r ->> 24) AS "messageIssue",
    (r ->> 25) AS "messageProtocolVersion",
    (r ->> 26) AS "clientSecurityServerAddress",
    (r ->> 27) AS "serviceSecurityServerAddress",
    ((r ->> 28))::bigint AS "requestSize",
    ((r ->> 29))::bigint AS "requestMimeSize",
    ((r ->> 30))::integer AS "requestAttachmentCount",
    ((r ->> 31))::bigint AS "responseSize",
    ((r ->> 32))::bigint AS "responseMimeSize",
    ((r ->> 33))::integer AS "responseAttachmentCount",
    ((r ->> 34))::boolean AS succeeded,
    (r ->> 35) AS "faultCode",
    (r ->> 36) AS "faultString",
    ((r ->> 37))::integer AS "statusCode",
    (r ->> 38) AS "requestId",
    (r ->> 39) AS "requestHash",
    (r ->> 40) AS "responseHash"
   FROM ( SELECT transaction.id,
            transaction.at,
            transaction.seq,
            transaction.bytes_in,
            transaction.bytes_out,
            transaction.leaf,
            transaction.client,
            transaction.service,
            transaction.right_number,
            transaction.took_ms,
            transaction.gateway_id,
            transaction.status,
            transaction.succeeded,
            transaction.refused,
            transaction.message_id,
            transaction.record,
            (transaction.record)::jsonb AS r
           FROM exchange.transaction) t;
grant insert, select, update on exchange.operational_data to tinhso_app;

create table exchange.quota_use (
  right_number integer not null,
  gateway_id smallint not null,
  starts timestamp with time zone not null,
  span text not null,
  used integer not null,
  constraint quota_use_pkey PRIMARY KEY (right_number, span, starts, gateway_id),
  constraint quota_use_span_check CHECK ((span = ANY (ARRAY['minute'::text, 'day'::text])))
);
alter table exchange.quota_use enable row level security;
create policy quota_use_party on exchange.quota_use as permissive for select to public using ((right_number IN ( SELECT access_right.number
   FROM exchange.access_right)));
create policy quota_use_steward on exchange.quota_use as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
grant delete, insert, select, update on exchange.quota_use to tinhso_app;

create table exchange.registry (
  one boolean not null default true,
  version bigint not null default 1,
  changed_at timestamp with time zone not null default now(),
  constraint registry_pkey PRIMARY KEY (one),
  constraint registry_one_check CHECK (one)
);
alter table exchange.registry enable row level security;
create policy registry_read on exchange.registry as permissive for select to public using (true);
grant select on exchange.registry to tinhso_app;

create table exchange.security_server (
  id uuid not null,
  member_id uuid not null,
  code text not null,
  address text not null,
  certificate_sha256 bytea,
  version integer not null default 1,
  constraint security_server_pkey PRIMARY KEY (id),
  constraint security_server_member_id_code_key UNIQUE (member_id, code),
  constraint security_server_certificate_sha256_check CHECK ((length(certificate_sha256) = 32)),
  constraint security_server_member_id_fkey FOREIGN KEY (member_id) REFERENCES exchange.member(id)
);
alter table exchange.security_server enable row level security;
CREATE TRIGGER tell_gateways AFTER INSERT OR DELETE OR UPDATE ON exchange.security_server FOR EACH STATEMENT EXECUTE FUNCTION exchange.registry_changed();
create policy security_server_change on exchange.security_server as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
create policy security_server_read on exchange.security_server as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['system'::text, 'officer'::text])));
grant insert, select, update on exchange.security_server to tinhso_app;

create table exchange.shared_database (
  id uuid not null,
  code text not null,
  name text not null,
  owner_name text not null,
  scope text not null,
  source text not null,
  service_id uuid,
  version integer not null default 1,
  place integer not null default 0,
  constraint shared_database_pkey PRIMARY KEY (id),
  constraint shared_database_code_key UNIQUE (code),
  constraint shared_database_name_check CHECK ((name IS NFC NORMALIZED)),
  constraint shared_database_scope_check CHECK ((scope = ANY (ARRAY['national'::text, 'province'::text]))),
  constraint shared_database_service_id_fkey FOREIGN KEY (service_id) REFERENCES exchange.data_service(id)
);
alter table exchange.shared_database enable row level security;
create policy shared_database_change on exchange.shared_database as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
create policy shared_database_read on exchange.shared_database as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['system'::text, 'officer'::text])));
grant insert, select, update on exchange.shared_database to tinhso_app;

create table exchange.subject_group (
  id uuid not null,
  code text not null,
  name text not null,
  version integer not null default 1,
  ended boolean not null default false,
  constraint subject_group_pkey PRIMARY KEY (id),
  constraint subject_group_code_key UNIQUE (code),
  constraint subject_group_name_check CHECK ((name IS NFC NORMALIZED))
);
alter table exchange.subject_group enable row level security;
CREATE TRIGGER tell_gateways AFTER INSERT OR DELETE OR UPDATE ON exchange.subject_group FOR EACH STATEMENT EXECUTE FUNCTION exchange.registry_changed();
create policy subject_group_change on exchange.subject_group as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
create policy subject_group_read on exchange.subject_group as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['system'::text, 'officer'::text])));
grant insert, select, update on exchange.subject_group to tinhso_app;

create table exchange.subsystem (
  id uuid not null,
  number integer not null generated always as identity,
  member_id uuid not null,
  code text not null,
  name text not null,
  connection text not null default 'credential'::text,
  state text not null default 'active'::text,
  version integer not null default 1,
  constraint subsystem_pkey PRIMARY KEY (id),
  constraint subsystem_member_id_code_key UNIQUE (member_id, code),
  constraint subsystem_number_key UNIQUE (number),
  constraint subsystem_connection_check CHECK ((connection = ANY (ARRAY['http'::text, 'https'::text, 'mutual-tls'::text, 'credential'::text]))),
  constraint subsystem_name_check CHECK ((name IS NFC NORMALIZED)),
  constraint subsystem_state_check CHECK ((state = ANY (ARRAY['active'::text, 'suspended'::text, 'closed'::text]))),
  constraint subsystem_member_id_fkey FOREIGN KEY (member_id) REFERENCES exchange.member(id)
);
alter table exchange.subsystem enable row level security;
CREATE TRIGGER tell_gateways AFTER INSERT OR DELETE OR UPDATE ON exchange.subsystem FOR EACH STATEMENT EXECUTE FUNCTION exchange.registry_changed();
create policy subsystem_change on exchange.subsystem as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
create policy subsystem_read on exchange.subsystem as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['system'::text, 'officer'::text])));
grant insert, select, update on exchange.subsystem to tinhso_app;

create table exchange.time_stamp (
  id uuid not null,
  at timestamp with time zone not null,
  heads text not null,
  token bytea not null,
  constraint time_stamp_pkey PRIMARY KEY (id)
);
alter table exchange.time_stamp enable row level security;
CREATE INDEX time_stamp_at ON exchange.time_stamp USING btree (at);
create policy time_stamp_change on exchange.time_stamp as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
create policy time_stamp_read on exchange.time_stamp as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['system'::text, 'officer'::text])));
grant insert, select on exchange.time_stamp to tinhso_app;

create table exchange.told (
  matter text not null,
  at timestamp with time zone not null,
  constraint told_pkey PRIMARY KEY (matter)
);
alter table exchange.told enable row level security;
create policy told_platform on exchange.told as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text)) with check ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant delete, insert, select on exchange.told to tinhso_app;

create table exchange.transaction (
  id uuid not null,
  at timestamp with time zone not null,
  seq bigint not null,
  bytes_in bigint not null,
  bytes_out bigint not null,
  leaf integer not null,
  client integer,
  service integer,
  right_number integer,
  took_ms integer not null,
  gateway_id smallint not null,
  status smallint not null,
  succeeded boolean not null,
  refused boolean not null,
  message_id text,
  record text not null
) partition by RANGE (at);
alter table exchange.transaction enable row level security;
CREATE INDEX transaction_at ON ONLY exchange.transaction USING btree (at, id);
CREATE INDEX transaction_batch ON ONLY exchange.transaction USING btree (gateway_id, seq);
CREATE INDEX transaction_client ON ONLY exchange.transaction USING btree (client, at);
CREATE INDEX transaction_id ON ONLY exchange.transaction USING btree (id);
CREATE INDEX transaction_message ON ONLY exchange.transaction USING btree (message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX transaction_service ON ONLY exchange.transaction USING btree (service, at);
create policy transaction_party on exchange.transaction as permissive for select to public using (((client = ANY (( SELECT exchange.my_subsystems() AS my_subsystems)::integer[])) OR (service = ANY (( SELECT exchange.my_services() AS my_services)::integer[]))));
create policy transaction_steward on exchange.transaction as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
grant insert, select on exchange.transaction to tinhso_app;

create table exchange.usage_minute (
  minute timestamp with time zone not null,
  client integer not null,
  service integer not null,
  passed integer not null,
  declined integer not null default 0,
  failed integer not null,
  refused integer not null,
  bytes_in bigint not null,
  bytes_out bigint not null,
  total_ms bigint not null,
  took integer[] not null,
  constraint usage_minute_pkey PRIMARY KEY (minute, client, service),
  constraint usage_minute_check CHECK ((declined <= passed)),
  constraint usage_minute_took_check CHECK ((cardinality(took) = 13))
);
alter table exchange.usage_minute enable row level security;
CREATE INDEX usage_minute_service ON exchange.usage_minute USING btree (service, minute);
create policy usage_minute_party on exchange.usage_minute as permissive for select to public using (((client = ANY (( SELECT exchange.my_subsystems() AS my_subsystems)::integer[])) OR (service = ANY (( SELECT exchange.my_services() AS my_services)::integer[]))));
create policy usage_minute_steward on exchange.usage_minute as permissive for all to public using (( SELECT exchange.steward() AS steward)) with check (( SELECT exchange.steward() AS steward));
grant insert, select, update on exchange.usage_minute to tinhso_app;

create table identity.account (
  id uuid not null,
  kind text not null,
  issuer text not null,
  sub text not null,
  display_name text not null,
  id_number_sealed bytea,
  id_number_hash bytea,
  birth_date_sealed bytea,
  login_idp text,
  recheck text not null default 'none'::text,
  created_at timestamp with time zone not null,
  last_signed_in_at timestamp with time zone,
  disabled_at timestamp with time zone,
  version integer not null default 1,
  home_agency_id uuid,
  email text,
  constraint account_pkey PRIMARY KEY (id),
  constraint account_issuer_sub UNIQUE (issuer, sub),
  constraint account_check CHECK (((id_number_sealed IS NULL) = (id_number_hash IS NULL))),
  constraint account_check1 CHECK (((kind <> 'staff'::text) OR (id_number_hash IS NULL))),
  constraint account_check2 CHECK (((home_agency_id IS NULL) OR (kind = 'staff'::text))),
  constraint account_check3 CHECK (((email IS NULL) OR ((kind = 'staff'::text) AND (email ~ '^[^\s@]+@[^\s@]+\.[^\s@]+$'::text)))),
  constraint account_kind_check CHECK ((kind = ANY (ARRAY['person'::text, 'organisation'::text, 'staff'::text]))),
  constraint account_recheck_check CHECK ((recheck = ANY (ARRAY['none'::text, 'needed'::text, 'accepted'::text])))
);
alter table identity.account enable row level security;
CREATE INDEX account_by_id_number ON identity.account USING btree (id_number_hash) WHERE (id_number_hash IS NOT NULL);
create policy own on identity.account as permissive for all to public using (identity.mine(id));
grant insert, select, update on identity.account to tinhso_app;

create table identity.api_token (
  id uuid not null,
  account_id uuid not null,
  position_id uuid not null,
  name text not null,
  token_hash bytea not null,
  methods text[] not null,
  networks text[] not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  last_used_from text,
  revoked_at timestamp with time zone,
  constraint api_token_pkey PRIMARY KEY (id),
  constraint api_token_hash UNIQUE (token_hash),
  constraint api_token_check CHECK (((expires_at > created_at) AND (expires_at <= (created_at + '366 days'::interval)))),
  constraint api_token_methods_check CHECK (((cardinality(methods) > 0) AND (methods <@ ARRAY['GET'::text, 'POST'::text]))),
  constraint api_token_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
  constraint api_token_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id)
);
alter table identity.api_token enable row level security;
CREATE INDEX api_token_by_account ON identity.api_token USING btree (account_id);
create policy own on identity.api_token as permissive for all to public using (identity.mine(account_id));
grant delete, insert, select on identity.api_token to tinhso_app;
grant update (last_used_at, last_used_from, revoked_at) on identity.api_token to tinhso_app;

create table identity.history (
  id uuid not null,
  object_type text not null,
  object_id uuid not null,
  version integer not null,
  content jsonb not null,
  changed_at timestamp with time zone not null,
  changed_by_account_id uuid,
  constraint history_pkey PRIMARY KEY (id),
  constraint history_object_type_object_id_version_key UNIQUE (object_type, object_id, version)
);
alter table identity.history enable row level security;
create policy platform on identity.history as permissive for all to public using ((kernel.actor_kind() = 'system'::text));
grant insert, select on identity.history to tinhso_app;

create table identity.login_attempt (
  id uuid not null,
  account_key bytea not null,
  source_key bytea not null,
  address_key bytea not null,
  trusted boolean not null,
  outcome text not null,
  at timestamp with time zone not null,
  constraint login_attempt_pkey PRIMARY KEY (id),
  constraint login_attempt_outcome_check CHECK ((outcome = ANY (ARRAY['failure'::text, 'success'::text, 'blocked'::text])))
);
alter table identity.login_attempt enable row level security;
CREATE INDEX login_attempt_by_account ON identity.login_attempt USING btree (account_key, at);
CREATE INDEX login_attempt_by_address ON identity.login_attempt USING btree (address_key, at);
CREATE INDEX login_attempt_by_age ON identity.login_attempt USING btree (at);
create policy platform on identity.login_attempt as permissive for all to public using ((kernel.actor_kind() = 'system'::text));
grant delete, insert, select, update on identity.login_attempt to tinhso_app;

create table identity.mandate (
  id uuid not null,
  subject_id uuid not null,
  actor_id uuid,
  actor_number_hash bytea not null,
  actor_number_tail text not null,
  actor_name text not null,
  procedure_codes text[] not null,
  valid_from date not null,
  valid_to date not null,
  evidence text not null,
  evidence_ref text,
  granted_by uuid not null,
  granted_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  revoked_by uuid,
  version integer not null default 1,
  constraint mandate_pkey PRIMARY KEY (id),
  constraint mandate_check CHECK ((valid_to >= valid_from)),
  constraint mandate_check1 CHECK ((subject_id <> actor_id)),
  constraint mandate_check2 CHECK (((revoked_at IS NULL) = (revoked_by IS NULL))),
  constraint mandate_evidence_check CHECK ((evidence = ANY (ARRAY['subject-online'::text, 'signed-paper'::text, 'otp'::text, 'officer-attest'::text]))),
  constraint mandate_procedure_codes_check CHECK ((cardinality(procedure_codes) > 0)),
  constraint mandate_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES identity.account(id),
  constraint mandate_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES identity.account(id)
);
alter table identity.mandate enable row level security;
CREATE INDEX mandate_by_actor ON identity.mandate USING btree (actor_id) WHERE (actor_id IS NOT NULL);
CREATE INDEX mandate_by_subject ON identity.mandate USING btree (subject_id);
CREATE INDEX mandate_unclaimed ON identity.mandate USING btree (actor_number_hash) WHERE (actor_id IS NULL);
create policy parties on identity.mandate as permissive for all to public using ((identity.mine(subject_id) OR identity.mine(actor_id)));
grant insert, select, update on identity.mandate to tinhso_app;

create table identity.passkey (
  id text not null,
  account_id uuid not null,
  public_key bytea not null,
  counter bigint not null,
  label text not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  constraint passkey_pkey PRIMARY KEY (id),
  constraint passkey_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id)
);
alter table identity.passkey enable row level security;
CREATE INDEX passkey_by_account ON identity.passkey USING btree (account_id);
create policy own on identity.passkey as permissive for all to public using (identity.mine(account_id));
grant delete, insert, select, update on identity.passkey to tinhso_app;

create table identity.pending_sign_in (
  token_hash bytea not null,
  purpose text not null,
  account_id uuid,
  content_sealed bytea not null,
  tries smallint not null default 0,
  expires_at timestamp with time zone not null,
  constraint pending_sign_in_pkey PRIMARY KEY (token_hash),
  constraint pending_sign_in_purpose_check CHECK ((purpose = ANY (ARRAY['vnconnect'::text, 'totp'::text, 'new-password'::text, 'passkey'::text, 'passkey-registration'::text]))),
  constraint pending_sign_in_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id)
);
alter table identity.pending_sign_in enable row level security;
CREATE INDEX pending_by_expiry ON identity.pending_sign_in USING btree (expires_at);
create policy platform on identity.pending_sign_in as permissive for all to public using ((kernel.actor_kind() = 'system'::text));
grant delete, insert, select, update on identity.pending_sign_in to tinhso_app;

create table identity.session (
  id uuid not null,
  token_hash bytea not null,
  account_id uuid not null,
  kind text not null,
  assurance smallint not null,
  method text not null,
  csrf text not null,
  position_id uuid,
  ip text not null,
  user_agent text not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  end_reason text,
  confirmed_at timestamp with time zone,
  constraint session_pkey PRIMARY KEY (id),
  constraint session_token UNIQUE (token_hash),
  constraint session_assurance_check CHECK ((assurance = ANY (ARRAY[1, 2]))),
  constraint session_check CHECK (((ended_at IS NULL) = (end_reason IS NULL))),
  constraint session_end_reason_check CHECK ((end_reason = ANY (ARRAY['signed-out'::text, 'signed-out-everywhere'::text, 'replaced'::text, 'password-changed'::text, 'reset'::text, 'disabled'::text]))),
  constraint session_kind_check CHECK ((kind = ANY (ARRAY['citizen'::text, 'officer'::text]))),
  constraint session_method_check CHECK ((method = ANY (ARRAY['vnconnect'::text, 'password'::text, 'password-totp'::text, 'passkey'::text]))),
  constraint session_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id)
);
alter table identity.session enable row level security;
CREATE INDEX session_by_age ON identity.session USING btree (created_at);
CREATE INDEX session_open_by_account ON identity.session USING btree (account_id) WHERE (ended_at IS NULL);
create policy own on identity.session as permissive for all to public using (identity.mine(account_id));
grant delete, insert, select, update on identity.session to tinhso_app;

create table identity.staff_credential (
  account_id uuid not null,
  password_hash text not null,
  must_change boolean not null,
  changed_at timestamp with time zone not null,
  version integer not null default 1,
  constraint staff_credential_pkey PRIMARY KEY (account_id),
  constraint staff_credential_password_hash_check CHECK ((password_hash ~~ '$argon2id$%'::text)),
  constraint staff_credential_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id)
);
alter table identity.staff_credential enable row level security;
create policy own on identity.staff_credential as permissive for all to public using (identity.mine(account_id));
grant insert, select, update on identity.staff_credential to tinhso_app;

create table identity.totp (
  account_id uuid not null,
  secret_sealed bytea not null,
  confirmed_at timestamp with time zone,
  last_step bigint,
  created_at timestamp with time zone not null,
  constraint totp_pkey PRIMARY KEY (account_id),
  constraint totp_account_id_fkey FOREIGN KEY (account_id) REFERENCES identity.account(id)
);
alter table identity.totp enable row level security;
create policy own on identity.totp as permissive for all to public using (identity.mine(account_id));
grant delete, insert, select, update on identity.totp to tinhso_app;

create table indicators.constant (
  code text not null,
  title text not null,
  value double precision not null,
  source text not null default ''::text,
  verified boolean not null default false,
  version integer not null default 1,
  constraint constant_pkey PRIMARY KEY (code),
  constraint constant_code_check CHECK ((code ~ '^[A-Za-z0-9][A-Za-z0-9_-]*$'::text)),
  constraint constant_title_check CHECK ((title IS NFC NORMALIZED))
);
alter table indicators.constant enable row level security;
create policy constant_add on indicators.constant as permissive for insert to public with check (indicators.defines());
create policy constant_change on indicators.constant as permissive for update to public using (indicators.defines()) with check (indicators.defines());
create policy constant_read on indicators.constant as permissive for select to public using (true);
grant insert, select, update on indicators.constant to tinhso_app;

create table indicators.element (
  code text not null,
  definition jsonb not null,
  public boolean not null,
  version integer not null default 1,
  constraint element_pkey PRIMARY KEY (code),
  constraint element_code_check CHECK ((code ~ '^[a-z][a-z0-9_]{0,59}$'::text))
);
alter table indicators.element enable row level security;
create policy element_add on indicators.element as permissive for insert to public with check (indicators.defines());
create policy element_change on indicators.element as permissive for update to public using (indicators.defines()) with check (indicators.defines());
create policy element_read on indicators.element as permissive for select to public using (true);
grant insert, select, update on indicators.element to tinhso_app;

create table indicators.form (
  id uuid not null,
  code text not null,
  title text not null,
  title_en text not null default ''::text,
  period_type text not null,
  due_days integer not null,
  elements text[] not null,
  agency_kinds text[] not null,
  valid_from date not null,
  valid_to date,
  version integer not null default 1,
  categories jsonb not null default '{}'::jsonb,
  checks jsonb not null default '{"rules": [], "complete": false}'::jsonb,
  constraint form_pkey PRIMARY KEY (id),
  constraint form_code_key UNIQUE (code),
  constraint form_check CHECK ((valid_to >= valid_from)),
  constraint form_code_check CHECK ((code ~ '^[A-Za-z0-9][A-Za-z0-9_-]*$'::text)),
  constraint form_due_days_check CHECK (((due_days >= 0) AND (due_days <= 366))),
  constraint form_period_type_check CHECK ((period_type = ANY (ARRAY['day'::text, 'week'::text, 'month'::text, 'quarter'::text, 'half'::text, 'year'::text]))),
  constraint form_title_check CHECK (((title IS NFC NORMALIZED) AND (title <> ''::text)))
);
alter table indicators.form enable row level security;
create policy form_add on indicators.form as permissive for insert to public with check (indicators.defines());
create policy form_change on indicators.form as permissive for update to public using (indicators.defines()) with check (indicators.defines());
create policy form_read on indicators.form as permissive for select to public using (true);
grant insert, select, update on indicators.form to tinhso_app;

create table indicators.framework (
  id uuid not null,
  code text not null,
  edition text not null,
  definition jsonb not null,
  state text not null,
  origin text not null,
  valid_from date not null,
  valid_to date,
  version integer not null default 1,
  created_at timestamp with time zone not null,
  published_at timestamp with time zone,
  constraint framework_pkey PRIMARY KEY (id),
  constraint framework_code_edition_key UNIQUE (code, edition),
  constraint framework_check CHECK ((valid_to >= valid_from)),
  constraint framework_code_check CHECK ((code ~ '^[a-z][a-z0-9-]{0,39}$'::text)),
  constraint framework_edition_check CHECK ((edition ~ '^[0-9A-Za-z.-]{1,20}$'::text)),
  constraint framework_origin_check CHECK ((origin = ANY (ARRAY['delivery'::text, 'office'::text]))),
  constraint framework_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'withdrawn'::text])))
);
alter table indicators.framework enable row level security;
CREATE TRIGGER framework_kept BEFORE UPDATE ON indicators.framework FOR EACH ROW EXECUTE FUNCTION indicators.keep_published();
create policy framework_add on indicators.framework as permissive for insert to public with check (indicators.defines());
create policy framework_change on indicators.framework as permissive for update to public using (indicators.defines()) with check (indicators.defines());
create policy framework_read on indicators.framework as permissive for select to public using (((state = 'published'::text) OR indicators.defines()));
grant insert, select, update on indicators.framework to tinhso_app;

create table indicators.history (
  id uuid not null,
  object_type text not null,
  object_id uuid not null,
  version integer not null,
  content jsonb not null,
  changed_at timestamp with time zone not null,
  changed_by_account_id uuid,
  constraint history_pkey PRIMARY KEY (id),
  constraint history_object_type_object_id_version_key UNIQUE (object_type, object_id, version)
);
alter table indicators.history enable row level security;
create policy history_add on indicators.history as permissive for insert to public with check ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['officer'::text, 'system'::text])));
create policy history_read on indicators.history as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['officer'::text, 'system'::text])));
grant insert, select on indicators.history to tinhso_app;

create table indicators.indicator (
  id uuid not null,
  framework_id uuid not null,
  code text not null,
  place integer not null,
  definition jsonb not null,
  constraint indicator_pkey PRIMARY KEY (id),
  constraint indicator_framework_id_code_key UNIQUE (framework_id, code),
  constraint indicator_framework_id_fkey FOREIGN KEY (framework_id) REFERENCES indicators.framework(id)
);
alter table indicators.indicator enable row level security;
CREATE TRIGGER indicator_kept BEFORE INSERT OR DELETE OR UPDATE ON indicators.indicator FOR EACH ROW EXECUTE FUNCTION indicators.keep_published();
create policy indicator_read on indicators.indicator as permissive for select to public using ((framework_id IN ( SELECT framework.id
   FROM indicators.framework)));
create policy indicator_write on indicators.indicator as permissive for all to public using (indicators.defines()) with check (indicators.defines());
grant delete, insert, select, update on indicators.indicator to tinhso_app;

create table indicators.reading (
  id uuid not null,
  element text not null,
  category text not null default ''::text,
  unit_code text not null,
  agency_id uuid,
  period text not null,
  period_start date not null,
  period_end date not null,
  value double precision,
  comment text not null default ''::text,
  source text not null,
  source_ref text not null default ''::text,
  evidence uuid[] not null default '{}'::uuid[],
  report_id uuid,
  state text not null,
  corrects uuid,
  superseded_by uuid,
  recorded_at timestamp with time zone not null,
  recorded_by uuid,
  approved_at timestamp with time zone,
  approved_by uuid,
  constraint reading_pkey PRIMARY KEY (id),
  constraint reading_category_check CHECK ((category ~ '^([A-Za-z0-9][A-Za-z0-9_-]{0,59})?$'::text)),
  constraint reading_check CHECK ((period_end >= period_start)),
  constraint reading_check1 CHECK (((value IS NOT NULL) OR (comment <> ''::text))),
  constraint reading_check2 CHECK (((state <> ALL (ARRAY['approved'::text, 'locked'::text])) OR (approved_at IS NOT NULL))),
  constraint reading_check3 CHECK (((source <> 'form'::text) OR (agency_id IS NOT NULL))),
  constraint reading_comment_check CHECK ((comment IS NFC NORMALIZED)),
  constraint reading_source_check CHECK ((source = ANY (ARRAY['platform'::text, 'dataset'::text, 'exchange'::text, 'form'::text, 'document'::text]))),
  constraint reading_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'submitted'::text, 'returned'::text, 'approved'::text, 'locked'::text]))),
  constraint reading_value_check CHECK (((value IS NULL) OR (value <> ALL (ARRAY['NaN'::double precision, 'Infinity'::double precision, '-Infinity'::double precision])))),
  constraint reading_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES organisations.agency(id),
  constraint reading_corrects_fkey FOREIGN KEY (corrects) REFERENCES indicators.reading(id),
  constraint reading_element_fkey FOREIGN KEY (element) REFERENCES indicators.element(code),
  constraint reading_report_id_fkey FOREIGN KEY (report_id) REFERENCES indicators.report(id),
  constraint reading_superseded_by_fkey FOREIGN KEY (superseded_by) REFERENCES indicators.reading(id) DEFERRABLE INITIALLY DEFERRED,
  constraint reading_correction_held TRIGGER DEFERRABLE INITIALLY DEFERRED
);
alter table indicators.reading enable row level security;
CREATE INDEX reading_by_time ON indicators.reading USING btree (element, period_start, period_end) WHERE ((state = ANY (ARRAY['approved'::text, 'locked'::text])) AND (superseded_by IS NULL));
CREATE INDEX reading_corrects ON indicators.reading USING btree (corrects) WHERE (corrects IS NOT NULL);
CREATE UNIQUE INDEX reading_in_work ON indicators.reading USING btree (element, category, unit_code, period) WHERE (state = ANY (ARRAY['draft'::text, 'submitted'::text, 'returned'::text]));
CREATE INDEX reading_of_report ON indicators.reading USING btree (report_id);
CREATE UNIQUE INDEX reading_standing ON indicators.reading USING btree (element, category, unit_code, period) WHERE ((state = ANY (ARRAY['approved'::text, 'locked'::text])) AND (superseded_by IS NULL));
CREATE TRIGGER reading_begun BEFORE INSERT ON indicators.reading FOR EACH ROW EXECUTE FUNCTION indicators.guard_new_reading();
CREATE CONSTRAINT TRIGGER reading_correction_held AFTER INSERT OR UPDATE OF superseded_by ON indicators.reading DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.corrects IS NOT NULL) OR (new.superseded_by IS NOT NULL))) EXECUTE FUNCTION indicators.hold_correction();
CREATE TRIGGER reading_guarded BEFORE UPDATE ON indicators.reading FOR EACH ROW EXECUTE FUNCTION indicators.guard_reading();
create policy reading_officer on indicators.reading as permissive for select to public using (((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND (state = ANY (ARRAY['approved'::text, 'locked'::text]))));
create policy reading_own on indicators.reading as permissive for all to public using (indicators.within_scope(agency_id)) with check (indicators.within_scope(agency_id));
create policy reading_public on indicators.reading as permissive for select to public using (((state = ANY (ARRAY['approved'::text, 'locked'::text])) AND (superseded_by IS NULL) AND (element IN ( SELECT element.code
   FROM indicators.element
  WHERE element.public))));
create policy reading_system on indicators.reading as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text)) with check ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant insert, select on indicators.reading to tinhso_app;
grant update (value, comment, evidence, state, superseded_by, recorded_at, recorded_by, approved_at, approved_by) on indicators.reading to tinhso_app;

create table indicators.report (
  id uuid not null,
  form_id uuid not null,
  agency_id uuid not null,
  unit_code text not null,
  period text not null,
  due_on date not null,
  state text not null default 'draft'::text,
  first_submitted_at timestamp with time zone,
  submitted_by uuid,
  decided_at timestamp with time zone,
  decided_by uuid,
  returned_because text,
  version integer not null default 1,
  constraint report_pkey PRIMARY KEY (id),
  constraint report_form_id_agency_id_period_key UNIQUE (form_id, agency_id, period),
  constraint report_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'submitted'::text, 'returned'::text, 'approved'::text, 'locked'::text]))),
  constraint report_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES organisations.agency(id),
  constraint report_form_id_fkey FOREIGN KEY (form_id) REFERENCES indicators.form(id)
);
alter table indicators.report enable row level security;
create policy report_officer on indicators.report as permissive for all to public using (indicators.within_scope(agency_id)) with check (indicators.within_scope(agency_id));
create policy report_seen on indicators.report as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text));
grant insert, select, update on indicators.report to tinhso_app;

create table indicators.run (
  id uuid not null,
  framework_id uuid not null,
  period text not null,
  inputs_hash bytea not null,
  method jsonb not null,
  at timestamp with time zone not null,
  by_account uuid,
  public boolean not null default false,
  constraint run_pkey PRIMARY KEY (id),
  constraint run_framework_id_period_inputs_hash_key UNIQUE (framework_id, period, inputs_hash),
  constraint run_framework_id_fkey FOREIGN KEY (framework_id) REFERENCES indicators.framework(id)
);
alter table indicators.run enable row level security;
CREATE INDEX run_by_framework ON indicators.run USING btree (framework_id, period, at DESC);
create policy run_add on indicators.run as permissive for insert to public with check (indicators.defines());
create policy run_read on indicators.run as permissive for select to public using ((public OR (( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['officer'::text, 'system'::text]))));
grant insert, select on indicators.run to tinhso_app;

create table indicators.run_request (
  id uuid not null,
  framework_id uuid not null,
  period text not null,
  scope text not null,
  draws integer not null,
  public boolean not null default false,
  state text not null default 'waiting'::text,
  done integer not null default 0,
  run_id uuid,
  message text not null default ''::text,
  requested_at timestamp with time zone not null,
  requested_by uuid,
  finished_at timestamp with time zone,
  constraint run_request_pkey PRIMARY KEY (id),
  constraint run_request_check CHECK (((state <> 'done'::text) OR (run_id IS NOT NULL))),
  constraint run_request_draws_check CHECK (((draws >= 100) AND (draws <= 100000))),
  constraint run_request_scope_check CHECK ((scope = ANY (ARRAY['communes'::text, 'entered'::text]))),
  constraint run_request_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text]))),
  constraint run_request_framework_id_fkey FOREIGN KEY (framework_id) REFERENCES indicators.framework(id),
  constraint run_request_run_id_fkey FOREIGN KEY (run_id) REFERENCES indicators.run(id)
);
alter table indicators.run_request enable row level security;
create policy run_request_add on indicators.run_request as permissive for insert to public with check (indicators.defines());
create policy run_request_progress on indicators.run_request as permissive for update to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text)) with check ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
create policy run_request_read on indicators.run_request as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['officer'::text, 'system'::text])));
grant insert, select on indicators.run_request to tinhso_app;
grant update (state, done, run_id, message, finished_at) on indicators.run_request to tinhso_app;

create table indicators.run_score (
  run_id uuid not null,
  unit_code text not null,
  code text not null,
  value double precision,
  points double precision,
  max double precision,
  rank integer,
  rank_low integer,
  rank_high integer,
  reasons jsonb not null default '[]'::jsonb,
  constraint run_score_pkey PRIMARY KEY (run_id, unit_code, code),
  constraint run_score_run_id_fkey FOREIGN KEY (run_id) REFERENCES indicators.run(id)
);
alter table indicators.run_score enable row level security;
create policy run_score_add on indicators.run_score as permissive for insert to public with check (indicators.defines());
create policy run_score_read on indicators.run_score as permissive for select to public using ((run_id IN ( SELECT run.id
   FROM indicators.run)));
grant insert, select on indicators.run_score to tinhso_app;

create table indicators.subscription (
  id uuid not null,
  email_sealed bytea not null,
  email_hash bytea not null,
  framework text not null,
  edition text not null,
  subject text not null,
  frequency text not null,
  lang text not null,
  asked_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  ended_at timestamp with time zone,
  seen jsonb,
  told_on date,
  looked_at timestamp with time zone,
  refusals smallint not null default 0,
  constraint subscription_pkey PRIMARY KEY (id),
  constraint subscription_check CHECK (((confirmed_at IS NULL) OR ((seen IS NOT NULL) AND (told_on IS NOT NULL)))),
  constraint subscription_frequency_check CHECK ((frequency = ANY (ARRAY['change'::text, 'week'::text, 'month'::text]))),
  constraint subscription_lang_check CHECK ((lang = ANY (ARRAY['vi'::text, 'en'::text])))
);
alter table indicators.subscription enable row level security;
CREATE UNIQUE INDEX subscription_once ON indicators.subscription USING btree (email_hash, framework, edition, subject) WHERE (ended_at IS NULL);
CREATE INDEX subscription_to_look_at ON indicators.subscription USING btree (framework, edition, subject, lang, id) WHERE ((confirmed_at IS NOT NULL) AND (ended_at IS NULL));
create policy subscription_of_platform on indicators.subscription as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text)) with check ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant delete, insert, select, update on indicators.subscription to tinhso_app;

create table indicators.subscription_mail (
  id uuid not null,
  subscription_id uuid not null,
  digest text not null,
  content jsonb,
  state text not null default 'waiting'::text,
  made_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  last_error text,
  constraint subscription_mail_pkey PRIMARY KEY (id),
  constraint subscription_mail_subscription_id_digest_key UNIQUE (subscription_id, digest),
  constraint subscription_mail_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'unclear'::text]))),
  constraint subscription_mail_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES indicators.subscription(id) ON DELETE CASCADE
);
alter table indicators.subscription_mail enable row level security;
create policy subscription_mail_of_platform on indicators.subscription_mail as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text)) with check ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant delete, insert, select, update on indicators.subscription_mail to tinhso_app;

create table indicators.task (
  id uuid not null,
  title text not null,
  document text not null,
  indicator_code text not null default ''::text,
  agency_id uuid not null,
  assigned_on date not null,
  due_on date not null,
  done_on date,
  result text not null default ''::text,
  evidence uuid[] not null default '{}'::uuid[],
  version integer not null default 1,
  assigner_agency_id uuid not null,
  constraint task_pkey PRIMARY KEY (id),
  constraint task_check CHECK (((done_on IS NULL) OR (result <> ''::text))),
  constraint task_result_check CHECK ((result IS NFC NORMALIZED)),
  constraint task_title_check CHECK (((title IS NFC NORMALIZED) AND (title <> ''::text))),
  constraint task_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES organisations.agency(id),
  constraint task_assigner_agency_id_fkey FOREIGN KEY (assigner_agency_id) REFERENCES organisations.agency(id)
);
alter table indicators.task enable row level security;
CREATE INDEX task_by_due ON indicators.task USING btree (due_on) WHERE (done_on IS NULL);
CREATE TRIGGER task_guarded BEFORE INSERT OR UPDATE ON indicators.task FOR EACH ROW EXECUTE FUNCTION indicators.guard_task();
create policy task_read on indicators.task as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['officer'::text, 'system'::text])));
create policy task_write on indicators.task as permissive for all to public using (indicators.within_scope(agency_id)) with check (indicators.within_scope(agency_id));
grant insert, select, update on indicators.task to tinhso_app;

create table indicators.unit_group (
  code text not null,
  title text not null,
  units text[] not null,
  version integer not null default 1,
  constraint unit_group_pkey PRIMARY KEY (code),
  constraint unit_group_code_check CHECK ((code ~ '^[A-Za-z0-9][A-Za-z0-9_-]*$'::text)),
  constraint unit_group_title_check CHECK ((title IS NFC NORMALIZED))
);
alter table indicators.unit_group enable row level security;
create policy unit_group_add on indicators.unit_group as permissive for insert to public with check (indicators.defines());
create policy unit_group_change on indicators.unit_group as permissive for update to public using (indicators.defines()) with check (indicators.defines());
create policy unit_group_read on indicators.unit_group as permissive for select to public using (true);
grant insert, select, update on indicators.unit_group to tinhso_app;

create table kernel.file (
  id uuid not null,
  hash text not null,
  size bigint not null,
  media_type text not null,
  name text not null,
  page_count integer,
  original_hash text not null,
  original_type text not null,
  uploaded_by uuid,
  at timestamp with time zone not null,
  state text not null,
  owner_scope text not null,
  key_scope text,
  warnings text[] not null default '{}'::text[],
  constraint file_pkey PRIMARY KEY (id),
  constraint file_hash_check CHECK ((hash ~ '^[0-9a-f]{64}$'::text)),
  constraint file_original_hash_check CHECK ((original_hash ~ '^[0-9a-f]{64}$'::text)),
  constraint file_size_check CHECK ((size >= 0)),
  constraint file_state_check CHECK ((state = ANY (ARRAY['accepted'::text, 'quarantined'::text])))
);
alter table kernel.file enable row level security;
CREATE INDEX file_hash ON kernel.file USING btree (hash);
CREATE INDEX file_owner ON kernel.file USING btree (owner_scope);
CREATE INDEX file_quarantined ON kernel.file USING btree (at) WHERE (state = 'quarantined'::text);
create policy file_dossiers_bring on kernel.file as permissive for insert to public with check (
CASE
    WHEN (owner_scope ~ '^dossier:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN (EXISTS ( SELECT
       FROM dossiers.dossier d
      WHERE (d.id = (substr(file.owner_scope, 9, 36))::uuid)))
    WHEN (owner_scope ~ '^draft:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN (EXISTS ( SELECT
       FROM dossiers.draft d
      WHERE (d.id = (substr(file.owner_scope, 7, 36))::uuid)))
    WHEN (owner_scope ~ '^supplement:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/'::text) THEN (EXISTS ( SELECT
       FROM dossiers.supplement_request r
      WHERE (r.id = (substr(file.owner_scope, 12, 36))::uuid)))
    WHEN starts_with(owner_scope, 'counter:'::text) THEN (uploaded_by = ( SELECT kernel.actor_account() AS actor_account))
    ELSE false
END);
create policy file_dossiers_file on kernel.file as permissive for update to public using (((owner_scope !~ '^dossier:'::text) AND
CASE
    WHEN (owner_scope ~ '^dossier:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN (EXISTS ( SELECT
       FROM dossiers.dossier d
      WHERE (d.id = (substr(file.owner_scope, 9, 36))::uuid)))
    WHEN (owner_scope ~ '^draft:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN (EXISTS ( SELECT
       FROM dossiers.draft d
      WHERE (d.id = (substr(file.owner_scope, 7, 36))::uuid)))
    WHEN (owner_scope ~ '^supplement:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/'::text) THEN (EXISTS ( SELECT
       FROM dossiers.supplement_request r
      WHERE (r.id = (substr(file.owner_scope, 12, 36))::uuid)))
    WHEN starts_with(owner_scope, 'counter:'::text) THEN (uploaded_by = ( SELECT kernel.actor_account() AS actor_account))
    ELSE false
END)) with check (
CASE
    WHEN (owner_scope ~ '^dossier:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN (EXISTS ( SELECT
       FROM dossiers.dossier d
      WHERE (d.id = (substr(file.owner_scope, 9, 36))::uuid)))
    WHEN (owner_scope ~ '^draft:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN (EXISTS ( SELECT
       FROM dossiers.draft d
      WHERE (d.id = (substr(file.owner_scope, 7, 36))::uuid)))
    WHEN (owner_scope ~ '^supplement:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/'::text) THEN (EXISTS ( SELECT
       FROM dossiers.supplement_request r
      WHERE (r.id = (substr(file.owner_scope, 12, 36))::uuid)))
    WHEN starts_with(owner_scope, 'counter:'::text) THEN (uploaded_by = ( SELECT kernel.actor_account() AS actor_account))
    ELSE false
END);
create policy file_dossiers_see on kernel.file as permissive for select to public using (
CASE
    WHEN (owner_scope ~ '^dossier:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN (EXISTS ( SELECT
       FROM dossiers.dossier d
      WHERE (d.id = (substr(file.owner_scope, 9, 36))::uuid)))
    WHEN (owner_scope ~ '^draft:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN (EXISTS ( SELECT
       FROM dossiers.draft d
      WHERE (d.id = (substr(file.owner_scope, 7, 36))::uuid)))
    WHEN (owner_scope ~ '^supplement:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/'::text) THEN (EXISTS ( SELECT
       FROM dossiers.supplement_request r
      WHERE (r.id = (substr(file.owner_scope, 12, 36))::uuid)))
    WHEN starts_with(owner_scope, 'counter:'::text) THEN (uploaded_by = ( SELECT kernel.actor_account() AS actor_account))
    ELSE false
END);
create policy file_dossiers_take_back on kernel.file as permissive for delete to public using (((owner_scope !~ '^dossier:'::text) AND
CASE
    WHEN (owner_scope ~ '^dossier:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN (EXISTS ( SELECT
       FROM dossiers.dossier d
      WHERE (d.id = (substr(file.owner_scope, 9, 36))::uuid)))
    WHEN (owner_scope ~ '^draft:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN (EXISTS ( SELECT
       FROM dossiers.draft d
      WHERE (d.id = (substr(file.owner_scope, 7, 36))::uuid)))
    WHEN (owner_scope ~ '^supplement:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/'::text) THEN (EXISTS ( SELECT
       FROM dossiers.supplement_request r
      WHERE (r.id = (substr(file.owner_scope, 12, 36))::uuid)))
    WHEN starts_with(owner_scope, 'counter:'::text) THEN (uploaded_by = ( SELECT kernel.actor_account() AS actor_account))
    ELSE false
END));
create policy file_indicators_bring on kernel.file as permissive for insert to public with check (
CASE
    WHEN (owner_scope ~ '^indicator-report:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN (EXISTS ( SELECT
       FROM indicators.report r
      WHERE ((r.id = (substr(file.owner_scope, 18, 36))::uuid) AND indicators.within_scope(r.agency_id))))
    WHEN (owner_scope ~ '^indicator-task:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN (EXISTS ( SELECT
       FROM indicators.task t
      WHERE ((t.id = (substr(file.owner_scope, 16, 36))::uuid) AND indicators.within_scope(t.agency_id))))
    ELSE false
END);
create policy file_indicators_see on kernel.file as permissive for select to public using ((
CASE
    WHEN (owner_scope ~ '^indicator-report:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN (EXISTS ( SELECT
       FROM indicators.report r
      WHERE ((r.id = (substr(file.owner_scope, 18, 36))::uuid) AND indicators.within_scope(r.agency_id))))
    WHEN (owner_scope ~ '^indicator-task:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN (EXISTS ( SELECT
       FROM indicators.task t
      WHERE ((t.id = (substr(file.owner_scope, 16, 36))::uuid) AND indicators.within_scope(t.agency_id))))
    ELSE false
END OR
CASE
    WHEN (owner_scope ~ '^indicator-report:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN ((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND (EXISTS ( SELECT
       FROM indicators.report r
      WHERE ((r.id = (substr(file.owner_scope, 18, 36))::uuid) AND (r.state = ANY (ARRAY['approved'::text, 'locked'::text]))))))
    WHEN (owner_scope ~ '^indicator-task:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN (( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text)
    ELSE false
END));
create policy file_indicators_take_back on kernel.file as permissive for delete to public using (((owner_scope ~ '^indicator-report:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) AND (EXISTS ( SELECT
   FROM indicators.report r
  WHERE ((r.id = (substr(file.owner_scope, 18, 36))::uuid) AND (r.state = ANY (ARRAY['draft'::text, 'returned'::text])) AND indicators.within_scope(r.agency_id))))));
create policy file_system on kernel.file as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant delete, insert, select on kernel.file to tinhso_app;
grant update (state, owner_scope) on kernel.file to tinhso_app;

create table kernel.file_key (
  scope text not null,
  wrapped bytea not null,
  made_at timestamp with time zone not null default now(),
  constraint file_key_pkey PRIMARY KEY (scope)
);
alter table kernel.file_key enable row level security;
create policy file_key_system on kernel.file_key as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant delete, insert, select on kernel.file_key to tinhso_app;

create table kernel.ledger_checkpoint (
  size bigint not null,
  note text not null,
  at timestamp with time zone not null default now(),
  constraint ledger_checkpoint_pkey PRIMARY KEY (size),
  constraint ledger_checkpoint_size_check CHECK ((size > 0))
);
alter table kernel.ledger_checkpoint enable row level security;
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON kernel.ledger_checkpoint FOR EACH ROW EXECUTE FUNCTION kernel.refuse_ledger_change('checkpoint');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON kernel.ledger_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_ledger_change('table');
create policy ledger_checkpoint_read on kernel.ledger_checkpoint as permissive for select to public using (true);
grant select on kernel.ledger_checkpoint to tinhso_app;

create table kernel.ledger_entry (
  id uuid not null,
  at timestamp with time zone not null default now(),
  xact xid8 not null default pg_current_xact_id(),
  actor jsonb not null,
  subject uuid,
  mandate uuid,
  role text,
  agency uuid,
  act text not null,
  object_type text not null,
  object_id text not null,
  payload_hash bytea not null,
  salt bytea,
  payload jsonb,
  reason text,
  constraint ledger_entry_pkey PRIMARY KEY (id, at),
  constraint ledger_entry_payload_hash_check CHECK ((length(payload_hash) = 32))
) partition by RANGE (at);
alter table kernel.ledger_entry enable row level security;
CREATE INDEX ledger_entry_object ON ONLY kernel.ledger_entry USING btree (object_type, object_id, at);
CREATE INDEX ledger_entry_order ON ONLY kernel.ledger_entry USING btree (xact, id);
CREATE INDEX ledger_entry_subject ON ONLY kernel.ledger_entry USING btree (subject, at) WHERE (subject IS NOT NULL);
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON kernel.ledger_entry FOR EACH ROW EXECUTE FUNCTION kernel.refuse_ledger_change('entry');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON kernel.ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_ledger_change('table');
create policy ledger_entry_append on kernel.ledger_entry as permissive for insert to public with check (((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR (((actor ->> 'kind'::text) = ( SELECT kernel.actor_kind() AS actor_kind)) AND (NOT ((actor ->> 'account'::text) IS DISTINCT FROM ( SELECT (kernel.actor_account())::text AS actor_account))))));
create policy ledger_entry_read on kernel.ledger_entry as permissive for select to public using (((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR ((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND ('administrator'::text = ANY (( SELECT kernel.actor_roles() AS actor_roles)::text[])))));
grant select on kernel.ledger_entry to tinhso_app;
grant insert (id, at, actor, subject, mandate, role, agency, act, object_type, object_id, payload_hash, salt, payload, reason) on kernel.ledger_entry to tinhso_app;

create table kernel.ledger_leaf (
  leaf_index bigint not null,
  entry_id uuid not null,
  entry_at timestamp with time zone not null,
  xact xid8 not null,
  leaf_hash bytea not null,
  constraint ledger_leaf_pkey PRIMARY KEY (leaf_index),
  constraint ledger_leaf_entry_id_key UNIQUE (entry_id),
  constraint ledger_leaf_leaf_hash_check CHECK ((length(leaf_hash) = 32)),
  constraint ledger_leaf_leaf_index_check CHECK ((leaf_index >= 0))
);
alter table kernel.ledger_leaf enable row level security;
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON kernel.ledger_leaf FOR EACH ROW EXECUTE FUNCTION kernel.refuse_ledger_change('leaf');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON kernel.ledger_leaf FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_ledger_change('table');
create policy ledger_leaf_read on kernel.ledger_leaf as permissive for select to public using (true);
grant select on kernel.ledger_leaf to tinhso_app;

create table kernel.ledger_tile (
  level smallint not null,
  tile_index bigint not null,
  root bytea not null,
  constraint ledger_tile_pkey PRIMARY KEY (level, tile_index),
  constraint ledger_tile_level_check CHECK ((level > 0)),
  constraint ledger_tile_root_check CHECK ((length(root) = 32)),
  constraint ledger_tile_tile_index_check CHECK ((tile_index >= 0))
);
alter table kernel.ledger_tile enable row level security;
CREATE TRIGGER refuse_change BEFORE DELETE OR UPDATE ON kernel.ledger_tile FOR EACH ROW EXECUTE FUNCTION kernel.refuse_ledger_change('tile');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON kernel.ledger_tile FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_ledger_change('table');
create policy ledger_tile_read on kernel.ledger_tile as permissive for select to public using (true);
grant select on kernel.ledger_tile to tinhso_app;

create table kernel.node (
  application_name text not null,
  worker_ids text[] not null default '{}'::text[],
  started_at timestamp with time zone not null default now(),
  constraint node_pkey PRIMARY KEY (application_name)
);

create table kernel.outbox (
  id uuid not null,
  type text not null,
  payload jsonb not null,
  created_at timestamp with time zone not null default now(),
  constraint outbox_pkey PRIMARY KEY (id)
);
alter table kernel.outbox enable row level security;
create policy outbox_deliver on kernel.outbox as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
create policy outbox_send on kernel.outbox as permissive for insert to public with check ((( SELECT kernel.actor_kind() AS actor_kind) <> ''::text));
grant insert, select on kernel.outbox to tinhso_app;

create table kernel.outbox_delivery (
  message_id uuid not null,
  subscriber text not null,
  delivered_at timestamp with time zone not null default now(),
  constraint outbox_delivery_pkey PRIMARY KEY (message_id, subscriber),
  constraint outbox_delivery_message_id_fkey FOREIGN KEY (message_id) REFERENCES kernel.outbox(id)
);
alter table kernel.outbox_delivery enable row level security;
create policy outbox_delivery_system on kernel.outbox_delivery as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant insert, select on kernel.outbox_delivery to tinhso_app;

create table kernel.press (
  account uuid not null,
  key uuid not null,
  path text not null,
  said bytea not null,
  at timestamp with time zone not null,
  done_at timestamp with time zone,
  led_to text,
  flash text,
  answer jsonb,
  refused boolean not null default false,
  constraint press_pkey PRIMARY KEY (account, key, path)
);
alter table kernel.press enable row level security;
CREATE INDEX press_at ON kernel.press USING btree (at);
create policy press_own on kernel.press as permissive for all to public using (((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['citizen'::text, 'officer'::text])) AND (account = ( SELECT kernel.actor_account() AS actor_account))));
create policy press_system on kernel.press as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant delete, insert, select, update on kernel.press to tinhso_app;

create table kernel.setting (
  key text not null,
  value jsonb not null,
  version integer not null default 1,
  changed_at timestamp with time zone not null default now(),
  constraint setting_pkey PRIMARY KEY (key)
);
alter table kernel.setting enable row level security;
create policy setting_change on kernel.setting as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
create policy setting_read on kernel.setting as permissive for select to public using (true);
grant insert, select, update on kernel.setting to tinhso_app;

create table kernel.upload (
  id uuid not null,
  account uuid not null,
  name text not null,
  media_type text not null,
  size bigint not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint upload_pkey PRIMARY KEY (id),
  constraint upload_size_check CHECK ((size > 0))
);
alter table kernel.upload enable row level security;
CREATE INDEX upload_account ON kernel.upload USING btree (account);
CREATE INDEX upload_expires ON kernel.upload USING btree (expires_at);
create policy upload_own on kernel.upload as permissive for all to public using (((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['citizen'::text, 'officer'::text])) AND (account = ( SELECT kernel.actor_account() AS actor_account))));
create policy upload_system on kernel.upload as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant delete, insert, select on kernel.upload to tinhso_app;

create table notifications.dispatch (
  id uuid not null,
  message_id uuid not null,
  channel text not null,
  address text not null,
  subject text not null default ''::text,
  body text not null,
  state text not null default 'waiting'::text,
  tries integer not null default 0,
  last_error text,
  created_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  constraint dispatch_pkey PRIMARY KEY (id),
  constraint dispatch_message_id_channel_key UNIQUE (message_id, channel),
  constraint dispatch_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text]))),
  constraint dispatch_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'ambiguous'::text, 'failed'::text])))
);
alter table notifications.dispatch enable row level security;
CREATE INDEX dispatch_waiting ON notifications.dispatch USING btree (created_at) WHERE (state = 'waiting'::text);
create policy dispatch_system on notifications.dispatch as permissive for all to public using ((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text));
grant insert, select, update on notifications.dispatch to tinhso_app;

create table notifications.notice (
  id uuid not null,
  account_id uuid not null,
  template_key text not null,
  template_version integer not null,
  title text not null,
  body text not null,
  link text,
  at timestamp with time zone not null,
  read_at timestamp with time zone,
  title_en text,
  body_en text,
  constraint notice_pkey PRIMARY KEY (id)
);
alter table notifications.notice enable row level security;
CREATE INDEX notice_of_account ON notifications.notice USING btree (account_id, at DESC);
create policy notice_own on notifications.notice as permissive for all to public using (((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR (account_id = ( SELECT kernel.actor_account() AS actor_account))));
grant insert, select, update on notifications.notice to tinhso_app;

create table notifications.template (
  key text not null,
  version integer not null,
  subject jsonb not null,
  body jsonb not null,
  sms jsonb,
  changed_at timestamp with time zone not null,
  changed_by_name text not null,
  constraint template_pkey PRIMARY KEY (key, version)
);
grant insert, select on notifications.template to tinhso_app;

create table organisations.administrative_unit (
  id uuid not null,
  code text not null,
  name text not null,
  kind text not null,
  level text not null,
  parent_code text,
  valid_from date not null,
  valid_to date,
  source text not null,
  constraint administrative_unit_pkey PRIMARY KEY (id),
  constraint administrative_unit_code_level_daterange_excl EXCLUDE USING gist (code WITH =, level WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint administrative_unit_check CHECK ((valid_to >= valid_from)),
  constraint administrative_unit_level_check CHECK ((level = ANY (ARRAY['province'::text, 'district'::text, 'commune'::text]))),
  constraint administrative_unit_name_check CHECK ((name IS NFC NORMALIZED))
);
CREATE INDEX administrative_unit_children ON organisations.administrative_unit USING btree (parent_code, level);
grant insert, select, update on organisations.administrative_unit to tinhso_app;

create table organisations.agency (
  id uuid not null,
  code text not null,
  code_verified boolean not null default false,
  name text not null,
  kind text not null,
  level text not null,
  parent_id uuid,
  path uuid[] not null,
  unit_code text,
  address text not null default ''::text,
  phone text not null default ''::text,
  email text not null default ''::text,
  valid_from date not null,
  valid_to date,
  version integer not null default 1,
  constraint agency_pkey PRIMARY KEY (id),
  constraint agency_code_key UNIQUE (code),
  constraint agency_check CHECK ((valid_to >= valid_from)),
  constraint agency_code_check CHECK ((code ~ '^[A-Z0-9.]{3,35}$'::text)),
  constraint agency_level_check CHECK ((level = ANY (ARRAY['province'::text, 'district'::text, 'commune'::text]))),
  constraint agency_name_check CHECK ((name IS NFC NORMALIZED)),
  constraint agency_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES organisations.agency(id)
);
alter table organisations.agency enable row level security;
CREATE INDEX agency_path ON organisations.agency USING gin (path);
CREATE INDEX agency_unit ON organisations.agency USING btree (unit_code, kind);
CREATE TRIGGER guard BEFORE UPDATE ON organisations.agency FOR EACH ROW EXECUTE FUNCTION organisations.guard_agency();
create policy agency_change on organisations.agency as permissive for update to public using (organisations.administers(id));
create policy agency_open on organisations.agency as permissive for insert to public with check (organisations.rules());
create policy agency_read on organisations.agency as permissive for select to public using (true);
grant insert, select, update on organisations.agency to tinhso_app;

create table organisations.agency_succession (
  old_id uuid not null,
  new_id uuid not null,
  on_date date not null,
  constraint agency_succession_pkey PRIMARY KEY (old_id, new_id),
  constraint agency_succession_new_id_fkey FOREIGN KEY (new_id) REFERENCES organisations.agency(id),
  constraint agency_succession_old_id_fkey FOREIGN KEY (old_id) REFERENCES organisations.agency(id)
);
alter table organisations.agency_succession enable row level security;
create policy agency_succession_read on organisations.agency_succession as permissive for select to public using (true);
create policy agency_succession_write on organisations.agency_succession as permissive for all to public using (organisations.rules());
grant insert, select, update on organisations.agency_succession to tinhso_app;

create table organisations.history (
  id uuid not null,
  object_type text not null,
  object_id uuid not null,
  version integer not null,
  content jsonb not null,
  changed_at timestamp with time zone not null,
  changed_by_account_id uuid,
  constraint history_pkey PRIMARY KEY (id),
  constraint history_object_type_object_id_version_key UNIQUE (object_type, object_id, version)
);
alter table organisations.history enable row level security;
create policy history_read on organisations.history as permissive for select to public using (true);
create policy history_write on organisations.history as permissive for insert to public with check ((organisations.rules() OR ((kernel.actor_kind() = 'officer'::text) AND ('unit-administrator'::text = ANY (kernel.actor_roles())) AND (changed_by_account_id = kernel.actor_account()))));
grant insert, select on organisations.history to tinhso_app;

create table organisations."position" (
  id uuid not null,
  agency_id uuid not null,
  unit_name text not null default ''::text,
  title text not null,
  roles text[] not null,
  valid_from date not null,
  valid_to date,
  version integer not null default 1,
  constraint position_pkey PRIMARY KEY (id),
  constraint position_administers_or_decides CHECK ((NOT ((roles && '{administrator,unit-administrator}'::text[]) AND (roles && '{approver,signer}'::text[])))) NOT VALID,
  constraint position_check CHECK ((valid_to >= valid_from)),
  constraint position_title_check CHECK ((title IS NFC NORMALIZED)),
  constraint position_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES organisations.agency(id)
);
alter table organisations."position" enable row level security;
CREATE INDEX position_of_agency ON organisations."position" USING btree (agency_id);
CREATE TRIGGER guard BEFORE UPDATE ON organisations."position" FOR EACH ROW EXECUTE FUNCTION organisations.guard_position();
create policy position_change on organisations."position" as permissive for update to public using ((organisations.administers(agency_id) AND (organisations.rules() OR (NOT ('administrator'::text = ANY (roles))))));
create policy position_open on organisations."position" as permissive for insert to public with check ((organisations.administers(agency_id) AND (organisations.rules() OR (NOT ('administrator'::text = ANY (roles))))));
create policy position_read on organisations."position" as permissive for select to public using (true);
grant insert, select, update on organisations."position" to tinhso_app;

create table organisations.position_holder (
  id uuid not null,
  position_id uuid not null,
  account_id uuid not null,
  display_name text not null,
  valid_from date not null,
  valid_to date,
  version integer not null default 1,
  constraint position_holder_pkey PRIMARY KEY (id),
  constraint position_holder_position_id_account_id_daterange_excl EXCLUDE USING gist (position_id WITH =, account_id WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint position_holder_check CHECK ((valid_to >= valid_from)),
  constraint position_holder_display_name_check CHECK ((display_name IS NFC NORMALIZED)),
  constraint position_holder_position_id_fkey FOREIGN KEY (position_id) REFERENCES organisations."position"(id)
);
alter table organisations.position_holder enable row level security;
CREATE INDEX position_holder_account ON organisations.position_holder USING btree (account_id);
CREATE TRIGGER guard BEFORE UPDATE ON organisations.position_holder FOR EACH ROW EXECUTE FUNCTION organisations.guard_holding();
create policy position_holder_end on organisations.position_holder as permissive for update to public using (organisations.may_seat(position_id, account_id));
create policy position_holder_read on organisations.position_holder as permissive for select to public using (true);
create policy position_holder_seat on organisations.position_holder as permissive for insert to public with check (organisations.may_seat(position_id, account_id));
grant insert, select, update on organisations.position_holder to tinhso_app;

create table organisations.rights_given (
  id uuid not null,
  account_id uuid not null,
  by_account_id uuid not null,
  act text not null,
  holder_id uuid,
  given_at timestamp with time zone not null,
  constraint rights_given_pkey PRIMARY KEY (id),
  constraint rights_given_act_check CHECK ((act = ANY (ARRAY['open-account'::text, 'reset-access'::text, 'seat'::text, 'change-roles'::text]))),
  constraint rights_given_check CHECK ((by_account_id <> account_id)),
  constraint rights_given_check1 CHECK (((act = ANY (ARRAY['seat'::text, 'change-roles'::text])) = (holder_id IS NOT NULL))),
  constraint rights_given_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES organisations.position_holder(id)
);
alter table organisations.rights_given enable row level security;
CREATE INDEX rights_given_by ON organisations.rights_given USING btree (by_account_id);
CREATE INDEX rights_given_to ON organisations.rights_given USING btree (account_id);
create policy rights_given_read on organisations.rights_given as permissive for select to public using ((( SELECT kernel.actor_kind() AS actor_kind) = ANY (ARRAY['system'::text, 'officer'::text])));
create policy rights_given_write on organisations.rights_given as permissive for insert to public with check (((( SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR ((( SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND (( SELECT kernel.actor_roles() AS actor_roles) && '{administrator,unit-administrator}'::text[]) AND (by_account_id = ( SELECT kernel.actor_account() AS actor_account)))));
grant insert, select on organisations.rights_given to tinhso_app;

create table organisations.unit_boundary (
  level text not null,
  code text not null,
  geometry jsonb not null,
  bounds double precision[] not null,
  area_km2 double precision not null,
  content_hash text not null,
  source text not null,
  changed_at timestamp with time zone not null,
  constraint unit_boundary_pkey PRIMARY KEY (level, code),
  constraint unit_boundary_area_km2_check CHECK ((area_km2 > (0)::double precision)),
  constraint unit_boundary_bounds_check CHECK ((cardinality(bounds) = 4)),
  constraint unit_boundary_geometry_check CHECK (((geometry ->> 'type'::text) = ANY (ARRAY['Polygon'::text, 'MultiPolygon'::text]))),
  constraint unit_boundary_level_check CHECK ((level = ANY (ARRAY['province'::text, 'commune'::text])))
);
grant insert, select, update on organisations.unit_boundary to tinhso_app;

create table organisations.unit_succession (
  old_code text not null,
  new_code text not null,
  level text not null,
  on_date date not null,
  partial boolean not null default false,
  source text not null,
  constraint unit_succession_pkey PRIMARY KEY (old_code, new_code, level, on_date),
  constraint unit_succession_level_check CHECK ((level = ANY (ARRAY['province'::text, 'district'::text, 'commune'::text])))
);
CREATE INDEX unit_succession_back ON organisations.unit_succession USING btree (new_code, level);
grant insert, select, update on organisations.unit_succession to tinhso_app;

create table procedures.agency_offer (
  id uuid not null,
  code text not null,
  receiving_agency_id uuid not null,
  competent_agency_id uuid not null,
  boundary_free boolean not null default false,
  external_url text,
  beneficiary_account text,
  valid_from date not null,
  valid_to date,
  constraint agency_offer_pkey PRIMARY KEY (id),
  constraint agency_offer_code_receiving_agency_id_daterange_excl EXCLUDE USING gist (code WITH =, receiving_agency_id WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint agency_offer_check CHECK ((valid_to >= valid_from)),
  constraint agency_offer_external_url_check CHECK ((external_url ~ '^https://'::text)),
  constraint agency_offer_code_fkey FOREIGN KEY (code) REFERENCES procedures.procedure(code)
);
CREATE INDEX agency_offer_receiving ON procedures.agency_offer USING btree (receiving_agency_id, code);
grant insert, select, update on procedures.agency_offer to tinhso_app;

create table procedures.catalogue_state (
  single boolean not null default true,
  revision bigint not null,
  constraint catalogue_state_pkey PRIMARY KEY (single),
  constraint catalogue_state_single_check CHECK (single)
);
grant select on procedures.catalogue_state to tinhso_app;

create table procedures.history (
  id uuid not null,
  object_type text not null,
  object_id text not null,
  version integer not null,
  content jsonb not null,
  changed_at timestamp with time zone not null,
  changed_by_account_id uuid,
  constraint history_pkey PRIMARY KEY (id),
  constraint history_object_type_object_id_version_key UNIQUE (object_type, object_id, version)
);
grant insert, select on procedures.history to tinhso_app;

create table procedures.life_event (
  slug text not null,
  "position" integer not null,
  title jsonb not null,
  summary jsonb not null,
  codes text[] not null,
  version integer not null default 1,
  changed_at timestamp with time zone not null,
  active boolean not null default true,
  constraint life_event_pkey PRIMARY KEY (slug),
  constraint life_event_slug_check CHECK ((slug ~ '^[a-z0-9-]+$'::text))
);
CREATE TRIGGER life_event_touches AFTER INSERT OR DELETE OR UPDATE ON procedures.life_event FOR EACH STATEMENT EXECUTE FUNCTION procedures.touch_catalogue();
grant insert, select, update on procedures.life_event to tinhso_app;

create table procedures.pack_proposal (
  id uuid not null,
  code text not null,
  pack jsonb not null,
  state text not null default 'open'::text,
  version integer not null default 1,
  opened_at timestamp with time zone not null,
  opened_by_account_id uuid not null,
  changed_at timestamp with time zone not null,
  changed_by_account_id uuid not null,
  constraint pack_proposal_pkey PRIMARY KEY (id),
  constraint pack_proposal_code_check CHECK ((code ~ '^[0-9A-Z][0-9A-Z.-]{2,31}$'::text)),
  constraint pack_proposal_pack_check CHECK ((jsonb_typeof(pack) = 'object'::text)),
  constraint pack_proposal_state_check CHECK ((state = ANY (ARRAY['open'::text, 'published'::text, 'withdrawn'::text])))
);
alter table procedures.pack_proposal enable row level security;
CREATE UNIQUE INDEX pack_proposal_open ON procedures.pack_proposal USING btree (code) WHERE (state = 'open'::text);
create policy officers on procedures.pack_proposal as permissive for all to public using ((kernel.actor_kind() = ANY (ARRAY['officer'::text, 'system'::text])));
grant insert, select, update on procedures.pack_proposal to tinhso_app;

create table procedures.procedure (
  code text not null,
  popularity integer not null default 0,
  local_status text not null default 'published'::text,
  created_at timestamp with time zone not null,
  version integer not null default 1,
  offers_version integer not null default 1,
  constraint procedure_pkey PRIMARY KEY (code),
  constraint procedure_code_check CHECK ((code ~ '^[0-9A-Z][0-9A-Z.-]{2,31}$'::text)),
  constraint procedure_local_status_check CHECK ((local_status = ANY (ARRAY['published'::text, 'hidden'::text, 'abolished'::text]))),
  constraint procedure_popularity_check CHECK ((popularity >= 0))
);
CREATE TRIGGER procedure_touches AFTER INSERT OR DELETE OR UPDATE OF local_status, popularity ON procedures.procedure FOR EACH STATEMENT EXECUTE FUNCTION procedures.touch_catalogue();
grant insert, select, update on procedures.procedure to tinhso_app;

create table procedures.procedure_case (
  id uuid not null,
  code text not null,
  version_id uuid not null,
  pack jsonb not null,
  pack_hash text not null,
  valid_from date not null,
  valid_to date,
  approved_by text not null,
  approved_on date not null,
  amended boolean not null default false,
  recorded_at timestamp with time zone not null,
  constraint procedure_case_pkey PRIMARY KEY (id),
  constraint procedure_case_code_daterange_excl EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint procedure_case_check CHECK ((valid_to >= valid_from)),
  constraint procedure_case_pack_check CHECK ((jsonb_typeof(pack) = 'object'::text)),
  constraint procedure_case_code_fkey FOREIGN KEY (code) REFERENCES procedures.procedure(code),
  constraint procedure_case_version_id_fkey FOREIGN KEY (version_id) REFERENCES procedures.procedure_version(id)
);
CREATE TRIGGER procedure_case_touches AFTER INSERT OR DELETE OR UPDATE ON procedures.procedure_case FOR EACH STATEMENT EXECUTE FUNCTION procedures.touch_catalogue();
grant insert, select, update on procedures.procedure_case to tinhso_app;

create table procedures.procedure_version (
  id uuid not null,
  code text not null,
  version integer not null,
  valid_from date not null,
  valid_to date,
  source text not null,
  decision text not null,
  name text not null,
  name_folded text not null generated always as (kernel.vi_fold(name)) stored,
  field text not null,
  ministry text not null,
  levels text[] not null,
  agency text,
  subjects text[] not null,
  online_level text not null,
  content jsonb not null,
  content_hash text not null,
  recorded_at timestamp with time zone not null,
  constraint procedure_version_pkey PRIMARY KEY (id),
  constraint procedure_version_code_version_key UNIQUE (code, version),
  constraint procedure_version_code_daterange_excl EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to) WITH &&),
  constraint procedure_version_check CHECK ((valid_to >= valid_from)),
  constraint procedure_version_content_check CHECK ((jsonb_typeof(content) = 'object'::text)),
  constraint procedure_version_field_check CHECK ((field IS NFC NORMALIZED)),
  constraint procedure_version_levels_check CHECK ((levels <@ ARRAY['ministry'::text, 'province'::text, 'district'::text, 'commune'::text, 'other'::text])),
  constraint procedure_version_name_check CHECK (((name <> ''::text) AND (name IS NFC NORMALIZED))),
  constraint procedure_version_online_level_check CHECK ((online_level = ANY (ARRAY['full'::text, 'partial'::text, 'unstated'::text, 'information'::text]))),
  constraint procedure_version_version_check CHECK ((version > 0)),
  constraint procedure_version_code_fkey FOREIGN KEY (code) REFERENCES procedures.procedure(code)
);
CREATE UNIQUE INDEX procedure_version_current ON procedures.procedure_version USING btree (code) WHERE (valid_to IS NULL);
CREATE TRIGGER procedure_version_touches AFTER INSERT OR DELETE OR UPDATE ON procedures.procedure_version FOR EACH STATEMENT EXECUTE FUNCTION procedures.touch_catalogue();
grant insert, select, update on procedures.procedure_version to tinhso_app;

create table procedures.search_miss (
  query_folded text not null,
  query text not null,
  times integer not null default 1,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  version integer not null default 1,
  settled text,
  settled_at timestamp with time zone,
  settled_reason text,
  settled_by_account_id uuid,
  constraint search_miss_pkey PRIMARY KEY (query_folded),
  constraint search_miss_query_check CHECK ((query !~ '[0-9]{6}'::text)),
  constraint search_miss_query_folded_check CHECK (((query_folded !~ '[0-9]{6}'::text) AND (length(query_folded) <= 120))),
  constraint search_miss_settled CHECK (((settled IS NULL) = (settled_at IS NULL))),
  constraint search_miss_settled_check CHECK ((settled = ANY (ARRAY['synonym'::text, 'set-aside'::text])))
);
grant insert, select, update on procedures.search_miss to tinhso_app;

create table procedures.signpost (
  slug text not null,
  about text[] not null,
  names text[] not null,
  title jsonb not null,
  advice jsonb not null,
  url text,
  url_text jsonb,
  active boolean not null default true,
  version integer not null default 1,
  changed_at timestamp with time zone not null,
  constraint signpost_pkey PRIMARY KEY (slug),
  constraint signpost_about_check CHECK ((cardinality(about) > 0)),
  constraint signpost_names_check CHECK ((cardinality(names) > 0)),
  constraint signpost_slug_check CHECK ((slug ~ '^[a-z0-9-]+$'::text)),
  constraint signpost_url_check CHECK ((url ~ '^https://'::text))
);
CREATE TRIGGER signpost_touches AFTER INSERT OR DELETE OR UPDATE ON procedures.signpost FOR EACH STATEMENT EXECUTE FUNCTION procedures.touch_catalogue();
grant insert, select, update on procedures.signpost to tinhso_app;

create table procedures.synonym (
  id uuid not null,
  phrase text not null,
  phrase_folded text not null generated always as (kernel.vi_fold(phrase)) stored,
  replacements text[] not null,
  active boolean not null default true,
  version integer not null default 1,
  changed_at timestamp with time zone not null,
  delivered boolean not null default false,
  constraint synonym_pkey PRIMARY KEY (id),
  constraint synonym_phrase_folded_key UNIQUE (phrase_folded),
  constraint synonym_phrase_check CHECK ((phrase IS NFC NORMALIZED)),
  constraint synonym_replacements_check CHECK ((cardinality(replacements) > 0))
);
CREATE TRIGGER synonym_touches AFTER INSERT OR DELETE OR UPDATE ON procedures.synonym FOR EACH STATEMENT EXECUTE FUNCTION procedures.touch_catalogue();
grant insert, select, update on procedures.synonym to tinhso_app;

create table public.migration (
  name text not null,
  hash text not null,
  applied_at timestamp with time zone not null default now(),
  constraint migration_pkey PRIMARY KEY (name)
);

CREATE OR REPLACE FUNCTION datasets.about_persons(which uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (EXISTS (SELECT FROM datasets.schema_version v, LATERAL jsonb_array_elements((v.schema -> 'fields'::text)) f(value) WHERE ((v.dataset_id = about_persons.which) AND ((f.value ->> 'classification'::text) = ANY (ARRAY['personal'::text, 'sensitive'::text])))))
;

CREATE OR REPLACE FUNCTION datasets.build_list_index(which uuid)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET maintenance_work_mem TO '256MB'
AS $function$
declare l datasets.list_index; d datasets.dataset; s jsonb; columns text; found integer; name text;
begin
  select * into l from datasets.list_index where id = which for update;
  select * into d from datasets.dataset where id = l.dataset_id;
  if d.id is null or not datasets.keeps(d.agency_id) then raise insufficient_privilege using message = 'this dataset is not yours'; end if;
  select schema into s from datasets.schema_version where dataset_id = d.id and version = d.schema_version;
  -- words are sorted as Vietnamese reads them, codes as bytes (queries/rows.ts says the same)
  select string_agg(format('%I %s', f.name, case when f.type = 'text' and not s->'key' ? f.name then 'collate "vi-x-icu"' else '' end), ', ' order by n.place), count(*) into columns, found
    from unnest(array[l.filter_field, l.sort_field]) with ordinality as n (name, place) join datasets.checked_fields(s) f on f.name = n.name;
  if found < 2 then return 'no-field'; end if;
  name := d.number || '_list_' || l.number;
  if l.built = columns and to_regclass(format('dataset_rows.%I', name)) is not null then return 'ready'; end if;
  -- dropping shuts out every reader until the end of the transaction: last
  execute format('alter index if exists dataset_rows.%I rename to %I', name, name || '_old');
  execute format('create index %I on dataset_rows.%I (%s, _id) where _ended is null', name, replace(d.code, '-', '_'), columns);
  execute format('drop index if exists dataset_rows.%I', name || '_old');
  update datasets.list_index set built = columns where id = which;
  return 'ready';
end $function$
;

CREATE OR REPLACE FUNCTION datasets.build_staging(which uuid)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare l datasets.load; d datasets.dataset; s jsonb; target text; f record;
begin
  select * into l from datasets.load where id = which;
  select * into d from datasets.dataset where id = l.dataset_id;
  if d.id is null or not datasets.keeps(d.agency_id) then raise insufficient_privilege using message = 'this load is not yours'; end if;
  if l.state not in ('receiving', 'reading') then raise exception 'load % is %', which, l.state; end if;
  select schema into s from datasets.schema_version where dataset_id = l.dataset_id and version = l.schema_version;
  target := 'load_' || replace(which::text, '-', '');
  execute format('drop table if exists dataset_staging.%I', target);
  -- _valid: without an error; rows with errors are kept as text in _raw for the report; _ends: the row with this key ends
  execute format('create unlogged table dataset_staging.%I (_row bigint not null, _valid boolean not null, _raw text, _ends boolean not null default false)', target);
  for f in select * from datasets.checked_fields(s) loop execute format('alter table dataset_staging.%I add column %I %s', target, f.name, datasets.column_type(f.type)); end loop;
  if (s->>'temporal')::boolean then execute format('alter table dataset_staging.%I add column valid_from date, add column valid_to date', target); end if;
  -- no policies here: COPY does not write through row-level security. Its name is the id of a load, and those stand behind the wall.
  execute format('grant select, insert, update, delete on dataset_staging.%I to tinhso_app', target);
  return target;
end $function$
;

CREATE OR REPLACE FUNCTION datasets.build_table(which uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  d datasets.dataset; s jsonb; target text; f record; keys text; here text; part text;
begin
  select * into d from datasets.dataset where id = which for update;
  if d.id is null or not datasets.keeps(d.agency_id) then raise insufficient_privilege using message = 'this dataset is not yours'; end if;
  select schema into s from datasets.schema_version where dataset_id = which and version = d.schema_version;
  target := replace(d.code, '-', '_');
  -- tables and indexes share one space of names: a code begins with a letter, an index with the dataset's number, and nothing of it is cut
  if to_regclass(format('dataset_rows.%I', target)) is null then
    execute format('create table dataset_rows.%I (_id bigint generated always as identity constraint %I primary key, _load integer not null, _ended integer check (_ended > _load), _from date not null, _to date check (_to > _from))', target, d.number || '_pkey');
    execute format('create index on dataset_rows.%I (_id) where _ended is null', target);
    execute format('create index on dataset_rows.%I (_load, _id)', target);
    execute format('create index on dataset_rows.%I (_ended, _id) where _ended is not null', target);
    execute format('alter table dataset_rows.%I enable row level security', target);
    execute format('create policy read on dataset_rows.%I for select using ((select datasets.may_read(%s)))', target, d.number);
    execute format('create policy write on dataset_rows.%I for insert with check ((select datasets.may_write(%s)))', target, d.number);
    execute format('create policy finish on dataset_rows.%I for update using ((select datasets.may_write(%s))) with check ((select datasets.may_write(%s)))', target, d.number, d.number);
    -- what was recorded stays; the application may only say that it ended
    execute format('grant select, insert, update (_ended) on dataset_rows.%I to tinhso_app', target);
  end if;
  for f in select * from datasets.checked_fields(s) loop
    select format_type(atttypid, atttypmod) into here from pg_attribute where attrelid = format('dataset_rows.%I', target)::regclass and attname = f.name and not attisdropped;
    if here is null then
      execute format('alter table dataset_rows.%I add column %I %s', target, f.name, datasets.column_type(f.type));
    elsif here <> format_type(datasets.column_type(f.type)::regtype, null) then
      -- wider only: everything fits a text, whole numbers fit decimals
      if not (datasets.column_type(f.type) = 'text' or here = 'bigint' and datasets.column_type(f.type) = 'numeric') then raise exception 'field % holds % and cannot become %', f.name, here, f.type using errcode = 'datatype_mismatch'; end if;
      execute format('alter table dataset_rows.%I alter column %I type %s using %I::%s', target, f.name, datasets.column_type(f.type), f.name, datasets.column_type(f.type));
    end if;
    -- a field that is unique no longer loses its index
    if f.is_unique then execute format('create unique index if not exists %I on dataset_rows.%I (%I) where _ended is null and _to is null', d.number || '_' || f.name || '_one', target, f.name);
    else execute format('drop index if exists dataset_rows.%I', d.number || '_' || f.name || '_one'); end if;
    -- words are sorted as Vietnamese reads them, codes as bytes (queries/rows.ts says the same)
    if f.indexed then execute format('create index if not exists %I on dataset_rows.%I (%I %s, _id) where _ended is null', d.number || '_' || f.name || '_by', target, f.name,
      case when f.type = 'text' and not s->'key' ? f.name then 'collate "vi-x-icu"' else '' end); end if;
  end loop;
  -- the key of what is current; with valid time, one wording a day
  execute format('drop index if exists dataset_rows.%I', d.number || '_key');
  if jsonb_array_length(s->'key') > 0 then
    select string_agg(format('%I', k), ', ' order by place) into keys from jsonb_array_elements_text(s->'key') with ordinality as k(k, place);
    part := case when (s->>'temporal')::boolean then ', _from' else '' end;
    execute format('create unique index %I on dataset_rows.%I (%s%s) where _ended is null', d.number || '_key', target, keys, part);
    -- what a row said before, for the change feed; only rows that ended pay for it
    execute format('drop index if exists dataset_rows.%I', d.number || '_past');
    execute format('create index %I on dataset_rows.%I (%s, _ended) where _ended is not null', d.number || '_past', target, keys);
  end if;
end $function$
;

CREATE OR REPLACE FUNCTION datasets.checked_fields(schema jsonb)
 RETURNS TABLE(name text, type text, required boolean, is_unique boolean, indexed boolean)
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  for name, type, required, is_unique, indexed in select f->>'name', f->>'type', coalesce((f->>'required')::boolean, false), coalesce((f->>'unique')::boolean, false), coalesce((f->>'indexed')::boolean, false) or f ? 'reference' from jsonb_array_elements(schema->'fields') f loop
    if name !~ '^[a-z][a-z0-9_]{0,39}$' or datasets.column_type(type) is null then raise exception 'a field is called % and of type %', name, type; end if;
    return next;
  end loop;
end $function$
;

CREATE OR REPLACE FUNCTION datasets.column_type(type text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE type WHEN 'text'::text THEN 'text'::text WHEN 'integer'::text THEN 'bigint'::text WHEN 'decimal'::text THEN 'numeric'::text WHEN 'money'::text THEN 'bigint'::text WHEN 'boolean'::text THEN 'boolean'::text WHEN 'date'::text THEN 'date'::text WHEN 'datetime'::text THEN 'timestamptz'::text WHEN 'unit'::text THEN 'text'::text WHEN 'personal-id'::text THEN 'text'::text WHEN 'phone'::text THEN 'text'::text WHEN 'email'::text THEN 'text'::text WHEN 'url'::text THEN 'text'::text WHEN 'point'::text THEN 'point'::text WHEN 'geometry'::text THEN 'jsonb'::text ELSE NULL::text END
;

CREATE OR REPLACE FUNCTION datasets.drop_list_index(which uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare l datasets.list_index; d datasets.dataset;
begin
  select * into l from datasets.list_index where id = which for update;
  select * into d from datasets.dataset where id = l.dataset_id;
  if d.id is null or not datasets.keeps(d.agency_id) then raise insufficient_privilege using message = 'this dataset is not yours'; end if;
  execute format('drop index if exists dataset_rows.%I', d.number || '_list_' || l.number);
end $function$
;

CREATE OR REPLACE FUNCTION datasets.drop_staging(which uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exists (select from datasets.load l join datasets.dataset d on d.id = l.dataset_id where l.id = which and datasets.keeps(d.agency_id)) then raise insufficient_privilege using message = 'this load is not yours'; end if;
  execute format('drop table if exists dataset_staging.%I', 'load_' || replace(which::text, '-', ''));
end $function$
;

CREATE OR REPLACE FUNCTION datasets.forget_ended(which uuid, at timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare d datasets.dataset; target text; reached integer; until_day date; gone bigint;
begin
  select * into d from datasets.dataset where id = which for update;
  if d.id is null or not datasets.keeps(d.agency_id) then raise insufficient_privilege using message = 'this dataset is not yours'; end if;
  if d.retention_months is null then return 0; end if;
  -- nobody makes time run faster
  until_day := (least(at, now()) - make_interval(months => d.retention_months))::date;
  select coalesce(max(number), 0) into reached from datasets.load where dataset_id = which and state = 'accepted' and decided_at < until_day;
  target := replace(d.code, '-', '_');
  execute format('delete from dataset_rows.%I where _ended <= $1', target) using reached;
  get diagnostics gone = row_count;
  if gone > 0 then update datasets.dataset set forgotten_load = greatest(forgotten_load, reached) where id = which; end if;
  return gone;
end $function$
;

CREATE OR REPLACE FUNCTION datasets.hold_released_rows()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if old.release_id is not null and (new.release_id is distinct from old.release_id or old.last_load > 0 and new.last_load <> old.last_load) then raise exception 'the rows of % came with a release and do not change', old.code using errcode = 'insufficient_privilege'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION datasets.keeps(agency uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (((SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR (((SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND (('administrator'::text = ANY ((SELECT kernel.actor_roles() AS actor_roles)::text[])) OR (((SELECT kernel.actor_roles() AS actor_roles) && ARRAY['data-steward'::text, 'unit-administrator'::text]) AND (agency = ANY ((SELECT kernel.actor_agencies() AS actor_agencies)::uuid[]))))))
;

CREATE OR REPLACE FUNCTION datasets.lift_indexes(which uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare d datasets.dataset; target regclass; i record; filled boolean;
begin
  select * into d from datasets.dataset where id = which;
  if d.id is null or not datasets.keeps(d.agency_id) then raise insufficient_privilege using message = 'this dataset is not yours'; end if;
  target := format('dataset_rows.%I', replace(d.code, '-', '_'))::regclass;
  execute format('lock table %s in access exclusive mode', target);
  execute format('select exists (select from %s)', target) into filled;
  if filled then raise exception 'dataset % has rows', d.code; end if;
  for i in select indexrelid::regclass as name, pg_get_indexdef(indexrelid) as definition from pg_index where indrelid = target and not indisprimary loop
    insert into datasets.lifted_index values (which, i.definition);
    execute format('drop index %s', i.name);
  end loop;
end $function$
;

CREATE OR REPLACE FUNCTION datasets.lower_indexes(which uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET maintenance_work_mem TO '256MB'
AS $function$
declare d datasets.dataset; definition text;
begin
  select * into d from datasets.dataset where id = which;
  if d.id is null or not datasets.keeps(d.agency_id) then raise insufficient_privilege using message = 'this dataset is not yours'; end if;
  for definition in delete from datasets.lifted_index l where l.dataset_id = which returning l.definition loop execute definition; end loop;
end $function$
;

CREATE OR REPLACE FUNCTION datasets.may_read(dataset_number integer)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (EXISTS (SELECT FROM datasets.dataset d WHERE ((d.number = may_read.dataset_number) AND (((d.state = 'published'::text) AND (d.access = 'open'::text)) OR datasets.keeps(d.agency_id) OR ((d.release_id IS NOT NULL) AND datasets.signs(d.agency_id)) OR ((kernel.actor_kind() = 'officer'::text) AND ('supervisor'::text = ANY (kernel.actor_roles())) AND (d.agency_id = ANY (kernel.actor_agencies())))))))
;

CREATE OR REPLACE FUNCTION datasets.may_write(dataset_number integer)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (EXISTS (SELECT FROM datasets.dataset d WHERE ((d.number = may_write.dataset_number) AND datasets.keeps(d.agency_id))))
;

CREATE OR REPLACE FUNCTION datasets.open_only_when_signed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare d datasets.dataset; s jsonb;
begin
  select * into d from datasets.dataset where id = new.id;
  if d.id is null or d.state <> 'published' or d.access <> 'open' then return null; end if;
  select schema into s from datasets.schema_version where dataset_id = d.id and version = d.schema_version;
  if d.release_id is null and not datasets.about_persons(d.id) then return null; end if;
  if not exists (select from datasets.release r where r.target_id = d.id and r.state = 'signed' and (d.release_id is null or r.id = d.release_id)
      and not exists (select from jsonb_array_elements(s->'fields') f where f->>'classification' = 'open' and not f->>'name' = any (r.fields))) then
    raise exception 'dataset % is about persons and has no signed release for the fields it would show', d.code using errcode = 'insufficient_privilege';
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION datasets.signs(agency uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (((SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND ((SELECT kernel.actor_roles() AS actor_roles) && ARRAY['approver'::text, 'signer'::text]) AND (agency = ANY ((SELECT kernel.actor_agencies() AS actor_agencies)::uuid[])))
;

CREATE OR REPLACE FUNCTION dossiers.consulted_on(agencies uuid[])
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$ select c.dossier_id from dossiers.consultation c where c.agency_id = any (agencies) $function$
;

CREATE OR REPLACE FUNCTION dossiers.count_changed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into dossiers.register_day
    select (l).day, (l).receiving_agency_id, (l).competent_agency_id, sum((l).received), sum((l).open), sum((l).finished), sum((l).finished_on_time), sum((l).finished_late), sum((l).refused), sum((l).withdrawn)
    from (select dossiers.register_line(old, -1) as l union all select dossiers.register_line(new, 1) where tg_op = 'UPDATE') lines
    group by 1, 2, 3
    having (sum((l).received), sum((l).open), sum((l).finished), sum((l).finished_on_time), sum((l).finished_late), sum((l).refused), sum((l).withdrawn)) <> (0, 0, 0, 0, 0, 0, 0);
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION dossiers.count_filed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (select from filed where received_at is not null or processing in ('refused', 'withdrawn')) then
    insert into dossiers.register_day
      select (l).day, (l).receiving_agency_id, (l).competent_agency_id, sum((l).received), sum((l).open), sum((l).finished), sum((l).finished_on_time), sum((l).finished_late), sum((l).refused), sum((l).withdrawn)
      from (select dossiers.register_line(f, 1) as l from filed f offset 0) lines
      group by 1, 2, 3 having sum((l).received) <> 0 or sum((l).refused) <> 0 or sum((l).withdrawn) <> 0;
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION dossiers.count_service_changed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin perform dossiers.recount_service(array[case tg_table_name when 'dossier' then new.id else (to_jsonb(coalesce(new, old)) ->> 'dossier_id')::uuid end]); return null; end $function$
;

CREATE OR REPLACE FUNCTION dossiers.count_service_filed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (select from filed where received_at is not null) then perform dossiers.recount_service(array(select id from filed where received_at is not null)); end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION dossiers.draft_was_mine(draft uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$ select exists (select from dossiers.draft d where d.id = draft and d.mandate_id is not null and kernel.actor_kind() = 'citizen' and d.account_id = kernel.actor_account()) $function$
;

CREATE OR REPLACE FUNCTION dossiers.fold_register()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with folded as (
    delete from dossiers.register_day r using (select day, receiving_agency_id, competent_agency_id from dossiers.register_day group by 1, 2, 3 having count(*) > 1) many
    where r.day = many.day and r.receiving_agency_id = many.receiving_agency_id and r.competent_agency_id = many.competent_agency_id returning r.*),
  kept as (
    insert into dossiers.register_day
    select day, receiving_agency_id, competent_agency_id, sum(received), sum(open), sum(finished), sum(finished_on_time), sum(finished_late), sum(refused), sum(withdrawn)
    from folded group by 1, 2, 3
    having (sum(received), sum(open), sum(finished), sum(finished_on_time), sum(finished_late), sum(refused), sum(withdrawn)) <> (0, 0, 0, 0, 0, 0, 0) returning 1)
  select (select count(*) from folded) - (select count(*) from kept) $function$
;

CREATE OR REPLACE FUNCTION dossiers.fold_service()
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with folded as (
    delete from dossiers.service_day d using (select day, agency_id from dossiers.service_day group by 1, 2 having count(*) > 1) many where d.day = many.day and d.agency_id = many.agency_id returning d.*),
  kept as (
    insert into dossiers.service_day
    select day, agency_id, sum(received), sum(ended_on_time), sum(ended_late), sum(late_open), sum(received_online), sum(received_with_fee), sum(received_paid), sum(received_synced), sum(received_verified), sum(done), sum(done_electronic), sum(done_digitised), sum(done_fully_online)
    from folded group by 1, 2
    having (sum(received), sum(ended_on_time), sum(ended_late), sum(late_open), sum(received_online), sum(received_with_fee), sum(received_paid), sum(received_synced), sum(received_verified), sum(done), sum(done_electronic), sum(done_digitised), sum(done_fully_online)) <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) returning 1)
  select (select count(*) from folded) - (select count(*) from kept) $function$
;

CREATE OR REPLACE FUNCTION dossiers.has_only_revoked_results(wanted uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog'
AS $function$ select coalesce(bool_and(r.state = 'revoked'), false) from dossiers.result r where r.dossier_id = wanted $function$
;

CREATE OR REPLACE FUNCTION dossiers.ids_by_words(words text, before uuid, most integer)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 100
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET max_parallel_workers_per_gather TO '0'
AS $function$
declare
  kind text := kernel.actor_kind();
  desks uuid[] := kernel.actor_agencies();
  keys tsquery := dossiers.keys_of(words);
begin
  if kind not in ('officer', 'system') then return; end if;
  -- each side of the OR has an index that begins with its agency
  return query execute format('select d.id from dossiers.dossier d where %s strpos(d.search, $1) > 0 and ($2 is null or d.id < $2)
      and ($3 = ''system'' or d.receiving_agency_id = any ($4) or d.competent_agency_id = any ($4)
        or (d.holder_agency_id = any ($4) and d.closed_at is null) or (d.holder_agency_id = any ($4) and d.closed_at is not null) or d.id = any ($6))
    order by d.id desc limit $5', case when keys is null then '' else 'dossiers.search_keys(d.search) @@ $7 and' end)
    using words, before, kind, desks, most, array(select c.dossier_id from dossiers.consultation c where c.agency_id = any (desks)), keys;
end $function$
;

CREATE OR REPLACE FUNCTION dossiers.keys_of(words text)
 RETURNS tsquery
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  select string_agg(format('''%s''%s', key, case when last then ':*' else '' end), ' & ')::tsquery from (
    select case when before is null then w else before || ' ' || w end as key, following is null as last, before is null and following is not null as covered
    from (select w, lag(w) over (order by n) as before, lead(w) over (order by n) as following from regexp_split_to_table(words, '[^a-z0-9]+') with ordinality as s (w, n) where w <> '') words) keys
  where not covered $function$
;

CREATE OR REPLACE FUNCTION dossiers.parties_of(dossier uuid)
 RETURNS TABLE(subject_account_id uuid, submitter_account_id uuid, mandate_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$ select d.subject_account_id, d.submitter_account_id, d.mandate_id from dossiers.dossier d
      where d.id = dossier and kernel.actor_kind() = 'citizen' and kernel.actor_account() in (d.subject_account_id, d.submitter_account_id) $function$
;

CREATE OR REPLACE FUNCTION dossiers.public_result(wanted text, wanted_hash bytea)
 RETURNS TABLE(code text, kind text, kind_code text, symbol text, title text, owner_name text, agency_name text, signer_name text, signed_at timestamp with time zone, valid_from date, valid_to date, state text, revoked_at timestamp with time zone, revoke_reason text, file_hash bytea)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ select r.code, r.kind, r.kind_code, r.symbol, r.title, r.owner_name, r.agency_name, r.signer_name, r.signed_at, r.valid_from, r.valid_to, r.state, r.revoked_at, r.revoke_reason, r.file_hash
      from dossiers.result r where r.code = wanted or r.file_hash = wanted_hash $function$
;

CREATE OR REPLACE FUNCTION dossiers.public_state(wanted text)
 RETURNS TABLE(code text, procedure_name text, processing text, supplement text, promised_at timestamp with time zone, received_at timestamp with time zone, finished_at timestamp with time zone, step_id text, procedure_case_id uuid, agency_id uuid, revoked boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ select d.code, d.procedure_name, d.processing, d.supplement, d.promised_at, d.received_at, d.finished_at, d.step_id, d.procedure_case_id, d.receiving_agency_id, dossiers.has_only_revoked_results(d.id)
      from dossiers.dossier d where d.code = wanted $function$
;

CREATE OR REPLACE FUNCTION dossiers.public_state_of_filing(wanted text)
 RETURNS TABLE(code text, procedure_name text, processing text, supplement text, promised_at timestamp with time zone, received_at timestamp with time zone, finished_at timestamp with time zone, step_id text, procedure_case_id uuid, agency_id uuid, revoked boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ select upper(wanted), d.procedure_name, d.processing, d.supplement, d.promised_at, d.received_at, d.finished_at, d.step_id, d.procedure_case_id, d.receiving_agency_id, dossiers.has_only_revoked_results(d.id)
      from dossiers.dossier d where right(d.id::text, 12) = lower(wanted) and d.channel = 'online' limit 1 $function$
;

CREATE OR REPLACE FUNCTION dossiers.recount_service(ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  with fresh as materialized (select * from dossiers.service_facts(ids)), stale as materialized (select * from dossiers.service_fact where dossier_id = any (ids)),
  gone as materialized (select s.* from stale s where not exists (select from fresh f where f is not distinct from s)),
  come as materialized (select f.* from fresh f where not exists (select from stale s where s is not distinct from f)),
  kept as (insert into dossiers.service_fact select * from come on conflict (dossier_id) do update set agency_id = excluded.agency_id, received_on = excluded.received_on, ended_on = excluded.ended_on, on_time = excluded.on_time, late_from = excluded.late_from, online = excluded.online,
    done = excluded.done, electronic_result = excluded.electronic_result, digitised = excluded.digitised, with_fee = excluded.with_fee, paid = excluded.paid, synced = excluded.synced, verified_person = excluded.verified_person),
  dropped as (delete from dossiers.service_fact where dossier_id in (select dossier_id from gone except select dossier_id from come))
  insert into dossiers.service_day
  select (l).day, (l).agency_id, sum((l).received), sum((l).ended_on_time), sum((l).ended_late), sum((l).late_open), sum((l).received_online), sum((l).received_with_fee), sum((l).received_paid), sum((l).received_synced), sum((l).received_verified), sum((l).done), sum((l).done_electronic), sum((l).done_digitised), sum((l).done_fully_online)
  from (select dossiers.service_lines(c, 1) as l from come c union all select dossiers.service_lines(g, -1) from gone g) lines group by 1, 2
  having (sum((l).received), sum((l).ended_on_time), sum((l).ended_late), sum((l).late_open), sum((l).received_online), sum((l).received_with_fee), sum((l).received_paid), sum((l).received_synced), sum((l).received_verified), sum((l).done), sum((l).done_electronic), sum((l).done_digitised), sum((l).done_fully_online)) <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
end $function$
;

CREATE OR REPLACE FUNCTION dossiers.register_line(d dossiers.dossier, sign integer)
 RETURNS dossiers.register_day
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select (coalesce(d.received_at, d.submitted_at) at time zone 'Asia/Ho_Chi_Minh')::date, d.receiving_agency_id, d.competent_agency_id,
    sign * (d.received_at is not null)::integer,
    sign * (d.received_at is not null and d.finished_at is null)::integer,
    sign * (d.received_at is not null and d.finished_at is not null and d.processing <> 'withdrawn')::integer,
    sign * (d.received_at is not null and d.finished_at is not null and d.processing <> 'withdrawn' and (d.promised_at is null or d.finished_at <= d.promised_at))::integer,
    sign * (d.received_at is not null and d.finished_at is not null and d.processing <> 'withdrawn' and d.promised_at is not null and d.finished_at > d.promised_at)::integer,
    sign * (d.processing = 'refused')::integer,
    sign * (d.processing = 'withdrawn')::integer $function$
;

CREATE OR REPLACE FUNCTION dossiers.result_ids_by_words(pattern text, most integer)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 100
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  kind text := kernel.actor_kind();
  desks uuid[] := kernel.actor_agencies();
begin
  if kind not in ('officer', 'system') then return; end if;
  return query execute 'select r.id from dossiers.result r where r.search like $1 and ($2 = ''system'' or r.agency_id = any ($3)) order by r.signed_at desc, r.id desc limit $4'
    using pattern, kind, desks, most;
end $function$
;

CREATE OR REPLACE FUNCTION dossiers.search_keys(folded text)
 RETURNS tsvector
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
declare
  keys text[] := '{}';
  before text;
  word text;
begin
  foreach word in array regexp_split_to_array(folded, '[^a-z0-9]+') loop
    continue when word = '';
    keys := keys || word;
    if before is not null then keys := keys || (before || ' ' || word); end if;
    before := word;
  end loop;
  return array_to_tsvector(keys);
end $function$
;

CREATE OR REPLACE FUNCTION dossiers.service_days_anew()
 RETURNS SETOF dossiers.service_day
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select received_on, agency_id, count(*)::int, 0, 0, 0, count(*) filter (where online)::int, count(*) filter (where with_fee)::int, count(*) filter (where paid)::int, count(*) filter (where synced)::int, count(*) filter (where verified_person)::int, 0, 0, 0, 0 from dossiers.service_fact group by 1, 2
  union all select ended_on, agency_id, 0, count(*) filter (where on_time)::int, count(*) filter (where not on_time)::int, -count(*) filter (where late_from is not null)::int, 0, 0, 0, 0, 0,
    count(*) filter (where done)::int, count(*) filter (where done and electronic_result)::int, count(*) filter (where done and digitised)::int, count(*) filter (where done and electronic_result and online)::int from dossiers.service_fact where ended_on is not null group by 1, 2
  union all select late_from, agency_id, 0, 0, 0, count(*)::int, 0, 0, 0, 0, 0, 0, 0, 0, 0 from dossiers.service_fact where late_from is not null group by 1, 2 $function$
;

CREATE OR REPLACE FUNCTION dossiers.service_facts(ids uuid[])
 RETURNS SETOF dossiers.service_fact
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return query select d.id, d.competent_agency_id, r.received_on, e.ended_on,
    not s.late_by_rule and (d.due is null or coalesce(e.ended_at <= d.due, true)),
    -- rule 5 counts from reception; otherwise from the day of the due time, while it is open at the day's end
    case when l.since is not null and (e.ended_on is null or e.ended_on > l.since) then l.since end,
    d.channel = 'online', d.processing in ('result-ready', 'returned'),
    exists (select from dossiers.result x where x.dossier_id = d.id and x.state = 'in-force'),
    d.digitisation = 'complete', d.money in ('due', 'paid', 'refunded'), d.money = 'paid', d.sync in ('sent', 'acknowledged'), d.population is not null
  from (select *, coalesce(promised_at, legal_due_at) as due from dossiers.dossier where id = any (ids) and received_at is not null) d
  cross join lateral (select count(*) > 1 as late_by_rule, min(q.asked_at) filter (where q.answered_at is null) as open_since from dossiers.supplement_request q where q.dossier_id = d.id and q.stage = 'after-acceptance') s
  cross join lateral (select (d.received_at at time zone 'Asia/Ho_Chi_Minh')::date as received_on) r
  cross join lateral (select coalesce(s.open_since, d.finished_at) as ended_at, (coalesce(s.open_since, d.finished_at) at time zone 'Asia/Ho_Chi_Minh')::date as ended_on) e
  cross join lateral (select case when s.late_by_rule then r.received_on when d.due is not null then greatest(r.received_on, (d.due at time zone 'Asia/Ho_Chi_Minh')::date) end as since) l;
end $function$
;

CREATE OR REPLACE FUNCTION dossiers.service_lines(f dossiers.service_fact, sign integer)
 RETURNS SETOF dossiers.service_day
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select f.received_on, f.agency_id, sign, 0, 0, 0, sign * f.online::integer, sign * f.with_fee::integer, sign * f.paid::integer, sign * f.synced::integer, sign * f.verified_person::integer, 0, 0, 0, 0
  union all select f.ended_on, f.agency_id, 0, sign * f.on_time::integer, sign * (not f.on_time)::integer, -sign * (f.late_from is not null)::integer, 0, 0, 0, 0, 0,
    sign * f.done::integer, sign * (f.done and f.electronic_result)::integer, sign * (f.done and f.digitised)::integer, sign * (f.done and f.electronic_result and f.online)::integer where f.ended_on is not null
  union all select f.late_from, f.agency_id, 0, 0, 0, sign, 0, 0, 0, 0, 0, 0, 0, 0, 0 where f.late_from is not null $function$
;

CREATE OR REPLACE FUNCTION dossiers.uncount_service()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into dossiers.service_day select l.* from dossiers.service_fact f cross join lateral dossiers.service_lines(f, -1) l where f.dossier_id = old.id;
  delete from dossiers.service_fact where dossier_id = old.id;
  return old;
end $function$
;

CREATE OR REPLACE FUNCTION exchange.close_store_service(agency uuid, which text, notice text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exchange.may_offer(agency) or exists (select from exchange.data_service d join exchange.subsystem x on x.id = d.subsystem_id join exchange.member m on m.id = x.member_id where d.within and d.code = which and d.state = 'enabled' and m.agency_id is distinct from agency) then
    raise insufficient_privilege using message = 'only the owner withdraws a dataset';
  end if;
  perform exchange.close_within(which, notice);
end $function$
;

CREATE OR REPLACE FUNCTION exchange.close_within(which text, notice text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare asked text := current_setting('tinhso.actor_kind', true);
begin
  perform set_config('tinhso.actor_kind', 'system', true);
  update exchange.data_service set state = 'disabled', disabled_notice = notice, version = version + 1 where within and code = which and state = 'enabled';
  perform set_config('tinhso.actor_kind', asked, true);
end $function$
;

CREATE OR REPLACE FUNCTION exchange.count_batches(most integer)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare g record; upto bigint; taken integer; total integer := 0;
begin
  if not pg_try_advisory_xact_lock(727277) then return 0; end if;
  for g in select id, counted_seq from exchange.gateway order by id loop
    select max(b.seq) into upto from (select seq, sum(records) over (order by seq) as so_far from exchange.batch where gateway_id = g.id and seq > g.counted_seq order by seq limit most) b
      where b.so_far <= most or b.seq = g.counted_seq + 1;
    continue when upto is null;
    insert into exchange.usage_minute as u (minute, client, service, passed, declined, failed, refused, bytes_in, bytes_out, total_ms, took)
      select date_trunc('minute', at), coalesce(client, 0), coalesce(service, 0), count(*) filter (where not t.refused and succeeded), count(*) filter (where not t.refused and succeeded and status between 400 and 499),
        count(*) filter (where not t.refused and not succeeded), count(*) filter (where t.refused),
        sum(t.bytes_in), sum(t.bytes_out), sum(took_ms),
        array[count(*) filter (where took_ms <= 1), count(*) filter (where took_ms = 2), count(*) filter (where took_ms between 3 and 5), count(*) filter (where took_ms between 6 and 10),
          count(*) filter (where took_ms between 11 and 20), count(*) filter (where took_ms between 21 and 50), count(*) filter (where took_ms between 51 and 100), count(*) filter (where took_ms between 101 and 200),
          count(*) filter (where took_ms between 201 and 500), count(*) filter (where took_ms between 501 and 1000), count(*) filter (where took_ms between 1001 and 2000), count(*) filter (where took_ms between 2001 and 5000),
          count(*) filter (where took_ms > 5000)]::integer[]
      from exchange.transaction t where gateway_id = g.id and seq > g.counted_seq and seq <= upto group by 1, 2, 3
      on conflict (minute, client, service) do update set passed = u.passed + excluded.passed, declined = u.declined + excluded.declined, failed = u.failed + excluded.failed, refused = u.refused + excluded.refused,
        bytes_in = u.bytes_in + excluded.bytes_in, bytes_out = u.bytes_out + excluded.bytes_out, total_ms = u.total_ms + excluded.total_ms,
        took = array(select a + b from unnest(u.took, excluded.took) as x (a, b));
    insert into exchange.quota_use as q (right_number, gateway_id, starts, span, used)
      select t.right_number, g.id, s.starts, s.span, count(*) from exchange.transaction t join exchange.access_right r on r.number = t.right_number,
        lateral (values (date_trunc('minute', t.at), 'minute', r.per_minute), (date_trunc('day', t.at, 'Asia/Ho_Chi_Minh'), 'day', r.per_day)) as s (starts, span, most)
      where t.gateway_id = g.id and t.seq > g.counted_seq and t.seq <= upto and not t.refused and s.most is not null group by 1, 2, 3, 4
      on conflict (right_number, span, starts, gateway_id) do update set used = q.used + excluded.used;
    select sum(records) into taken from exchange.batch where gateway_id = g.id and seq > g.counted_seq and seq <= upto;
    update exchange.gateway set counted_seq = upto where id = g.id;
    total := total + taken;
  end loop;
  return total;
end $function$
;

CREATE OR REPLACE FUNCTION exchange.drop_archived(of_month date)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare a exchange.archive; suffix text := to_char(of_month, 'YYYYMM'); held bigint;
begin
  select * into a from exchange.archive where month = of_month;
  if not found then raise exception 'the month % is not archived', of_month; end if;
  perform set_config('tinhso.actor_kind', 'system', true);
  execute format('lock table exchange.%I, exchange.%I in access exclusive mode', 'transaction_' || suffix, 'message_' || suffix);
  execute format('select count(*) from exchange.%I', 'transaction_' || suffix) into held;
  if held <> a.records then raise exception 'the archive of % holds % records, the log %', of_month, a.records, held; end if;
  execute format('select count(*) from exchange.%I', 'message_' || suffix) into held;
  if held <> a.messages then raise exception 'the archive of % holds % messages, the log %', of_month, a.messages, held; end if;
  execute format('drop table exchange.%I', 'transaction_' || suffix);
  execute format('drop table exchange.%I', 'message_' || suffix);
end $function$
;

CREATE OR REPLACE FUNCTION exchange.expire_events(at_now timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare t record; gone bigint; total bigint := 0;
begin
  for t in select number, at_now - make_interval(days => retention_days) as before from exchange.event_topic loop
    perform from exchange.event_head where topic = t.number for update;
    delete from exchange.event where topic = t.number and at < t.before;
    get diagnostics gone = row_count;
    delete from exchange.event_claim where topic = t.number and at < t.before;
    update exchange.event_head h set first_position = coalesce((select min(e.position) from exchange.event e where e.topic = t.number), h.last_position + 1) where topic = t.number and gone > 0;
    total := total + gone;
  end loop;
  return total;
end $function$
;

CREATE OR REPLACE FUNCTION exchange.hold_columns()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare open text[] := case tg_table_name when 'data_service' then array['state', 'disabled_notice', 'version'] when 'access_right' then array['per_minute', 'per_day', 'valid_to', 'ended_at', 'ended_because', 'version']
  when 'event_dead_letter' then array['state', 'version'] when 'delivery' then array['state', 'updated_at'] else array['state', 'decided_at', 'decided_by', 'decision_reason', 'decision_ground', 'version'] end;
begin
  if not exchange.steward() and kernel.actor_kind() = 'officer' and (to_jsonb(old) - open) is distinct from (to_jsonb(new) - open) then
    raise insufficient_privilege using message = format('only a steward of the exchange changes this of %s', tg_table_name);
  end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION exchange.keep_parties()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if (old.kind, old.subsystem_id, old.group_id, old.service_id, old.topic_id, old.valid_from) is distinct from (new.kind, new.subsystem_id, new.group_id, new.service_id, new.topic_id, new.valid_from) then raise integrity_constraint_violation using message = 'the parties of a right stay as they are'; end if;
  if old.ended_at is not null then raise integrity_constraint_violation using message = 'a right that ended stays ended'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION exchange.keep_within()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if (old.within, old.subsystem_id, old.code) is distinct from (new.within, new.subsystem_id, new.code) or new.within and new.base_url <> old.base_url then
    raise integrity_constraint_violation using message = 'what answers a service of the data store stays what it is';
  end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION exchange.make_partitions(first date, months integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  lower timestamptz; upper timestamptz; suffix text; made integer := 0; kind text;
begin
  perform pg_advisory_xact_lock(727278);
  for i in 0 .. least(months, 60) - 1 loop
    lower := (date_trunc('month', first::timestamp) + make_interval(months => i)) at time zone 'UTC';
    upper := (date_trunc('month', first::timestamp) + make_interval(months => i + 1)) at time zone 'UTC';
    suffix := to_char(lower at time zone 'UTC', 'YYYYMM');
    foreach kind in array array['transaction', 'message', 'event'] loop
      continue when to_regclass(format('exchange.%I', kind || '_' || suffix)) is not null;
      execute format('create table exchange.%I partition of exchange.%I for values from (%L) to (%L)', kind || '_' || suffix, kind, lower, upper);
      made := made + 1;
    end loop;
  end loop;
  return made;
end $function$
;

CREATE OR REPLACE FUNCTION exchange.may_offer(agency uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN ((SELECT exchange.steward() AS steward) OR (((SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND ((SELECT kernel.actor_roles() AS actor_roles) && ARRAY['data-steward'::text, 'unit-administrator'::text]) AND (agency = ANY ((SELECT kernel.actor_agencies() AS actor_agencies)::uuid[]))))
;

CREATE OR REPLACE FUNCTION exchange.my_service_ids()
 RETURNS uuid[]
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN COALESCE((SELECT array_agg(data_service.id) AS array_agg FROM exchange.data_service WHERE (data_service.number = ANY (exchange.my_services()))), '{}'::uuid[])
;

CREATE OR REPLACE FUNCTION exchange.my_services()
 RETURNS integer[]
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN COALESCE((SELECT array_agg(d.number) AS array_agg FROM ((exchange.data_service d JOIN exchange.subsystem s ON ((s.id = d.subsystem_id))) JOIN exchange.member m ON ((m.id = s.member_id))) WHERE ((kernel.actor_kind() = 'officer'::text) AND (m.agency_id = ANY (kernel.actor_agencies())))), '{}'::integer[])
;

CREATE OR REPLACE FUNCTION exchange.my_subscription_ids()
 RETURNS uuid[]
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN COALESCE((SELECT array_agg(access_right.id) AS array_agg FROM exchange.access_right WHERE ((access_right.kind = 'subscribe'::text) AND (access_right.subsystem_id = ANY (exchange.my_subsystem_ids())))), '{}'::uuid[])
;

CREATE OR REPLACE FUNCTION exchange.my_subsystem_ids()
 RETURNS uuid[]
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN COALESCE((SELECT array_agg(subsystem.id) AS array_agg FROM exchange.subsystem WHERE (subsystem.number = ANY (exchange.my_subsystems()))), '{}'::uuid[])
;

CREATE OR REPLACE FUNCTION exchange.my_subsystems()
 RETURNS integer[]
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN COALESCE((SELECT array_agg(s.number) AS array_agg FROM (exchange.subsystem s JOIN exchange.member m ON ((m.id = s.member_id))) WHERE ((kernel.actor_kind() = 'officer'::text) AND (m.agency_id = ANY (kernel.actor_agencies())))), '{}'::integer[])
;

CREATE OR REPLACE FUNCTION exchange.my_topic_ids()
 RETURNS uuid[]
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN COALESCE((SELECT array_agg(event_topic.id) AS array_agg FROM exchange.event_topic WHERE (event_topic.subsystem_id = ANY (exchange.my_subsystem_ids()))), '{}'::uuid[])
;

CREATE OR REPLACE FUNCTION exchange.of_mine(subsystem integer)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN ((kernel.actor_kind() = 'officer'::text) AND (EXISTS (SELECT FROM (exchange.subsystem s JOIN exchange.member m ON ((m.id = s.member_id))) WHERE ((s.number = of_mine.subsystem) AND (m.agency_id = ANY (kernel.actor_agencies()))))))
;

CREATE OR REPLACE FUNCTION exchange.of_my_history(kind text, object uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN CASE kind WHEN 'data_service'::text THEN (EXISTS (SELECT FROM exchange.data_service WHERE ((data_service.id = of_my_history.object) AND (data_service.number = ANY (exchange.my_services()))))) WHEN 'event_topic'::text THEN (object = ANY (exchange.my_topic_ids())) WHEN 'access_right'::text THEN (EXISTS (SELECT FROM exchange.access_right WHERE ((access_right.id = of_my_history.object) AND ((access_right.service_id = ANY (exchange.my_service_ids())) OR (access_right.topic_id = ANY (exchange.my_topic_ids())) OR (access_right.subsystem_id = ANY (exchange.my_subsystem_ids())))))) WHEN 'access_request'::text THEN (EXISTS (SELECT FROM exchange.access_request WHERE ((access_request.id = of_my_history.object) AND ((access_request.service_id = ANY (exchange.my_service_ids())) OR (access_request.topic_id = ANY (exchange.my_topic_ids())) OR (access_request.subsystem_id = ANY (exchange.my_subsystem_ids())))))) WHEN 'event_dead_letter'::text THEN (EXISTS (SELECT FROM exchange.event_dead_letter WHERE ((event_dead_letter.id = of_my_history.object) AND (event_dead_letter.subscription_id = ANY (exchange.my_subscription_ids()))))) ELSE false END
;

CREATE OR REPLACE FUNCTION exchange.of_my_system(subsystem integer)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN ((SELECT exchange.unit_administrator() AS unit_administrator) AND exchange.of_mine(subsystem))
;

CREATE OR REPLACE FUNCTION exchange.open_log(delay_days integer, at_from timestamp with time zone, at_to timestamp with time zone)
 RETURNS TABLE(hour timestamp with time zone, client_name text, client_member text, client_subsystem text, service_name text, service_member text, service_code text, passed bigint, failed bigint, refused bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select date_trunc('hour', u.minute), cs.name, cm.name, cs.code, d.name, sm.name, d.code, sum(u.passed), sum(u.failed), sum(u.refused)
  from exchange.usage_minute u
    join exchange.subsystem cs on cs.number = u.client join exchange.member cm on cm.id = cs.member_id
    join exchange.data_service d on d.number = u.service join exchange.subsystem ss on ss.id = d.subsystem_id join exchange.member sm on sm.id = ss.member_id
  where u.minute >= at_from and u.minute < least(at_to, date_trunc('day', now(), 'Asia/Ho_Chi_Minh') - make_interval(days => greatest(delay_days, 1))) and cm.in_open_log and sm.in_open_log and d.listed
  group by 1, 2, 3, 4, 5, 6, 7
$function$
;

CREATE OR REPLACE FUNCTION exchange.open_log_since()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (SELECT min(usage_minute.minute) AS min FROM exchange.usage_minute)
;

CREATE OR REPLACE FUNCTION exchange.open_store_service(agency uuid, s jsonb, at timestamp with time zone)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if not exchange.may_offer(agency) then raise insufficient_privilege using message = 'only the owner offers a dataset'; end if;
  return exchange.write_store_service(agency, s, at);
end $function$
;

CREATE OR REPLACE FUNCTION exchange.publish_events(of_topic integer, publishers integer[], ids text[], digests bytea[], bodies bytea[], published_at timestamp with time zone)
 RETURNS TABLE(place bigint, event_position bigint, known boolean, known_digest bytea)
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare head bigint;
begin
  insert into exchange.event_head (topic, last_position) values (of_topic, 0) on conflict do nothing;
  select last_position into head from exchange.event_head where topic = of_topic for update;
  return query with given as (
    select g.n, g.publisher, g.id, g.digest, g.body, c.position as old_position, c.digest as old_digest, row_number() over (partition by g.publisher, g.id order by g.n) as turn
    from unnest(publishers, ids, digests, bodies) with ordinality as g (publisher, id, digest, body, n) left join exchange.event_claim c on c.topic = of_topic and c.publisher = g.publisher and c.event_id = g.id
  ), fresh as (
    select g.*, head + row_number() over (order by g.n) as position from given g where g.old_position is null and g.turn = 1
  ), claimed as (
    insert into exchange.event_claim (topic, publisher, event_id, position, digest, at) select of_topic, f.publisher, f.id, f.position, f.digest, published_at from fresh f
  ), kept as (
    insert into exchange.event (topic, position, at, publisher, event_id, body) select of_topic, f.position, published_at, f.publisher, f.id, f.body from fresh f
  ), moved as (
    update exchange.event_head h set last_position = h.last_position + (select count(*) from fresh) where h.topic = of_topic and exists (select from fresh)
  )
  select g.n, coalesce(g.old_position, f.position), g.old_position is not null or g.turn > 1, coalesce(g.old_digest, f.digest) from given g left join fresh f on f.publisher = g.publisher and f.id = g.id order by g.n;
  perform pg_notify('exchange_events', of_topic::text);
end $function$
;

CREATE OR REPLACE FUNCTION exchange.receiver_of_mine(wanted uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (EXISTS (SELECT FROM exchange.delivery d WHERE ((d.document_id = receiver_of_mine.wanted) AND exchange.of_mine(d.receiver))))
;

CREATE OR REPLACE FUNCTION exchange.refuse_within()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if current_user = 'tinhso_app' then raise insufficient_privilege using message = 'services of the data store are opened by publishing'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION exchange.registry_changed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare now_at bigint;
begin
  update exchange.registry set version = version + 1, changed_at = now() returning version into now_at;
  perform pg_notify('exchange_registry', now_at::text);
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION exchange.sender_of_mine(wanted uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN (EXISTS (SELECT FROM exchange.document d WHERE ((d.id = sender_of_mine.wanted) AND exchange.of_mine(d.sender))))
;

CREATE OR REPLACE FUNCTION exchange.service_of_mine(service_number integer)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN ((kernel.actor_kind() = 'officer'::text) AND (EXISTS (SELECT FROM ((exchange.data_service d JOIN exchange.subsystem s ON ((s.id = d.subsystem_id))) JOIN exchange.member m ON ((m.id = s.member_id))) WHERE ((d.number = service_of_mine.service_number) AND (m.agency_id = ANY (kernel.actor_agencies()))))))
;

CREATE OR REPLACE FUNCTION exchange.services_used_by_me()
 RETURNS integer[]
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN COALESCE((SELECT array_agg(DISTINCT d.number) AS array_agg FROM (((exchange.access_right r JOIN exchange.data_service d ON ((d.id = r.service_id))) LEFT JOIN exchange.group_subsystem g ON (((g.group_id = r.group_id) AND (g.until IS NULL)))) JOIN exchange.subsystem s ON ((s.id = COALESCE(r.subsystem_id, g.subsystem_id)))) WHERE (s.number = ANY (exchange.my_subsystems()))), '{}'::integer[])
;

CREATE OR REPLACE FUNCTION exchange.steward()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN ((kernel.actor_kind() = 'system'::text) OR ((kernel.actor_kind() = 'officer'::text) AND ('administrator'::text = ANY (kernel.actor_roles()))))
;

CREATE OR REPLACE FUNCTION exchange.topics_contracted_by_me()
 RETURNS uuid[]
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN COALESCE((SELECT array_agg(access_right.topic_id) AS array_agg FROM exchange.access_right WHERE ((access_right.topic_id IS NOT NULL) AND (access_right.subsystem_id = ANY (exchange.my_subsystem_ids())))), '{}'::uuid[])
;

CREATE OR REPLACE FUNCTION exchange.two_people_decide()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.state in ('granted', 'refused') and old.state = 'waiting' then
    if new.decided_by is null or new.decided_by = old.asked_by or kernel.actor_kind() = 'officer' and new.decided_by is distinct from kernel.actor_account() then
      raise insufficient_privilege using message = 'who asked for access does not decide on it, and whoever decides signs with the own account';
    end if;
  end if;
  if new.asked_by is distinct from old.asked_by then raise insufficient_privilege using message = 'who asked stays who asked'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION exchange.unit_administrator()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (((SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND ('unit-administrator'::text = ANY ((SELECT kernel.actor_roles() AS actor_roles)::text[])))
;

CREATE OR REPLACE FUNCTION exchange.version_of_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  select version + 1 into new.registry_version from exchange.registry for update;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION exchange.write_store_service(agency uuid, s jsonb, at timestamp with time zone)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare m uuid; sub uuid; service uuid; old uuid; e jsonb; asked text := current_setting('tinhso.actor_kind', true);
begin
  perform set_config('tinhso.actor_kind', 'system', true);
  -- one member for one agency: two publications at once must not make two
  perform pg_advisory_xact_lock(hashtext('exchange.store-service'));
  select id into m from exchange.member where agency_id = agency and state = 'active' order by member_class desc, code limit 1;
  if m is null then
    insert into exchange.member (id, instance, member_class, code, name, agency_id) select (s->>'member')::uuid, coalesce((select instance from exchange.member where agency_id is not null order by id limit 1), 'VN'), 'GOV', a.code, normalize(a.name, nfc), a.id from organisations.agency a where a.id = agency
      on conflict (instance, member_class, code) do update set agency_id = excluded.agency_id, state = 'active' returning id into m;
  end if;
  insert into exchange.subsystem (id, member_id, code, name, connection) values ((s->>'subsystem')::uuid, m, 'kho-du-lieu', 'Kho dữ liệu dùng chung', 'credential') on conflict (member_id, code) do nothing;
  select id into sub from exchange.subsystem where member_id = m and code = 'kho-du-lieu';
  insert into exchange.data_service as d (id, subsystem_id, code, kind, base_url, name, description, legal_basis, terms, openapi, listed, evidence, within, check_path, max_body_bytes)
    values ((s->>'id')::uuid, sub, s->>'code', 'OPENAPI', 'http://kho-du-lieu.invalid', s->>'name', s->>'description', s->>'legalBasis', s->>'terms', s->>'openapi', true, 'metadata', true, '/health', 65536)
    on conflict (subsystem_id, code, version_label) do update set name = excluded.name, description = excluded.description, legal_basis = excluded.legal_basis, terms = excluded.terms, openapi = excluded.openapi, state = 'enabled', disabled_notice = '', version = d.version + 1 where d.within
    returning id into service;
  if service is null then raise unique_violation using message = format('the subsystem kho-du-lieu has a service %s already', s->>'code'); end if;
  update exchange.endpoint set ended = true where service_id = service and not ended and not exists (select from jsonb_array_elements(s->'endpoints') n where n->>'path' = path and method = 'GET');
  for e in select * from jsonb_array_elements(s->'endpoints') loop
    insert into exchange.endpoint (id, service_id, method, path, summary) values ((e->>'id')::uuid, service, 'GET', e->>'path', e->>'summary') on conflict (service_id, method, path) do update set summary = excluded.summary, ended = false;
  end loop;
  -- the dataset went to another agency: its old service ends
  for old in select d.id from exchange.data_service d where d.within and d.code = s->>'code' and d.id <> service and d.state = 'enabled' loop
    update exchange.data_service set state = 'disabled', disabled_notice = 'Bộ dữ liệu đã chuyển cơ quan chủ quản', version = version + 1 where id = old;
  end loop;
  -- the list of databases that the province has to share
  update exchange.shared_database set service_id = service, version = version + 1 where code = s->>'code' and service_id is distinct from service;
  if not exists (select from exchange.shared_database where code = s->>'code') then
    insert into exchange.shared_database (id, code, name, owner_name, scope, source, service_id, place) select (s->>'database')::uuid, s->>'code', s->>'name', normalize(a.name, nfc), 'province', s->>'legalBasis', service, 1000 from organisations.agency a where a.id = agency;
  end if;
  perform set_config('tinhso.actor_kind', asked, true);
  return service;
end $function$
;

CREATE OR REPLACE FUNCTION identity.mandate_holds(mandate uuid, holder uuid, on_day date)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$ select exists (select from identity.mandate m where m.id = mandate and m.actor_id = holder and m.revoked_at is null and on_day between m.valid_from and m.valid_to) $function$
;

CREATE OR REPLACE FUNCTION identity.mine(owner uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN ((kernel.actor_kind() = 'system'::text) OR (owner = kernel.actor_account()))
;

CREATE OR REPLACE FUNCTION identity.resume_session(hash bytea, at timestamp with time zone, idle interval, longest interval)
 RETURNS TABLE(session_id uuid, account_id uuid, kind text, assurance smallint, csrf text, position_id uuid, display_name text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION indicators.defines()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (((SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR (((SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND ((SELECT kernel.actor_roles() AS actor_roles) && ARRAY['administrator'::text, 'data-steward'::text])))
;

CREATE OR REPLACE FUNCTION indicators.guard_new_reading()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if kernel.actor_kind() = 'officer' and (new.state <> 'draft' or new.source <> 'form' or new.recorded_by is distinct from kernel.actor_account() or new.superseded_by is not null) then raise exception 'officers record drafts' using errcode = 'restrict_violation'; end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION indicators.guard_reading()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION indicators.guard_task()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_op = 'UPDATE' then
    if (new.title, new.document, new.indicator_code, new.agency_id, new.due_on, new.assigned_on, new.assigner_agency_id) is not distinct from (old.title, old.document, old.indicator_code, old.agency_id, old.due_on, old.assigned_on, old.assigner_agency_id) then return new; end if;
    if old.done_on is not null then raise exception 'a task that is done keeps its wording and its day' using errcode = 'restrict_violation'; end if;
    if (new.assigned_on, new.assigner_agency_id) is distinct from (old.assigned_on, old.assigner_agency_id) then raise exception 'who gave a task, and when, stays' using errcode = 'restrict_violation'; end if;
  end if;
  if kernel.actor_kind() = 'officer' and not (indicators.within_scope(new.assigner_agency_id) and kernel.actor_roles() && array['administrator', 'data-steward', 'unit-administrator', 'approver']) then
    raise exception 'tasks are given and changed by the branch that gives them' using errcode = 'restrict_violation';
  end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION indicators.hold_correction()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.corrects is not null and not exists (select from indicators.reading former where former.id = new.corrects and (former.element, former.category, former.unit_code, former.period) = (new.element, new.category, new.unit_code, new.period)) then
    raise exception 'a correction is of the same element, category, unit and period' using errcode = 'restrict_violation';
  end if;
  if new.superseded_by is not null and not exists (select from indicators.reading next where next.id = new.superseded_by and next.corrects = new.id and next.state in ('approved', 'locked')) then
    raise exception 'a reading is superseded by its own correction, and that one stands' using errcode = 'restrict_violation';
  end if;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION indicators.keep_published()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if tg_table_name = 'framework' then
    if old.state <> 'draft' and (new.definition is distinct from old.definition or new.code <> old.code or new.edition <> old.edition or new.state = 'draft') then raise exception 'a published framework is not changed' using errcode = 'restrict_violation'; end if;
  elsif exists (select from indicators.framework f where f.id = coalesce(old.framework_id, new.framework_id) and f.state <> 'draft') then raise exception 'an indicator of a published framework is not changed' using errcode = 'restrict_violation';
  end if;
  return coalesce(new, old);
end $function$
;

CREATE OR REPLACE FUNCTION indicators.submissions(forms uuid[], agencies uuid[])
 RETURNS TABLE(form_id uuid, agency_id uuid, period text, due_on date, first_submitted_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select r.form_id, r.agency_id, r.period, r.due_on, r.first_submitted_at from indicators.report r where r.form_id = any (forms) and r.agency_id = any (agencies) and r.first_submitted_at is not null
$function$
;

CREATE OR REPLACE FUNCTION indicators.within_scope(agency uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (((SELECT kernel.actor_kind() AS actor_kind) = 'system'::text) OR (((SELECT kernel.actor_kind() AS actor_kind) = 'officer'::text) AND (agency = ANY ((SELECT kernel.actor_agencies() AS actor_agencies)::uuid[]))))
;

CREATE OR REPLACE FUNCTION kernel.actor_account()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('tinhso.actor_account'::text, true), ''::text))::uuid
;

CREATE OR REPLACE FUNCTION kernel.actor_agencies()
 RETURNS uuid[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (COALESCE(NULLIF(current_setting('tinhso.actor_agencies'::text, true), ''::text), '{}'::text))::uuid[]
;

CREATE OR REPLACE FUNCTION kernel.actor_kind()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN COALESCE(current_setting('tinhso.actor_kind'::text, true), ''::text)
;

CREATE OR REPLACE FUNCTION kernel.actor_roles()
 RETURNS text[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (COALESCE(NULLIF(current_setting('tinhso.actor_roles'::text, true), ''::text), '{}'::text))::text[]
;

CREATE OR REPLACE FUNCTION kernel.enqueue(task text, payload jsonb, job_key text, run_at timestamp with time zone, priority smallint DEFAULT 0)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ begin perform graphile_worker.add_job(task, payload::json, run_at => run_at, job_key => job_key, max_attempts => 20, priority => priority); end $function$
;

CREATE OR REPLACE FUNCTION kernel.enqueue_all(jobs jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ begin
  insert into graphile_worker._private_jobs (task_id, payload, max_attempts) select t.id, j.payload, 20 from jsonb_to_recordset(jobs) j (task text, payload json) join graphile_worker._private_tasks t on t.identifier = j.task
    where not exists (select from jsonb_to_recordset(jobs) j (task text, payload json) where j.task not in (select identifier from graphile_worker._private_tasks));
  if found then perform pg_notify('jobs:insert', '{"count":' || jsonb_array_length(jobs) || '}'); else perform graphile_worker.add_jobs(array(select (j.task, j.payload, null, now(), 20, null, 0, null)::graphile_worker.job_spec from jsonb_to_recordset(jobs) j (task text, payload json))); end if;
end $function$
;

CREATE OR REPLACE FUNCTION kernel.erase_ledger_payload(entry uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
BEGIN ATOMIC
 UPDATE kernel.ledger_entry SET salt = NULL::bytea, payload = NULL::jsonb, reason = NULL::text
   WHERE (ledger_entry.id = erase_ledger_payload.entry);
END
;

CREATE OR REPLACE FUNCTION kernel.make_ledger_partitions(months_ahead integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  first timestamp := date_trunc('month', now() at time zone 'UTC');
  lower timestamptz;
  upper timestamptz;
  partition text;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(727275);
  for i in 0 .. least(months_ahead, 36) loop
    lower := (first + make_interval(months => i)) at time zone 'UTC';
    upper := (first + make_interval(months => i + 1)) at time zone 'UTC';
    partition := 'ledger_entry_' || to_char(first + make_interval(months => i), 'YYYYMM');
    continue when to_regclass('kernel.' || partition) is not null;
    continue when exists (select from kernel.ledger_entry_rest r where r.at >= lower and r.at < upper);
    execute format('create table kernel.%I partition of kernel.ledger_entry for values from (%L) to (%L)', partition, lower, upper);
    execute format('create trigger refuse_truncate before truncate on kernel.%I for each statement execute function kernel.refuse_ledger_change(''table'')', partition);
    made := made + 1;
  end loop;
  return made;
end $function$
;

CREATE OR REPLACE FUNCTION kernel.refuse_ledger_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'UPDATE' and tg_argv[0] = 'entry' then
    if to_jsonb(new) - '{salt,payload,reason}'::text[] = to_jsonb(old) - '{salt,payload,reason}'::text[]
       and new.salt is null and new.payload is null and new.reason is null
       and exists (select from kernel.ledger_entry e where e.object_type = 'ledger-entry' and e.object_id = old.id::text
                   and e.act = 'ledger.erase' and e.xact = pg_current_xact_id()) then
      return new;
    end if;
  end if;
  raise exception 'the ledger is append-only: % of % refused', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $function$
;

CREATE OR REPLACE FUNCTION kernel.vi_fold(value text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN regexp_replace(lower((translate(regexp_replace(NORMALIZE(value, NFD), '[\u0300-\u036f]+'::text, ''::text, 'g'::text), 'đĐðÐƉ'::text, 'ddddd'::text) COLLATE "C")), '([bcdfghjklmnpqrstvwxz]|qu)y(?![a-z])'::text, '\1i'::text, 'g'::text)
;

CREATE OR REPLACE FUNCTION organisations.administers(agency uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (organisations.rules() OR ((kernel.actor_kind() = 'officer'::text) AND ('unit-administrator'::text = ANY (kernel.actor_roles())) AND (agency = ANY (kernel.actor_agencies()))))
;

CREATE OR REPLACE FUNCTION organisations.guard_agency()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  -- a unit administrator answers for contacts; where an agency stands, and so whose reach it is in, is the province's to say
  if kernel.actor_kind() = 'officer' and not organisations.rules() and to_jsonb(new) - '{address,phone,email,version}'::text[] is distinct from to_jsonb(old) - '{address,phone,email,version}'::text[] then
    raise exception 'only the province changes name, code, place or period of an agency' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION organisations.guard_holding()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if (new.position_id, new.account_id, new.valid_from) is distinct from (old.position_id, old.account_id, old.valid_from) then
    raise exception 'a holding keeps its position, its account and its first day' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION organisations.guard_position()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if new.agency_id <> old.agency_id then
    raise exception 'a position stays in its agency' using errcode = 'insufficient_privilege';
  end if;
  if new.roles is distinct from old.roles and kernel.actor_account() is not null
     and exists (select from organisations.position_holder h where h.position_id = old.id and h.account_id = kernel.actor_account() and (h.valid_to is null or h.valid_to >= current_date)) then
    raise exception 'nobody changes the rights of the own seat' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION organisations.may_seat(sought uuid, account uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
RETURN ((account IS DISTINCT FROM kernel.actor_account()) AND (EXISTS (SELECT FROM organisations."position" p WHERE ((p.id = may_seat.sought) AND organisations.administers(p.agency_id) AND (organisations.rules() OR (NOT ('administrator'::text = ANY (p.roles))))))))
;

CREATE OR REPLACE FUNCTION organisations.rules()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN ((kernel.actor_kind() = 'system'::text) OR ((kernel.actor_kind() = 'officer'::text) AND ('administrator'::text = ANY (kernel.actor_roles()))))
;

CREATE OR REPLACE FUNCTION procedures.touch_catalogue()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$
begin
  update procedures.catalogue_state set revision = revision + 1;
  return null;
end $function$
;
