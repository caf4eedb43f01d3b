-- A helper sees what was filed for somebody else only as long as the mandate holds; afterwards the public tracking page is all there is.
-- The wall goes by the database's own day, so that it stands whatever the application believes.
drop policy dossier_citizen on dossiers.dossier;
create policy dossier_citizen on dossiers.dossier using ((select kernel.actor_kind()) = 'citizen'
  and (subject_account_id = (select kernel.actor_account())
    or submitter_account_id = (select kernel.actor_account())
      and (mandate_id is null or identity.mandate_holds(mandate_id, (select kernel.actor_account()), (select (now() at time zone 'Asia/Ho_Chi_Minh')::date)))));
