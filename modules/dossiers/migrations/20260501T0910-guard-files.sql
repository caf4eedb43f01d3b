-- Files of dossiers stand behind the wall of what owns them: a dossier, a draft, an open request for a supplement; what was scanned at a
-- counter and is not filed yet is its officer's. Once in a dossier a file neither moves nor goes (the platform itself apart).
do $$
declare
  uuid text := '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
  seen text := format($p$case
    when owner_scope ~ '^dossier:%1$s$' then exists (select from dossiers.dossier d where d.id = substr(owner_scope, 9, 36)::uuid)
    when owner_scope ~ '^draft:%1$s$' then exists (select from dossiers.draft d where d.id = substr(owner_scope, 7, 36)::uuid)
    when owner_scope ~ '^supplement:%1$s/' then exists (select from dossiers.supplement_request r where r.id = substr(owner_scope, 12, 36)::uuid)
    when starts_with(owner_scope, 'counter:') then uploaded_by = (select kernel.actor_account())
    else false end$p$, uuid);
  underway text := format('owner_scope !~ %L and %s', '^dossier:', seen);
begin
  execute format('create policy file_dossiers_see on kernel.file for select using (%s)', seen);
  execute format('create policy file_dossiers_bring on kernel.file for insert with check (%s)', seen);
  execute format('create policy file_dossiers_file on kernel.file for update using (%s) with check (%s)', underway, seen);
  execute format('create policy file_dossiers_take_back on kernel.file for delete using (%s)', underway);
end $$;
