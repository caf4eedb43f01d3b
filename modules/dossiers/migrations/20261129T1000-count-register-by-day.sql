-- The overview of a province's year adds up days instead of reading every dossier. Whatever a dossier becomes is appended to its day, with a minus for what
-- it was: nothing is changed in place, so that no filing waits for another, and the sum is exact within the same transaction. A job folds what was appended.
-- What depends on the hour (late and still open) is not kept but counted from the few dossiers that are open.
create table dossiers.register_day (
  day date not null,
  receiving_agency_id uuid not null,
  competent_agency_id uuid not null,
  received integer not null,
  open integer not null,
  finished integer not null,
  finished_on_time integer not null,
  finished_late integer not null,
  refused integer not null,
  withdrawn integer not null
);
create index register_day_by_day on dossiers.register_day (day, receiving_agency_id, competent_agency_id) include (received, open, finished, finished_on_time, finished_late, refused, withdrawn);

alter table dossiers.register_day enable row level security;
create policy register_day_officer on dossiers.register_day using ((select kernel.actor_kind()) = 'officer'
  and (receiving_agency_id in (select unnest(kernel.actor_agencies())::uuid) or competent_agency_id in (select unnest(kernel.actor_agencies())::uuid)));
create policy register_day_system on dossiers.register_day using ((select kernel.actor_kind()) = 'system');
revoke all on dossiers.register_day from tinhso_app;
grant select on dossiers.register_day to tinhso_app;

-- What one dossier adds to its day (`sign` 1) or takes from it (-1): TT 01/2018/TT-VPCP Đ10.2, the filters of the register.
create function dossiers.register_line(d dossiers.dossier, sign integer) returns dossiers.register_day language sql immutable set search_path = pg_catalog, pg_temp as $$
  select (coalesce(d.received_at, d.submitted_at) at time zone 'Asia/Ho_Chi_Minh')::date, d.receiving_agency_id, d.competent_agency_id,
    sign * (d.received_at is not null)::integer,
    sign * (d.received_at is not null and d.finished_at is null)::integer,
    sign * (d.received_at is not null and d.finished_at is not null and d.processing <> 'withdrawn')::integer,
    sign * (d.received_at is not null and d.finished_at is not null and d.processing <> 'withdrawn' and (d.promised_at is null or d.finished_at <= d.promised_at))::integer,
    sign * (d.received_at is not null and d.finished_at is not null and d.processing <> 'withdrawn' and d.promised_at is not null and d.finished_at > d.promised_at)::integer,
    sign * (d.processing = 'refused')::integer,
    sign * (d.processing = 'withdrawn')::integer $$;

create function dossiers.count_filed() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into dossiers.register_day
    select (l).day, (l).receiving_agency_id, (l).competent_agency_id, sum((l).received), sum((l).open), sum((l).finished), sum((l).finished_on_time), sum((l).finished_late), sum((l).refused), sum((l).withdrawn)
    from (select dossiers.register_line(f, 1) as l from filed f) lines
    group by 1, 2, 3 having sum((l).received) <> 0 or sum((l).refused) <> 0 or sum((l).withdrawn) <> 0;
  return null;
end $$;
create function dossiers.count_changed() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into dossiers.register_day
    select (l).day, (l).receiving_agency_id, (l).competent_agency_id, sum((l).received), sum((l).open), sum((l).finished), sum((l).finished_on_time), sum((l).finished_late), sum((l).refused), sum((l).withdrawn)
    from (select dossiers.register_line(old, -1) as l union all select dossiers.register_line(new, 1) where tg_op = 'UPDATE') lines
    group by 1, 2, 3
    having (sum((l).received), sum((l).open), sum((l).finished), sum((l).finished_on_time), sum((l).finished_late), sum((l).refused), sum((l).withdrawn)) <> (0, 0, 0, 0, 0, 0, 0);
  return null;
end $$;
create trigger dossier_filed_counts after insert on dossiers.dossier referencing new table as filed for each statement execute function dossiers.count_filed();
create trigger dossier_change_counts after update on dossiers.dossier for each row
  when ((old.received_at, old.submitted_at, old.finished_at, old.promised_at, old.receiving_agency_id, old.competent_agency_id, old.processing in ('refused', 'withdrawn'))
    is distinct from (new.received_at, new.submitted_at, new.finished_at, new.promised_at, new.receiving_agency_id, new.competent_agency_id, new.processing in ('refused', 'withdrawn')))
  execute function dossiers.count_changed();
create trigger dossier_removal_counts after delete on dossiers.dossier for each row execute function dossiers.count_changed();

-- One line for every day and pair of agencies; what is appended meanwhile stays beside it. Answers how many lines went.
create function dossiers.fold_register() returns bigint language sql security definer set search_path = pg_catalog, pg_temp as $$
  with folded as (
    delete from dossiers.register_day r using (select day, receiving_agency_id, competent_agency_id from dossiers.register_day group by 1, 2, 3 having count(*) > 1) many
    where r.day = many.day and r.receiving_agency_id = many.receiving_agency_id and r.competent_agency_id = many.competent_agency_id returning r.*),
  kept as (
    insert into dossiers.register_day
    select day, receiving_agency_id, competent_agency_id, sum(received), sum(open), sum(finished), sum(finished_on_time), sum(finished_late), sum(refused), sum(withdrawn)
    from folded group by 1, 2, 3
    having (sum(received), sum(open), sum(finished), sum(finished_on_time), sum(finished_late), sum(refused), sum(withdrawn)) <> (0, 0, 0, 0, 0, 0, 0) returning 1)
  select (select count(*) from folded) - (select count(*) from kept) $$;
revoke all on function dossiers.fold_register(), dossiers.count_filed(), dossiers.count_changed() from public;
grant execute on function dossiers.fold_register() to tinhso_app;

insert into dossiers.register_day
  select (l).day, (l).receiving_agency_id, (l).competent_agency_id, sum((l).received), sum((l).open), sum((l).finished), sum((l).finished_on_time), sum((l).finished_late), sum((l).refused), sum((l).withdrawn)
  from (select dossiers.register_line(d, 1) as l from dossiers.dossier d) lines
  group by 1, 2, 3 having sum((l).received) <> 0 or sum((l).refused) <> 0 or sum((l).withdrawn) <> 0;

create index dossier_unfinished_by_due on dossiers.dossier (due_at) where finished_at is null and received_at is not null;
