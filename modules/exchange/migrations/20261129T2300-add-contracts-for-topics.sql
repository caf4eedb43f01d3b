-- A topic is reached under the same contract as a service: asked for, answered within two working days, with quota and term (NĐ 194/2025/NĐ-CP).
-- Three kinds of contract: to call a service, to hear a topic, to announce on somebody else's topic.

alter table exchange.access_right alter column service_id drop not null,
  add column kind text not null default 'call' check (kind in ('call', 'subscribe', 'publish')),
  add column topic_id uuid references exchange.event_topic (id),
  add check ((kind = 'call') = (service_id is not null)), add check ((kind = 'call') = (topic_id is null)),
  -- a webhook, its key and its position belong to one subsystem
  add check (topic_id is null or subsystem_id is not null);
alter table exchange.access_request alter column service_id drop not null,
  add column kind text not null default 'call' check (kind in ('call', 'subscribe', 'publish')),
  add column topic_id uuid references exchange.event_topic (id),
  add check ((kind = 'call') = (service_id is not null)), add check ((kind = 'call') = (topic_id is null));
create unique index access_right_on_topic on exchange.access_right (subsystem_id, topic_id, kind) where topic_id is not null and ended_at is null;
create index access_right_of_topic on exchange.access_right (topic_id) where topic_id is not null;
create index access_request_topic on exchange.access_request (topic_id, asked_at desc) where topic_id is not null;

insert into exchange.access_right (id, kind, subsystem_id, topic_id, purpose, legal_basis, valid_from, valid_to, ended_at, ended_because, version)
  select id, 'subscribe', subsystem_id, topic_id, purpose, legal_basis, valid_from, valid_to, ended_at, ended_because, version from exchange.event_subscription;
alter table exchange.event_delivery drop constraint event_delivery_subscription_id_fkey, add foreign key (subscription_id) references exchange.access_right (id),
  -- when the subscriber last took one; for a day after the key was renewed both keys sign, so that the subscriber may change over without a gap
  add column delivered_at timestamptz, add column former_sealed bytea, add column former_until timestamptz, add check ((former_sealed is null) = (former_until is null));
alter table exchange.event_dead_letter drop constraint event_dead_letter_subscription_id_fkey, add foreign key (subscription_id) references exchange.access_right (id);

-- Where NATS carries the events only the gateways know how far a topic is; they write it here for the console.
create table exchange.event_reach (topic integer primary key, first_position bigint not null, last_position bigint not null, at timestamptz not null);
grant select, insert, update on exchange.event_reach to tinhso_app;
alter table exchange.event_reach enable row level security;
create policy event_reach_platform on exchange.event_reach using ((select kernel.actor_kind()) = 'system') with check ((select kernel.actor_kind()) = 'system');

create or replace function exchange.keep_parties() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (old.kind, old.subsystem_id, old.group_id, old.service_id, old.topic_id, old.valid_from) is distinct from (new.kind, new.subsystem_id, new.group_id, new.service_id, new.topic_id, new.valid_from) then raise integrity_constraint_violation using message = 'the parties of a right stay as they are'; end if;
  if old.ended_at is not null then raise integrity_constraint_violation using message = 'a right that ended stays ended'; end if;
  return new;
end $$;

-- ── The second wall ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

drop policy event_delivery_party on exchange.event_delivery;
drop policy event_dead_letter_party on exchange.event_dead_letter;
drop policy event_topic_read on exchange.event_topic;
drop function exchange.topics_heard_by_me();
drop table exchange.event_subscription;
drop function exchange.keep_subscription();

create function exchange.topics_contracted_by_me() returns uuid[] language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  return coalesce((select array_agg(topic_id) from exchange.access_right where topic_id is not null and subsystem_id = any (exchange.my_subsystem_ids())), '{}');
create policy event_topic_read on exchange.event_topic for select using ((select kernel.actor_kind()) = 'officer'
  and (listed or id = any ((select exchange.my_topic_ids())::uuid[]) or id = any ((select exchange.topics_contracted_by_me())::uuid[])));

drop policy access_right_read on exchange.access_right;
create policy access_right_read on exchange.access_right for select using ((select exchange.steward()) or (select kernel.actor_kind()) = 'officer'
  and (group_id is not null or subsystem_id = any ((select exchange.my_subsystem_ids())::uuid[]) or service_id = any ((select exchange.my_service_ids())::uuid[]) or topic_id = any ((select exchange.my_topic_ids())::uuid[])));
drop policy access_right_provider on exchange.access_right;
create policy access_right_provider on exchange.access_right for insert with check ((select exchange.unit_administrator())
  and (service_id = any ((select exchange.my_service_ids())::uuid[]) or topic_id = any ((select exchange.my_topic_ids())::uuid[]))
  and exists (select from exchange.access_request q where q.id = request_id and q.state = 'granted' and q.kind = access_right.kind and q.service_id is not distinct from access_right.service_id
    and q.topic_id is not distinct from access_right.topic_id and q.subsystem_id = access_right.subsystem_id));
drop policy access_right_end on exchange.access_right;
create policy access_right_end on exchange.access_right for update using ((select exchange.unit_administrator())
  and (service_id = any ((select exchange.my_service_ids())::uuid[]) or topic_id = any ((select exchange.my_topic_ids())::uuid[])));

drop policy access_request_party on exchange.access_request;
create policy access_request_party on exchange.access_request for select using (subsystem_id = any ((select exchange.my_subsystem_ids())::uuid[])
  or service_id = any ((select exchange.my_service_ids())::uuid[]) or topic_id = any ((select exchange.my_topic_ids())::uuid[]));
drop policy access_request_decide on exchange.access_request;
create policy access_request_decide on exchange.access_request for update
  using ((select exchange.unit_administrator()) and state = 'waiting' and (service_id = any ((select exchange.my_service_ids())::uuid[]) or topic_id = any ((select exchange.my_topic_ids())::uuid[])))
  with check (state in ('granted', 'refused') and decided_by = (select kernel.actor_account()) and (service_id = any ((select exchange.my_service_ids())::uuid[]) or topic_id = any ((select exchange.my_topic_ids())::uuid[])));

-- A subscriber looks after its own webhook, as its system may over the gateway.
create function exchange.my_subscription_ids() returns uuid[] language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  return coalesce((select array_agg(id) from exchange.access_right where kind = 'subscribe' and subsystem_id = any (exchange.my_subsystem_ids())), '{}');
create policy event_delivery_party on exchange.event_delivery for select using (subscription_id = any ((select exchange.my_subscription_ids())::uuid[]));
create policy event_delivery_manage on exchange.event_delivery using ((select exchange.unit_administrator()) and subscription_id = any ((select exchange.my_subscription_ids())::uuid[]));
create policy event_dead_letter_party on exchange.event_dead_letter for select using (subscription_id = any ((select exchange.my_subscription_ids())::uuid[]));
create policy event_dead_letter_manage on exchange.event_dead_letter for update using ((select exchange.unit_administrator()) and subscription_id = any ((select exchange.my_subscription_ids())::uuid[]));

create or replace function exchange.hold_columns() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare open text[] := case tg_table_name when 'data_service' then array['state', 'disabled_notice', 'version'] when 'access_right' then array['per_minute', 'per_day', 'valid_to', 'ended_at', 'ended_because', 'version']
  when 'event_dead_letter' then array['state', 'version'] else array['state', 'decided_at', 'decided_by', 'decision_reason', 'decision_ground', 'version'] end;
begin
  if not exchange.steward() and kernel.actor_kind() = 'officer' and (to_jsonb(old) - open) is distinct from (to_jsonb(new) - open) then
    raise insufficient_privilege using message = format('only a steward of the exchange changes this of %s', tg_table_name);
  end if;
  return new;
end $$;
create trigger hold_columns before update on exchange.event_dead_letter for each row execute function exchange.hold_columns();

create or replace function exchange.of_my_history(kind text, object uuid) returns boolean language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  return case kind
    when 'data_service' then exists (select from exchange.data_service where id = object and number = any (exchange.my_services()))
    when 'event_topic' then object = any (exchange.my_topic_ids())
    when 'access_right' then exists (select from exchange.access_right where id = object and (service_id = any (exchange.my_service_ids()) or topic_id = any (exchange.my_topic_ids()) or subsystem_id = any (exchange.my_subsystem_ids())))
    when 'access_request' then exists (select from exchange.access_request where id = object and (service_id = any (exchange.my_service_ids()) or topic_id = any (exchange.my_topic_ids()) or subsystem_id = any (exchange.my_subsystem_ids())))
    when 'event_dead_letter' then exists (select from exchange.event_dead_letter where id = object and subscription_id = any (exchange.my_subscription_ids()))
    else false end;
