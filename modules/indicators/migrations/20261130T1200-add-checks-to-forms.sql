-- What a form breaks its elements down by, and what its reports are checked for before they are submitted (domain/form.ts).
alter table indicators.form add column categories jsonb not null default '{}', add column checks jsonb not null default '{"complete": false, "rules": []}';

-- Evidence of a report or a task lies behind the wall of what it belongs to. What counts may be opened by every officer, what is being prepared by the branch; nobody takes evidence out of what was submitted.
do $$
declare
  uuid text := '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
  own text := format($p$case
    when owner_scope ~ '^indicator-report:%1$s$' then exists (select from indicators.report r where r.id = substr(owner_scope, 18, 36)::uuid and indicators.within_scope(r.agency_id))
    when owner_scope ~ '^indicator-task:%1$s$' then exists (select from indicators.task t where t.id = substr(owner_scope, 16, 36)::uuid and indicators.within_scope(t.agency_id))
    else false end$p$, uuid);
  seen text := format($p$%2$s or case
    when owner_scope ~ '^indicator-report:%1$s$' then (select kernel.actor_kind()) = 'officer' and exists (select from indicators.report r where r.id = substr(owner_scope, 18, 36)::uuid and r.state in ('approved', 'locked'))
    when owner_scope ~ '^indicator-task:%1$s$' then (select kernel.actor_kind()) = 'officer'
    else false end$p$, uuid, own);
  underway text := format($p$owner_scope ~ '^indicator-report:%1$s$' and exists (select from indicators.report r where r.id = substr(owner_scope, 18, 36)::uuid and r.state in ('draft', 'returned') and indicators.within_scope(r.agency_id))$p$, uuid);
begin
  execute format('create policy file_indicators_see on kernel.file for select using (%s)', seen);
  execute format('create policy file_indicators_bring on kernel.file for insert with check (%s)', own);
  execute format('create policy file_indicators_take_back on kernel.file for delete using (%s)', underway);
end $$;
