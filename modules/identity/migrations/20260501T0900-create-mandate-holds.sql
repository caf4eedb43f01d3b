-- Whether a mandate gives its holder a voice on a day: not revoked, begun, not over. Other modules' walls ask it; it answers yes or no and
-- shows nothing, so it may look behind the wall round the mandates themselves.
create function identity.mandate_holds(mandate uuid, holder uuid, on_day date) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select exists (select from identity.mandate m where m.id = mandate and m.actor_id = holder and m.revoked_at is null and on_day between m.valid_from and m.valid_to) $$;
revoke all on function identity.mandate_holds(uuid, uuid, date) from public;
grant execute on function identity.mandate_holds(uuid, uuid, date) to tinhso_app;
