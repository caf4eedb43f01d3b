-- What takes the place of a reading is a correction of it, of the same element, category, unit and period, and stands by the end of the act: no value is put
-- out of sight by naming any other. Judged at commit, because the old one is told of the new one before that one is there.
create function indicators.hold_correction() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.corrects is not null and not exists (select from indicators.reading former where former.id = new.corrects and (former.element, former.category, former.unit_code, former.period) = (new.element, new.category, new.unit_code, new.period)) then
    raise exception 'a correction is of the same element, category, unit and period' using errcode = 'restrict_violation';
  end if;
  if new.superseded_by is not null and not exists (select from indicators.reading next where next.id = new.superseded_by and next.corrects = new.id and next.state in ('approved', 'locked')) then
    raise exception 'a reading is superseded by its own correction, and that one stands' using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
create constraint trigger reading_correction_held after insert or update of superseded_by on indicators.reading deferrable initially deferred
  for each row when (new.corrects is not null or new.superseded_by is not null) execute function indicators.hold_correction();

-- Whoever is to do a task does not move its day: its wording belongs to the branch that gave it. Those given before this was kept belong to the province's top.
alter table indicators.task add column assigner_agency_id uuid references organisations.agency (id);
update indicators.task k set assigner_agency_id = coalesce((select a.path[1] from organisations.agency a where a.id = k.agency_id), k.agency_id);
alter table indicators.task alter column assigner_agency_id set not null;
create function indicators.guard_task() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'UPDATE' then
    if (new.title, new.document, new.indicator_code, new.agency_id, new.due_on, new.assigned_on, new.assigner_agency_id) is not distinct from (old.title, old.document, old.indicator_code, old.agency_id, old.due_on, old.assigned_on, old.assigner_agency_id) then return new; end if;
    if old.done_on is not null then raise exception 'a task that is done keeps its wording and its day' using errcode = 'restrict_violation'; end if;
    if (new.assigned_on, new.assigner_agency_id) is distinct from (old.assigned_on, old.assigner_agency_id) then raise exception 'who gave a task, and when, stays' using errcode = 'restrict_violation'; end if;
  end if;
  if kernel.actor_kind() = 'officer' and not (indicators.within_scope(new.assigner_agency_id) and kernel.actor_roles() && array['administrator', 'data-steward', 'unit-administrator', 'approver']) then
    raise exception 'tasks are given and changed by the branch that gives them' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger task_guarded before insert or update on indicators.task for each row execute function indicators.guard_task();
