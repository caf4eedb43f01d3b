-- Who asked for access does not decide on it, whatever roles they hold: two people stand behind every right that was asked for.
create function exchange.two_people_decide() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.state in ('granted', 'refused') and old.state = 'waiting' then
    if new.decided_by is null or new.decided_by = old.asked_by or kernel.actor_kind() = 'officer' and new.decided_by is distinct from kernel.actor_account() then
      raise insufficient_privilege using message = 'who asked for access does not decide on it, and whoever decides signs with the own account';
    end if;
  end if;
  if new.asked_by is distinct from old.asked_by then raise insufficient_privilege using message = 'who asked stays who asked'; end if;
  return new;
end $$;
create trigger two_people_decide before update on exchange.access_request for each row execute function exchange.two_people_decide();
