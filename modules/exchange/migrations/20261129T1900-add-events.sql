-- Events: what a subsystem announces on a topic, who may hear it, and how far each subscriber's webhook has come.

-- ── Registry ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

create table exchange.event_topic (
  id uuid primary key,
  number integer not null unique generated always as identity,
  -- who announces on it; nobody else may
  subsystem_id uuid not null references exchange.subsystem (id),
  code text not null unique check (code ~ '^[a-z0-9][a-z0-9.-]{0,99}$'),
  name text not null check (name is nfc normalized),
  description text not null default '',
  legal_basis text not null check (legal_basis <> ''),
  -- JSON Schema (2020-12) of `data`; null: any
  payload_schema jsonb,
  retention_days integer not null default 30 check (retention_days between 1 and 3650),
  -- as with services: shown to every member unless its owner has said otherwise, with the legal ground (NĐ 194/2025)
  listed boolean not null default true,
  unlisted_because text,
  state text not null default 'open' check (state in ('open', 'closed')),
  version integer not null default 1,
  check (listed or unlisted_because is not null)
);

-- The contract under which a subsystem may hear a topic.
create table exchange.event_subscription (
  id uuid primary key,
  number integer not null unique generated always as identity,
  subsystem_id uuid not null references exchange.subsystem (id),
  topic_id uuid not null references exchange.event_topic (id),
  purpose text not null check (purpose <> ''),
  legal_basis text not null check (legal_basis <> ''),
  valid_from timestamptz not null,
  valid_to timestamptz,
  ended_at timestamptz,
  ended_because text,
  version integer not null default 1,
  check (valid_to > valid_from)
);
create unique index event_subscription_in_force on exchange.event_subscription (subsystem_id, topic_id) where ended_at is null;

do $$ declare each text; begin
  foreach each in array array['event_topic', 'event_subscription'] loop
    execute format('create trigger tell_gateways after insert or update or delete on exchange.%I for each statement execute function exchange.registry_changed()', each);
  end loop;
end $$;
-- to whom a subscription was given is never rewritten: a new contract is a new one
create function exchange.keep_subscription() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (old.subsystem_id, old.topic_id, old.valid_from) is distinct from (new.subsystem_id, new.topic_id, new.valid_from) then raise integrity_constraint_violation using message = 'the parties of a subscription stay as they are'; end if;
  if old.ended_at is not null then raise integrity_constraint_violation using message = 'a subscription that ended stays ended'; end if;
  return new;
end $$;
create trigger keep_subscription before update on exchange.event_subscription for each row execute function exchange.keep_subscription();

-- ── The events, where PostgreSQL is the engine ──────────────────────────────────────────────────────────────────────────────────────────────

-- The last position of a topic. Its row is locked by whoever publishes until the commit: positions are given in commit order and without gaps, so that
-- a reader who has seen position n will never be surprised by one below it (a sequence would promise no such thing).
create table exchange.event_head (topic integer primary key, last_position bigint not null, first_position bigint not null default 1);

-- Which ids a topic has taken. Not partitioned: an id must be found again whatever the month.
create table exchange.event_claim (
  topic integer not null,
  publisher integer not null,
  event_id text not null,
  position bigint not null,
  digest bytea not null,
  at timestamptz not null,
  primary key (topic, publisher, event_id)
);
create index event_claim_at on exchange.event_claim (topic, at);
-- Two events of a topic never share a position: if the lock of the head were ever lost, publishing would fail instead of lying.
create unique index event_claim_position on exchange.event_claim (topic, position);

create table exchange.event (
  topic integer not null,
  position bigint not null,
  at timestamptz not null,
  publisher integer not null,
  event_id text not null,
  -- the event as JSON, sealed with a key of ours
  body bytea not null
) partition by range (at);
create index event_position on exchange.event (topic, position);
create table exchange.event_rest partition of exchange.event default;

create or replace function exchange.make_partitions(first date, months integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;
select exchange.make_partitions((now() at time zone 'UTC')::date, 4);

-- Takes events in the order given; answers for each its position, whether it was there before, and the digest it was taken with. One transaction, one notice.
create function exchange.publish_events(of_topic integer, publishers integer[], ids text[], digests bytea[], bodies bytea[], published_at timestamptz)
returns table (place bigint, event_position bigint, known boolean, known_digest bytea) language plpgsql set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- Forgets what is older than its topic keeps; the head remembers where what is left begins.
create function exchange.expire_events(at_now timestamptz) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
end $$;

-- ── Delivery to webhooks, whatever the engine ───────────────────────────────────────────────────────────────────────────────────────────────

create table exchange.event_delivery (
  subscription_id uuid primary key references exchange.event_subscription (id),
  url text not null,
  -- HMAC key of Standard Webhooks, sealed
  secret_sealed bytea not null,
  registered_at timestamptz not null,
  -- everything up to here was taken by the subscriber, or lies in the dead letters
  position bigint not null,
  attempts integer not null default 0,
  -- events refused one after the other
  refused_in_a_row integer not null default 0,
  next_at timestamptz not null,
  last_status integer,
  last_error text,
  paused_at timestamptz,
  paused_because text,
  -- one worker at a time: nobody sends without a lease that outlives the sending
  leased_by text,
  leased_until timestamptz
);

create table exchange.event_dead_letter (
  id uuid primary key,
  subscription_id uuid not null references exchange.event_subscription (id),
  position bigint not null,
  event_id text not null,
  at timestamptz not null,
  attempts integer not null,
  last_status integer,
  last_error text not null,
  state text not null default 'waiting' check (state in ('waiting', 'replaying', 'replayed', 'dropped')),
  version integer not null default 1,
  unique (subscription_id, position)
);
create index event_dead_letter_open on exchange.event_dead_letter (subscription_id) where state in ('waiting', 'replaying');

grant select, insert, update on exchange.event_topic, exchange.event_subscription, exchange.event_head, exchange.event_delivery, exchange.event_dead_letter to tinhso_app;
grant delete on exchange.event_delivery to tinhso_app;
-- what was announced is never rewritten
grant select, insert on exchange.event, exchange.event_claim to tinhso_app;
do $$ declare part regclass; begin
  for part in select inhrelid::regclass from pg_inherits where inhparent = 'exchange.event'::regclass loop execute format('revoke all on %s from tinhso_app', part); end loop;
end $$;
revoke all on function exchange.publish_events(integer, integer[], text[], bytea[], bytea[], timestamptz), exchange.expire_events(timestamptz) from public;
grant execute on function exchange.publish_events(integer, integer[], text[], bytea[], bytea[], timestamptz), exchange.expire_events(timestamptz) to tinhso_app;

-- ── The second wall ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

create function exchange.topics_heard_by_me() returns uuid[] language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  return coalesce((select array_agg(topic_id) from exchange.event_subscription where subsystem_id = any (exchange.my_subsystem_ids())), '{}');
create function exchange.my_topic_ids() returns uuid[] language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  return coalesce((select array_agg(id) from exchange.event_topic where subsystem_id = any (exchange.my_subsystem_ids())), '{}');

alter table exchange.event_topic enable row level security;
create policy event_topic_change on exchange.event_topic using ((select exchange.steward())) with check ((select exchange.steward()));
create policy event_topic_read on exchange.event_topic for select using ((select kernel.actor_kind()) = 'officer'
  and (listed or id = any ((select exchange.my_topic_ids())::uuid[]) or id = any ((select exchange.topics_heard_by_me())::uuid[])));
alter table exchange.event_subscription enable row level security;
create policy event_subscription_change on exchange.event_subscription using ((select exchange.steward())) with check ((select exchange.steward()));
create policy event_subscription_party on exchange.event_subscription for select using (subsystem_id = any ((select exchange.my_subsystem_ids())::uuid[]) or topic_id = any ((select exchange.my_topic_ids())::uuid[]));
do $$ declare each text; begin
  foreach each in array array['event_delivery', 'event_dead_letter'] loop
    execute format('alter table exchange.%I enable row level security', each);
    execute format('create policy %I on exchange.%I using ((select exchange.steward())) with check ((select exchange.steward()))', each || '_steward', each);
    execute format('create policy %I on exchange.%I for select using (subscription_id in (select id from exchange.event_subscription where subsystem_id = any ((select exchange.my_subsystem_ids())::uuid[])))', each || '_party', each);
  end loop;
  -- what is announced is the platform's to carry and nobody's to read on the way
  foreach each in array array['event', 'event_claim', 'event_head'] loop
    execute format('alter table exchange.%I enable row level security', each);
    execute format('create policy %I on exchange.%I using ((select kernel.actor_kind()) = ''system'') with check ((select kernel.actor_kind()) = ''system'')', each || '_platform', each);
  end loop;
end $$;
