-- Who filed a dossier for somebody under a mandate that has ended is told so instead of "not found". The wall hides the row by then, so the function
-- looks behind it; it answers only to the two accounts that are named in the row, and says nothing but who they are and by which mandate.
create function dossiers.parties_of(dossier uuid) returns table (subject_account_id uuid, submitter_account_id uuid, mandate_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select d.subject_account_id, d.submitter_account_id, d.mandate_id from dossiers.dossier d
      where d.id = dossier and kernel.actor_kind() = 'citizen' and kernel.actor_account() in (d.subject_account_id, d.submitter_account_id) $$;
revoke all on function dossiers.parties_of(uuid) from public;
grant execute on function dossiers.parties_of(uuid) to tinhso_app;

-- No mandate, no helper: filing for another without one gives no sight either.
drop policy dossier_citizen on dossiers.dossier;
create policy dossier_citizen on dossiers.dossier using ((select kernel.actor_kind()) = 'citizen'
  and (subject_account_id = (select kernel.actor_account())
    or submitter_account_id = (select kernel.actor_account())
      and identity.mandate_holds(mandate_id, (select kernel.actor_account()), (select (now() at time zone 'Asia/Ho_Chi_Minh')::date))));
