-- A receiver whose system failed at a document may have it put back among those that wait; nothing else of a delivery is an officer's to change.
create function exchange.of_my_system(subsystem integer) returns boolean language sql stable parallel safe
  return (select exchange.unit_administrator()) and exchange.of_mine(subsystem);
create policy delivery_again on exchange.delivery for update using (exchange.of_my_system(receiver) and state in ('failed', 'fetched')) with check (exchange.of_my_system(receiver) and state = 'waiting');

create or replace function exchange.hold_columns() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare open text[] := case tg_table_name when 'data_service' then array['state', 'disabled_notice', 'version'] when 'access_right' then array['per_minute', 'per_day', 'valid_to', 'ended_at', 'ended_because', 'version']
  when 'event_dead_letter' then array['state', 'version'] when 'delivery' then array['state', 'updated_at'] else array['state', 'decided_at', 'decided_by', 'decision_reason', 'decision_ground', 'version'] end;
begin
  if not exchange.steward() and kernel.actor_kind() = 'officer' and (to_jsonb(old) - open) is distinct from (to_jsonb(new) - open) then
    raise insufficient_privilege using message = format('only a steward of the exchange changes this of %s', tg_table_name);
  end if;
  return new;
end $$;
create trigger hold_columns before update on exchange.delivery for each row execute function exchange.hold_columns();

-- stuck documents are looked for by age, whoever receives them
create index delivery_stuck on exchange.delivery (updated_at) where state in ('waiting', 'failed');
create index delivery_updated on exchange.delivery (updated_at, document_id, receiver_code);
