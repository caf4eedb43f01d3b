-- A consultation is seen by those who see its dossier: the agency that asked and the one that was asked, not every officer of the province.
-- The function looks behind the wall, so that the two policies do not ask each other in a circle.
create function dossiers.consulted_on(agencies uuid[]) returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select c.dossier_id from dossiers.consultation c where c.agency_id = any (agencies) $$;
revoke all on function dossiers.consulted_on(uuid[]) from public;
grant execute on function dossiers.consulted_on(uuid[]) to tinhso_app;

drop policy dossier_officer on dossiers.dossier;
create policy dossier_officer on dossiers.dossier using ((select kernel.actor_kind()) = 'officer'
  and (holder_agency_id = any ((select kernel.actor_agencies())::uuid[]) or receiving_agency_id = any ((select kernel.actor_agencies())::uuid[])
    or competent_agency_id = any ((select kernel.actor_agencies())::uuid[]) or id in (select dossiers.consulted_on((select kernel.actor_agencies())::uuid[]))));
drop policy consultation_seen on dossiers.consultation;
create policy consultation_seen on dossiers.consultation using ((select kernel.actor_kind()) in ('system', 'officer') and exists (select from dossiers.dossier d where d.id = dossier_id));
