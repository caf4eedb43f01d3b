-- What a helper was still filling in for somebody goes out of sight with the mandate, as what was filed did before; one's own drafts stay.
drop policy draft_own on dossiers.draft;
create policy draft_own on dossiers.draft using ((select kernel.actor_kind()) = 'system'
  or account_id = (select kernel.actor_account())
    and (mandate_id is null and subject_account_id = account_id
      or identity.mandate_holds(mandate_id, (select kernel.actor_account()), (select (now() at time zone 'Asia/Ho_Chi_Minh')::date))));

-- Whether a draft of one's own is hidden by the end of its mandate: then the page says so instead of "not found".
create function dossiers.draft_was_mine(draft uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select exists (select from dossiers.draft d where d.id = draft and d.mandate_id is not null and kernel.actor_kind() = 'citizen' and d.account_id = kernel.actor_account()) $$;
revoke all on function dossiers.draft_was_mine(uuid) from public;
grant execute on function dossiers.draft_was_mine(uuid) to tinhso_app;
