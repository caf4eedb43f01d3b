-- Administration of the exchange: what its console keeps beside the registry, who may change what, and the indexes of its searches.

-- who answers questions about a service, and what a contract for it says
alter table exchange.data_service add column contact text not null default '', add column terms text not null default '';
-- the working days that lie between a request and its due time, as they were counted then
alter table exchange.access_request add column due_steps jsonb not null default '[]';
-- members whose traffic does not appear in the open log (security bodies, as Estonia's logs.x-tee.ee leaves them out)
alter table exchange.member add column in_open_log boolean not null default true;
alter table exchange.subject_group add column ended boolean not null default false;
-- who wrote it first: what came with the province pack follows the pack until somebody changes it
alter table exchange.shared_database add column place integer not null default 0;

create index access_request_service on exchange.access_request (service_id, asked_at desc);
create index access_request_subsystem on exchange.access_request (subsystem_id, asked_at desc);
create index history_object on exchange.history (object_type, object_id, version desc);
-- the console walks the log by time, alone or of one service; what is new always lies at the right end
create index transaction_at on exchange.transaction (at, id);
create index transaction_service on exchange.transaction (service, at);

-- a partition has no policies: whoever could name it would walk round the wall, and could rewrite what the log says
do $$ declare part regclass; begin
  for part in select inhrelid::regclass from pg_inherits where inhparent in ('exchange.transaction'::regclass, 'exchange.message'::regclass) loop
    execute format('revoke all on %s from tinhso_app', part);
  end loop;
end $$;

-- ── The second wall ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

create function exchange.unit_administrator() returns boolean language sql stable parallel safe
  return (select kernel.actor_kind()) = 'officer' and 'unit-administrator' = any ((select kernel.actor_roles())::text[]);
-- Numbers of the present officer's own parties: asked once a statement, not once a row of the log.
create function exchange.my_subsystems() returns integer[] language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  return coalesce((select array_agg(s.number) from exchange.subsystem s join exchange.member m on m.id = s.member_id where kernel.actor_kind() = 'officer' and m.agency_id = any (kernel.actor_agencies())), '{}');
create function exchange.my_services() returns integer[] language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  return coalesce((select array_agg(d.number) from exchange.data_service d join exchange.subsystem s on s.id = d.subsystem_id join exchange.member m on m.id = s.member_id where kernel.actor_kind() = 'officer' and m.agency_id = any (kernel.actor_agencies())), '{}');
-- Services that the present officer's subsystems hold a contract for.
create function exchange.services_used_by_me() returns integer[] language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  return coalesce((select array_agg(distinct d.number) from exchange.access_right r join exchange.data_service d on d.id = r.service_id left join exchange.group_subsystem g on g.group_id = r.group_id and g.until is null
    join exchange.subsystem s on s.id = coalesce(r.subsystem_id, g.subsystem_id) where s.number = any (exchange.my_subsystems())), '{}');
create function exchange.my_subsystem_ids() returns uuid[] language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  return coalesce((select array_agg(id) from exchange.subsystem where number = any (exchange.my_subsystems())), '{}');
create function exchange.my_service_ids() returns uuid[] language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  return coalesce((select array_agg(id) from exchange.data_service where number = any (exchange.my_services())), '{}');

drop policy transaction_party on exchange.transaction;
create policy transaction_party on exchange.transaction for select using (client = any ((select exchange.my_subsystems())::integer[]) or service = any ((select exchange.my_services())::integer[]));
drop policy usage_minute_party on exchange.usage_minute;
create policy usage_minute_party on exchange.usage_minute for select using (client = any ((select exchange.my_subsystems())::integer[]) or service = any ((select exchange.my_services())::integer[]));

-- A service that its owner does not list is seen by its owner and by those who hold a contract; its addresses are nobody else's business.
drop policy data_service_read on exchange.data_service;
create policy data_service_read on exchange.data_service for select using ((select exchange.steward())
  or (select kernel.actor_kind()) = 'officer' and (listed or number = any ((select exchange.my_services())::integer[]) or number = any ((select exchange.services_used_by_me())::integer[])));
-- its owner may stop it and open it again; the trigger below holds everything else
create policy data_service_owner on exchange.data_service for update using ((select exchange.unit_administrator()) and number = any ((select exchange.my_services())::integer[]));

drop policy access_right_read on exchange.access_right;
create policy access_right_read on exchange.access_right for select using ((select exchange.steward()) or (select kernel.actor_kind()) = 'officer'
  and (group_id is not null or subsystem_id = any ((select exchange.my_subsystem_ids())::uuid[]) or service_id = any ((select exchange.my_service_ids())::uuid[])));
drop policy access_right_provider on exchange.access_right;
drop policy access_right_end on exchange.access_right;
-- a provider gives a right only by granting a request; only stewards give one that nobody asked for
create policy access_right_provider on exchange.access_right for insert with check ((select exchange.unit_administrator()) and service_id = any ((select exchange.my_service_ids())::uuid[])
  and exists (select from exchange.access_request q where q.id = request_id and q.state = 'granted' and q.service_id = access_right.service_id and q.subsystem_id = access_right.subsystem_id));
create policy access_right_end on exchange.access_right for update using ((select exchange.unit_administrator()) and service_id = any ((select exchange.my_service_ids())::uuid[]));

drop policy access_request_asker on exchange.access_request;
drop policy access_request_provider on exchange.access_request;
drop policy access_request_decider on exchange.access_request;
create policy access_request_party on exchange.access_request for select using (subsystem_id = any ((select exchange.my_subsystem_ids())::uuid[]) or service_id = any ((select exchange.my_service_ids())::uuid[]));
create policy access_request_ask on exchange.access_request for insert with check ((select exchange.unit_administrator()) and subsystem_id = any ((select exchange.my_subsystem_ids())::uuid[])
  and state = 'waiting' and asked_by = (select kernel.actor_account()) and decided_at is null);
create policy access_request_withdraw on exchange.access_request for update using ((select exchange.unit_administrator()) and state = 'waiting' and subsystem_id = any ((select exchange.my_subsystem_ids())::uuid[]))
  with check (state = 'withdrawn' and subsystem_id = any ((select exchange.my_subsystem_ids())::uuid[]));
create policy access_request_decide on exchange.access_request for update using ((select exchange.unit_administrator()) and state = 'waiting' and service_id = any ((select exchange.my_service_ids())::uuid[]))
  with check (state in ('granted', 'refused') and decided_by = (select kernel.actor_account()) and service_id = any ((select exchange.my_service_ids())::uuid[]));

-- expiry of own credentials and use of own quotas are the party's to see; secrets are hashed or sealed
create policy credential_party on exchange.credential for select using ((select exchange.unit_administrator()) and subsystem_id = any ((select exchange.my_subsystem_ids())::uuid[]));
create policy quota_use_party on exchange.quota_use for select using (right_number in (select number from exchange.access_right));
create policy connection_test_owner on exchange.connection_test for insert with check ((select exchange.unit_administrator()) and by_account = (select kernel.actor_account()) and service_id = any ((select exchange.my_service_ids())::uuid[]));
drop policy connection_test_read on exchange.connection_test;
create policy connection_test_read on exchange.connection_test for select using ((select exchange.steward()) or service_id in (select id from exchange.data_service));

create function exchange.of_my_history(kind text, object uuid) returns boolean language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp
  return case kind
    when 'data_service' then exists (select from exchange.data_service where id = object and number = any (exchange.my_services()))
    when 'access_right' then exists (select from exchange.access_right where id = object and (service_id = any (exchange.my_service_ids()) or subsystem_id = any (exchange.my_subsystem_ids())))
    when 'access_request' then exists (select from exchange.access_request where id = object and (service_id = any (exchange.my_service_ids()) or subsystem_id = any (exchange.my_subsystem_ids())))
    else false end;
drop policy history_read on exchange.history;
create policy history_read on exchange.history for select using ((select exchange.steward()) or (select kernel.actor_kind()) = 'officer' and exchange.of_my_history(object_type, object_id));
create policy history_own on exchange.history for insert with check ((select exchange.unit_administrator()) and changed_by_account_id = (select kernel.actor_account()) and exchange.of_my_history(object_type, object_id));

-- Row policies cannot hold columns: whoever is no steward changes of a service its state, of a right its end, quota and term, and nothing else.
create function exchange.hold_columns() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare open text[] := case tg_table_name when 'data_service' then array['state', 'disabled_notice', 'version'] when 'access_right' then array['per_minute', 'per_day', 'valid_to', 'ended_at', 'ended_because', 'version']
  else array['state', 'decided_at', 'decided_by', 'decision_reason', 'decision_ground', 'version'] end;
begin
  if not exchange.steward() and kernel.actor_kind() = 'officer' and (to_jsonb(old) - open) is distinct from (to_jsonb(new) - open) then
    raise insufficient_privilege using message = format('only a steward of the exchange changes this of %s', tg_table_name);
  end if;
  return new;
end $$;
create trigger hold_columns before update on exchange.data_service for each row execute function exchange.hold_columns();
create trigger hold_columns before update on exchange.access_right for each row execute function exchange.hold_columns();
create trigger hold_columns before update on exchange.access_request for each row execute function exchange.hold_columns();
-- to whom a right was given, for what and on which request is never rewritten: a new contract is a new right
create function exchange.keep_parties() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (old.subsystem_id, old.group_id, old.service_id, old.valid_from) is distinct from (new.subsystem_id, new.group_id, new.service_id, new.valid_from) then raise integrity_constraint_violation using message = 'the parties of a right stay as they are'; end if;
  if old.ended_at is not null then raise integrity_constraint_violation using message = 'a right that ended stays ended'; end if;
  return new;
end $$;
create trigger keep_parties before update on exchange.access_right for each row execute function exchange.keep_parties();

-- ── The open log ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

-- Hours, services, consumers and counts: no person, no message, no id. Members that stay out are left out on both sides; nothing younger than `delay_days`.
create function exchange.open_log(delay_days integer, at_from timestamptz, at_to timestamptz) returns table (hour timestamptz, client_name text, client_member text, client_subsystem text, service_name text, service_member text, service_code text, passed bigint, failed bigint, refused bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select date_trunc('hour', u.minute), cs.name, cm.name, cs.code, d.name, sm.name, d.code, sum(u.passed), sum(u.failed), sum(u.refused)
  from exchange.usage_minute u
    join exchange.subsystem cs on cs.number = u.client join exchange.member cm on cm.id = cs.member_id
    join exchange.data_service d on d.number = u.service join exchange.subsystem ss on ss.id = d.subsystem_id join exchange.member sm on sm.id = ss.member_id
  where u.minute >= at_from and u.minute < least(at_to, date_trunc('day', now(), 'Asia/Ho_Chi_Minh') - make_interval(days => greatest(delay_days, 1))) and cm.in_open_log and sm.in_open_log and d.listed
  group by 1, 2, 3, 4, 5, 6, 7
$$;
revoke all on function exchange.open_log(integer, timestamptz, timestamptz) from public;
grant execute on function exchange.open_log(integer, timestamptz, timestamptz) to tinhso_app;
