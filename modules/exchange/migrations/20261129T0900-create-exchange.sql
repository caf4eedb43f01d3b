-- The exchange: who may ask what of whom (registry), what was asked and answered (evidence), and how much (usage).
create schema exchange;
grant usage on schema exchange to tinhso_app;

-- ── Registry ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

-- One row: every change of the registry moves it on and tells the gateways.
create table exchange.registry (one boolean primary key default true check (one), version bigint not null default 1, changed_at timestamptz not null default now());
insert into exchange.registry default values;
create function exchange.registry_changed() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare now_at bigint;
begin
  update exchange.registry set version = version + 1, changed_at = now() returning version into now_at;
  perform pg_notify('exchange_registry', now_at::text);
  return null;
end $$;

create table exchange.member (
  id uuid primary key,
  instance text not null,
  member_class text not null,
  code text not null,
  name text not null check (name is nfc normalized),
  agency_id uuid references organisations.agency (id),
  state text not null default 'active' check (state in ('active', 'suspended', 'left')),
  version integer not null default 1,
  unique (instance, member_class, code)
);

create table exchange.security_server (
  id uuid primary key,
  member_id uuid not null references exchange.member (id),
  code text not null,
  address text not null,
  -- SHA-256 of the DER of its TLS certificate; null until it is known
  certificate_sha256 bytea check (length(certificate_sha256) = 32),
  version integer not null default 1,
  unique (member_id, code)
);

create table exchange.subsystem (
  id uuid primary key,
  -- short, for the rows of the log
  number integer not null unique generated always as identity,
  member_id uuid not null references exchange.member (id),
  code text not null,
  name text not null check (name is nfc normalized),
  -- how its requests must arrive: X-Road's three kinds, or with a token or secret only
  connection text not null default 'credential' check (connection in ('http', 'https', 'mutual-tls', 'credential')),
  state text not null default 'active' check (state in ('active', 'suspended', 'closed')),
  version integer not null default 1,
  unique (member_id, code)
);

-- What a subsystem shows to be let in. Secrets that only need comparing are hashed; keys of signatures are sealed with a key of ours.
create table exchange.credential (
  id uuid primary key,
  subsystem_id uuid not null references exchange.subsystem (id),
  kind text not null check (kind in ('certificate', 'oauth-client', 'access-key', 'document-axis', 'signing-key')),
  -- SHA-256 of a certificate in hexadecimals, consumer key, access key, system id
  public_id text not null,
  secret_hash bytea,
  secret_sealed bytea,
  certificate text,
  label text not null default '',
  valid_from timestamptz not null,
  valid_to timestamptz,
  revoked_at timestamptz,
  revoked_because text,
  version integer not null default 1,
  check (valid_to > valid_from)
);
create unique index credential_in_force on exchange.credential (kind, public_id) where revoked_at is null;

create table exchange.data_service (
  id uuid primary key,
  number integer not null unique generated always as identity,
  subsystem_id uuid not null references exchange.subsystem (id),
  code text not null,
  version_label text not null default '',
  kind text not null check (kind in ('REST', 'OPENAPI', 'SOAP')),
  base_url text not null,
  name text not null check (name is nfc normalized),
  description text not null default '',
  legal_basis text not null default '',
  -- the address that WSO2-style clients know, such as /dmdc/1.0
  context text,
  openapi text,
  -- shown to every member of the province unless its owner has said otherwise, with the legal ground (NĐ 194/2025)
  listed boolean not null default true,
  unlisted_because text,
  evidence text not null default 'metadata' check (evidence in ('full', 'metadata', 'none')),
  when_log_fails text not null default 'closed' check (when_log_fails in ('closed', 'spool')),
  idempotent boolean not null default false,
  -- how errors of ours look to its old clients: X-Road's, WSO2's, or an envelope {error_code, result, message}
  error_envelope text not null default 'x-road' check (error_envelope in ('x-road', 'wso2', 'error-code')),
  timeout_ms integer not null default 60000 check (timeout_ms between 100 and 600000),
  max_body_bytes bigint not null default 52428800 check (max_body_bytes > 0),
  state text not null default 'enabled' check (state in ('enabled', 'disabled')),
  disabled_notice text not null default '',
  check_path text not null default '/',
  dictionary jsonb not null default '[]',
  version integer not null default 1,
  unique (subsystem_id, code, version_label),
  check (listed or unlisted_because is not null)
);
create unique index data_service_context on exchange.data_service (context) where context is not null;

create table exchange.endpoint (
  id uuid primary key,
  service_id uuid not null references exchange.data_service (id),
  method text not null check (method in ('*', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE')),
  path text not null check (path <> ''),
  summary text not null default '',
  ended boolean not null default false,
  unique (service_id, method, path)
);

-- Subsystems that share their rights (X-Road's global and local groups).
create table exchange.subject_group (
  id uuid primary key,
  code text not null unique,
  name text not null check (name is nfc normalized),
  version integer not null default 1
);
create table exchange.group_subsystem (
  group_id uuid not null references exchange.subject_group (id),
  subsystem_id uuid not null references exchange.subsystem (id),
  since timestamptz not null,
  until timestamptz,
  primary key (group_id, subsystem_id, since)
);

-- The contract under which a subsystem or a group may call a service, or some of its endpoints.
create table exchange.access_right (
  id uuid primary key,
  number integer not null unique generated always as identity,
  subsystem_id uuid references exchange.subsystem (id),
  group_id uuid references exchange.subject_group (id),
  service_id uuid not null references exchange.data_service (id),
  -- [{method, path}]; empty: the whole service
  endpoints jsonb not null default '[]',
  purpose text not null,
  legal_basis text not null,
  fields text[] not null default '{}',
  per_minute integer check (per_minute > 0),
  per_day integer check (per_day > 0),
  valid_from timestamptz not null,
  valid_to timestamptz,
  ended_at timestamptz,
  ended_because text,
  request_id uuid,
  version integer not null default 1,
  check (num_nonnulls(subsystem_id, group_id) = 1),
  check (valid_to > valid_from)
);
create index access_right_of_service on exchange.access_right (service_id);
create index access_right_of_subsystem on exchange.access_right (subsystem_id);

-- NĐ 194/2025 (amending NĐ 47/2020 art. 35.3): the provider connects within two working days, or refuses with reasons.
create table exchange.access_request (
  id uuid primary key,
  subsystem_id uuid not null references exchange.subsystem (id),
  service_id uuid not null references exchange.data_service (id),
  endpoints jsonb not null default '[]',
  purpose text not null,
  legal_basis text not null,
  fields text[] not null default '{}',
  per_minute integer check (per_minute > 0),
  per_day integer check (per_day > 0),
  wanted_until timestamptz,
  renews_right_id uuid references exchange.access_right (id),
  asked_at timestamptz not null,
  asked_by uuid not null,
  due_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'granted', 'refused', 'withdrawn')),
  decided_at timestamptz,
  decided_by uuid,
  decision_reason text,
  decision_ground text,
  version integer not null default 1,
  check (state <> 'refused' or (decision_reason <> '' and decision_ground <> ''))
);
create index access_request_waiting on exchange.access_request (due_at) where state = 'waiting';
alter table exchange.access_right add foreign key (request_id) references exchange.access_request (id);

-- The databases that the province has to share or connect to, whether a service stands for them or not.
create table exchange.shared_database (
  id uuid primary key,
  code text not null unique,
  name text not null check (name is nfc normalized),
  owner_name text not null,
  scope text not null check (scope in ('national', 'province')),
  source text not null,
  service_id uuid references exchange.data_service (id),
  version integer not null default 1
);

create table exchange.connection_test (
  id uuid primary key,
  service_id uuid not null references exchange.data_service (id),
  at timestamptz not null,
  ok boolean not null,
  milliseconds integer not null,
  status integer,
  message text not null,
  by_account uuid
);
create index connection_test_latest on exchange.connection_test (service_id, at desc);

create table exchange.history (
  id uuid primary key,
  object_type text not null,
  object_id uuid not null,
  version integer not null,
  content jsonb not null,
  changed_at timestamptz not null,
  changed_by_account_id uuid,
  unique (object_type, object_id, version)
);

do $$ declare each text; begin
  foreach each in array array['member', 'security_server', 'subsystem', 'credential', 'data_service', 'endpoint', 'subject_group', 'group_subsystem', 'access_right'] loop
    execute format('create trigger tell_gateways after insert or update or delete on exchange.%I for each statement execute function exchange.registry_changed()', each);
  end loop;
end $$;

-- ── Evidence ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Each gateway process keeps a chain of batches of its own, so that none waits for another.
create table exchange.gateway (
  id smallint primary key generated always as identity,
  name text not null unique,
  public_key text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  -- batches up to here are in usage_minute and quota_use
  counted_seq bigint not null default 0
);

create table exchange.batch (
  gateway_id smallint not null,
  seq bigint not null check (seq > 0),
  at timestamptz not null,
  records integer not null check (records > 0),
  -- RFC 9162 root over the leaves of the records, in their order
  root bytea not null check (length(root) = 32),
  -- the signed text; names the batch before it by its hash
  note text not null,
  signature bytea not null check (length(signature) = 64),
  primary key (gateway_id, seq)
);
create index batch_at on exchange.batch (at);

create table exchange.transaction (
  -- X-Road-Request-Id
  id uuid not null,
  -- when the request arrived, to the millisecond
  at timestamptz not null,
  -- wide columns stand first: nothing is lost to alignment
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
  -- the exchange said no itself: right, quota, id
  refused boolean not null,
  -- as the client chose it; null where the gateway made it of its instance and the id above
  message_id text,
  -- JSON array of the fields of the record, in the order of exchange.operational_data; its bytes are the leaf
  record text not null
) partition by range (at);
create index transaction_id on exchange.transaction (id);
create index transaction_message on exchange.transaction (message_id) where message_id is not null;
create index transaction_batch on exchange.transaction (gateway_id, seq);
create index transaction_client on exchange.transaction (client, at);

-- Request and response as they passed, sealed with a key of ours, for the services that ask for full evidence.
create table exchange.message (
  transaction_id uuid not null,
  at timestamptz not null,
  response boolean not null,
  sealed bytea not null,
  primary key (transaction_id, response, at)
) partition by range (at);

create table exchange.transaction_rest partition of exchange.transaction default;
create table exchange.message_rest partition of exchange.message default;

-- Makes the partitions from `first` on for so many months (UTC). Safe to call at any time by anyone.
create function exchange.make_partitions(first date, months integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  lower timestamptz; upper timestamptz; suffix text; made integer := 0; kind text;
begin
  perform pg_advisory_xact_lock(727278);
  for i in 0 .. least(months, 60) - 1 loop
    lower := (date_trunc('month', first::timestamp) + make_interval(months => i)) at time zone 'UTC';
    upper := (date_trunc('month', first::timestamp) + make_interval(months => i + 1)) at time zone 'UTC';
    suffix := to_char(lower at time zone 'UTC', 'YYYYMM');
    foreach kind in array array['transaction', 'message'] loop
      continue when to_regclass(format('exchange.%I', kind || '_' || suffix)) is not null;
      execute format('create table exchange.%I partition of exchange.%I for values from (%L) to (%L)', kind || '_' || suffix, kind, lower, upper);
      made := made + 1;
    end loop;
  end loop;
  return made;
end $$;
select exchange.make_partitions((now() at time zone 'UTC')::date, 4);

-- RFC 3161 tokens over the heads of all chains; what stands before a head stands before its time.
create table exchange.time_stamp (
  id uuid primary key,
  at timestamptz not null,
  heads text not null,
  token bytea not null
);
create index time_stamp_at on exchange.time_stamp (at);

-- Message ids that were seen, for as long as somebody might replay them; the first answer where the service is idempotent.
create table exchange.message_claim (
  client integer not null,
  message_id text not null,
  request_hash bytea not null,
  transaction_id uuid not null,
  claimed_at timestamptz not null default now(),
  answered_at timestamptz,
  answer_sealed bytea,
  primary key (client, message_id)
);
create index message_claim_at on exchange.message_claim (claimed_at);

-- Months that moved to Parquet; their batches and roots stay.
create table exchange.archive (
  month date primary key,
  file text not null,
  sha256 bytea not null,
  records bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  archived_at timestamptz not null
);

-- The 38 fields of X-Road's operational monitoring under their own names (store_operational_data_request_schema.yaml), then our hashes.
create view exchange.operational_data with (security_invoker = true) as
  select t.id, t.at, t.gateway_id, t.seq, t.leaf,
    r->>0 as "securityServerInternalIp", r->>1 as "securityServerType", (r->>2)::bigint as "requestInTs", (r->>3)::bigint as "requestOutTs", (r->>4)::bigint as "responseInTs", (r->>5)::bigint as "responseOutTs",
    r->>6 as "clientXRoadInstance", r->>7 as "clientMemberClass", r->>8 as "clientMemberCode", r->>9 as "clientSubsystemCode",
    r->>10 as "serviceXRoadInstance", r->>11 as "serviceMemberClass", r->>12 as "serviceMemberCode", r->>13 as "serviceSubsystemCode", r->>14 as "serviceCode", r->>15 as "serviceVersion", r->>16 as "serviceType",
    r->>17 as "restMethod", r->>18 as "restPath", r->>19 as "xRoadVersion", r->>20 as "representedPartyClass", r->>21 as "representedPartyCode",
    r->>22 as "messageId", r->>23 as "messageUserId", r->>24 as "messageIssue", r->>25 as "messageProtocolVersion", r->>26 as "clientSecurityServerAddress", r->>27 as "serviceSecurityServerAddress",
    (r->>28)::bigint as "requestSize", (r->>29)::bigint as "requestMimeSize", (r->>30)::integer as "requestAttachmentCount", (r->>31)::bigint as "responseSize", (r->>32)::bigint as "responseMimeSize", (r->>33)::integer as "responseAttachmentCount",
    (r->>34)::boolean as "succeeded", r->>35 as "faultCode", r->>36 as "faultString", (r->>37)::integer as "statusCode",
    r->>38 as "requestId", r->>39 as "requestHash", r->>40 as "responseHash"
  from (select *, record::jsonb as r from exchange.transaction) t;

-- ── Usage ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

-- What passed in a minute, added up from the batches within a second or so: lists and charts never read the log.
create table exchange.usage_minute (
  minute timestamptz not null,
  client integer not null,
  service integer not null,
  -- the provider answered below 500
  passed integer not null,
  -- of those, the provider itself declined (4xx): answered, yet nobody would call it a success
  declined integer not null default 0 check (declined <= passed),
  -- the provider answered 5xx, or nobody did
  failed integer not null,
  -- we said no: right, quota, id
  refused integer not null,
  bytes_in bigint not null,
  bytes_out bigint not null,
  total_ms bigint not null,
  -- how many took up to 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000 ms, and more
  took integer[] not null check (cardinality(took) = 13),
  primary key (minute, client, service)
);
create index usage_minute_service on exchange.usage_minute (service, minute);

create table exchange.quota_use (
  right_number integer not null,
  gateway_id smallint not null,
  -- the minute or the local day that is counted
  starts timestamptz not null,
  span text not null check (span in ('minute', 'day')),
  used integer not null,
  primary key (right_number, span, starts, gateway_id)
);

-- Adds the batches that are not yet counted, each exactly once, whatever died when; answers how many records it took.
create function exchange.count_batches(most integer) returns integer language plpgsql set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- The first day of which the open log can say anything: the smallest key of the table, no walk
create function exchange.open_log_since() returns timestamptz language sql stable security definer set search_path = pg_catalog, pg_temp return (select min(minute) from exchange.usage_minute);

grant select, insert, update on all tables in schema exchange to tinhso_app;
revoke insert, update on exchange.registry from tinhso_app;
revoke update on exchange.batch, exchange.transaction, exchange.message, exchange.time_stamp, exchange.connection_test, exchange.history, exchange.archive from tinhso_app;
grant delete on exchange.message_claim, exchange.quota_use to tinhso_app;
revoke all on function exchange.make_partitions(date, integer), exchange.count_batches(integer), exchange.open_log_since() from public;
grant execute on function exchange.make_partitions(date, integer), exchange.count_batches(integer), exchange.open_log_since() to tinhso_app;

-- ── The second wall ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Whether the present actor administers the exchange, or the agency behind a party.
-- Without subqueries, so that it is written into the statement instead of being called: each batch of the log asks it.
create function exchange.steward() returns boolean language sql stable parallel safe
  return kernel.actor_kind() = 'system' or kernel.actor_kind() = 'officer' and 'administrator' = any (kernel.actor_roles());
create function exchange.of_mine(subsystem integer) returns boolean language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  return kernel.actor_kind() = 'officer' and exists (select from exchange.subsystem s join exchange.member m on m.id = s.member_id where s.number = subsystem and m.agency_id = any (kernel.actor_agencies()));
create function exchange.service_of_mine(service_number integer) returns boolean language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  return kernel.actor_kind() = 'officer' and exists (select from exchange.data_service d join exchange.subsystem s on s.id = d.subsystem_id join exchange.member m on m.id = s.member_id where d.number = service_number and m.agency_id = any (kernel.actor_agencies()));

do $$ declare each text; begin
  -- names and services are read by every officer; stewards change them
  foreach each in array array['member', 'security_server', 'subsystem', 'data_service', 'endpoint', 'subject_group', 'group_subsystem', 'access_right', 'shared_database', 'connection_test', 'history', 'archive', 'gateway', 'batch', 'time_stamp'] loop
    execute format('alter table exchange.%I enable row level security', each);
    execute format('create policy %I on exchange.%I for select using ((select kernel.actor_kind()) in (''system'', ''officer''))', each || '_read', each);
    execute format('create policy %I on exchange.%I using ((select exchange.steward())) with check ((select exchange.steward()))', each || '_change', each);
  end loop;
  foreach each in array array['credential', 'message_claim', 'quota_use', 'message'] loop
    execute format('alter table exchange.%I enable row level security', each);
    execute format('create policy %I on exchange.%I using ((select exchange.steward())) with check ((select exchange.steward()))', each || '_steward', each);
  end loop;
  -- the log is seen by its stewards and by the two parties
  foreach each in array array['transaction', 'usage_minute'] loop
    execute format('alter table exchange.%I enable row level security', each);
    execute format('create policy %I on exchange.%I using ((select exchange.steward())) with check ((select exchange.steward()))', each || '_steward', each);
    execute format('create policy %I on exchange.%I for select using (exchange.of_mine(client) or exchange.service_of_mine(service))', each || '_party', each);
  end loop;
end $$;
alter table exchange.access_request enable row level security;
create policy access_request_steward on exchange.access_request using ((select exchange.steward())) with check ((select exchange.steward()));
-- the asking agency writes its own request; the providing one sees and decides it
create policy access_request_asker on exchange.access_request using (exchange.of_mine((select number from exchange.subsystem s where s.id = subsystem_id)))
  with check (exchange.of_mine((select number from exchange.subsystem s where s.id = subsystem_id)));
create policy access_request_provider on exchange.access_request for select using (exchange.service_of_mine((select number from exchange.data_service d where d.id = service_id)));
create policy access_request_decider on exchange.access_request for update using (exchange.service_of_mine((select number from exchange.data_service d where d.id = service_id)));
-- granting is the provider's act: the right comes from the agency that owns the service
create policy access_right_provider on exchange.access_right for insert with check (exchange.service_of_mine((select number from exchange.data_service d where d.id = service_id)));
create policy access_right_end on exchange.access_right for update using (exchange.service_of_mine((select number from exchange.data_service d where d.id = service_id)));
alter table exchange.registry enable row level security;
create policy registry_read on exchange.registry for select using (true);
