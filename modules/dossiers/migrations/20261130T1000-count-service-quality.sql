-- What the six groups of QĐ 766/QĐ-TTg ask of dossiers, by day and competent agency. Each received dossier has one narrow line of facts (service_fact); what it adds to its
-- days is appended to service_day when the line changes, with a minus for what it was. Sums of days are exact within the transaction of the act, and equal to a count over all
-- facts. The on-time rules are those of domain/clock-indicator.ts; service-counts.db.test.ts holds the two together.
create table dossiers.service_fact (
  dossier_id uuid primary key references dossiers.dossier (id) on delete cascade,
  agency_id uuid not null,
  received_on date not null,
  -- done, returned, stopped, refused, withdrawn; or asked for a supplement that never came (rule 4)
  ended_on date,
  on_time boolean not null,
  -- the first day at whose end it was open and late
  late_from date,
  online boolean not null,
  done boolean not null,
  electronic_result boolean not null,
  digitised boolean not null,
  with_fee boolean not null,
  paid boolean not null,
  synced boolean not null,
  verified_person boolean not null
);
create index service_fact_received on dossiers.service_fact (agency_id, received_on, dossier_id);
create index service_fact_ended on dossiers.service_fact (agency_id, ended_on, dossier_id);

create table dossiers.service_day (
  day date not null,
  agency_id uuid not null,
  received integer not null,
  ended_on_time integer not null,
  ended_late integer not null,
  -- open ones that became late that day, less late ones that ended that day
  late_open integer not null,
  received_online integer not null,
  received_with_fee integer not null,
  received_paid integer not null,
  received_synced integer not null,
  received_verified integer not null,
  done integer not null,
  done_electronic integer not null,
  done_digitised integer not null,
  done_fully_online integer not null
);
create index service_day_by_agency on dossiers.service_day (agency_id, day);

create function dossiers.service_facts(ids uuid[]) returns setof dossiers.service_fact language sql stable set search_path = pg_catalog, pg_temp as $$
  select d.id, d.competent_agency_id, r.received_on, e.ended_on,
    not s.late_by_rule and (d.due is null or coalesce(e.ended_at <= d.due, true)),
    -- rule 5 counts from reception; otherwise from the day of the due time, while it is open at the day's end
    case when l.since is not null and (e.ended_on is null or e.ended_on > l.since) then l.since end,
    d.channel = 'online', d.processing in ('result-ready', 'returned'),
    exists (select from dossiers.result x where x.dossier_id = d.id and x.state = 'in-force'),
    d.digitisation = 'complete', d.money in ('due', 'paid', 'refunded'), d.money = 'paid', d.sync in ('sent', 'acknowledged'), d.population is not null
  from (select *, coalesce(promised_at, legal_due_at) as due from dossiers.dossier where id = any (ids) and received_at is not null) d
  cross join lateral (select count(*) > 1 as late_by_rule, min(q.asked_at) filter (where q.answered_at is null) as open_since from dossiers.supplement_request q where q.dossier_id = d.id and q.stage = 'after-acceptance') s
  cross join lateral (select (d.received_at at time zone 'Asia/Ho_Chi_Minh')::date as received_on) r
  cross join lateral (select coalesce(s.open_since, d.finished_at) as ended_at, (coalesce(s.open_since, d.finished_at) at time zone 'Asia/Ho_Chi_Minh')::date as ended_on) e
  cross join lateral (select case when s.late_by_rule then r.received_on when d.due is not null then greatest(r.received_on, (d.due at time zone 'Asia/Ho_Chi_Minh')::date) end as since) l $$;

-- What one line of facts adds to its days (`sign` 1) or takes from them (-1).
create function dossiers.service_lines(f dossiers.service_fact, sign integer) returns setof dossiers.service_day language sql immutable set search_path = pg_catalog, pg_temp as $$
  select f.received_on, f.agency_id, sign, 0, 0, 0, sign * f.online::integer, sign * f.with_fee::integer, sign * f.paid::integer, sign * f.synced::integer, sign * f.verified_person::integer, 0, 0, 0, 0
  union all select f.ended_on, f.agency_id, 0, sign * f.on_time::integer, sign * (not f.on_time)::integer, -sign * (f.late_from is not null)::integer, 0, 0, 0, 0, 0,
    sign * f.done::integer, sign * (f.done and f.electronic_result)::integer, sign * (f.done and f.digitised)::integer, sign * (f.done and f.electronic_result and f.online)::integer where f.ended_on is not null
  union all select f.late_from, f.agency_id, 0, 0, 0, sign, 0, 0, 0, 0, 0, 0, 0, 0, 0 where f.late_from is not null $$;

create function dossiers.recount_service(ids uuid[]) returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  with fresh as materialized (select * from dossiers.service_facts(ids)), stale as materialized (select * from dossiers.service_fact where dossier_id = any (ids)),
  gone as materialized (select s.* from stale s where not exists (select from fresh f where f is not distinct from s)),
  come as materialized (select f.* from fresh f where not exists (select from stale s where s is not distinct from f)),
  kept as (insert into dossiers.service_fact select * from come on conflict (dossier_id) do update set agency_id = excluded.agency_id, received_on = excluded.received_on, ended_on = excluded.ended_on, on_time = excluded.on_time, late_from = excluded.late_from, online = excluded.online,
    done = excluded.done, electronic_result = excluded.electronic_result, digitised = excluded.digitised, with_fee = excluded.with_fee, paid = excluded.paid, synced = excluded.synced, verified_person = excluded.verified_person),
  dropped as (delete from dossiers.service_fact where dossier_id in (select dossier_id from gone except select dossier_id from come))
  insert into dossiers.service_day
  select (l).day, (l).agency_id, sum((l).received), sum((l).ended_on_time), sum((l).ended_late), sum((l).late_open), sum((l).received_online), sum((l).received_with_fee), sum((l).received_paid), sum((l).received_synced), sum((l).received_verified), sum((l).done), sum((l).done_electronic), sum((l).done_digitised), sum((l).done_fully_online)
  from (select dossiers.service_lines(c, 1) as l from come c union all select dossiers.service_lines(g, -1) from gone g) lines group by 1, 2
  having (sum((l).received), sum((l).ended_on_time), sum((l).ended_late), sum((l).late_open), sum((l).received_online), sum((l).received_with_fee), sum((l).received_paid), sum((l).received_synced), sum((l).received_verified), sum((l).done), sum((l).done_electronic), sum((l).done_digitised), sum((l).done_fully_online)) <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) $$;

create function dossiers.count_service_filed() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin perform dossiers.recount_service(array(select id from filed where received_at is not null)); return null; end $$;
create function dossiers.count_service_changed() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin perform dossiers.recount_service(array[case tg_table_name when 'dossier' then new.id else (to_jsonb(coalesce(new, old)) ->> 'dossier_id')::uuid end]); return null; end $$;
-- a dossier that is removed takes its days along before its line of facts goes with it
create function dossiers.uncount_service() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into dossiers.service_day select l.* from dossiers.service_fact f cross join lateral dossiers.service_lines(f, -1) l where f.dossier_id = old.id;
  delete from dossiers.service_fact where dossier_id = old.id;
  return old;
end $$;
create trigger service_filed after insert on dossiers.dossier referencing new table as filed for each statement execute function dossiers.count_service_filed();
create trigger service_changed after update on dossiers.dossier for each row
  when ((old.received_at, old.finished_at, old.promised_at, old.legal_due_at, old.competent_agency_id, old.processing, old.channel, old.money, old.digitisation, old.sync, old.supplement, old.supplement_count, old.population is null, old.outcome is null)
    is distinct from (new.received_at, new.finished_at, new.promised_at, new.legal_due_at, new.competent_agency_id, new.processing, new.channel, new.money, new.digitisation, new.sync, new.supplement, new.supplement_count, new.population is null, new.outcome is null))
  execute function dossiers.count_service_changed();
create trigger service_removed before delete on dossiers.dossier for each row execute function dossiers.uncount_service();
create trigger service_supplement after insert or update or delete on dossiers.supplement_request for each row execute function dossiers.count_service_changed();
create trigger service_result after insert or update or delete on dossiers.result for each row execute function dossiers.count_service_changed();

create function dossiers.fold_service() returns bigint language sql security definer set search_path = pg_catalog, pg_temp as $$
  with folded as (
    delete from dossiers.service_day d using (select day, agency_id from dossiers.service_day group by 1, 2 having count(*) > 1) many where d.day = many.day and d.agency_id = many.agency_id returning d.*),
  kept as (
    insert into dossiers.service_day
    select day, agency_id, sum(received), sum(ended_on_time), sum(ended_late), sum(late_open), sum(received_online), sum(received_with_fee), sum(received_paid), sum(received_synced), sum(received_verified), sum(done), sum(done_electronic), sum(done_digitised), sum(done_fully_online)
    from folded group by 1, 2
    having (sum(received), sum(ended_on_time), sum(ended_late), sum(late_open), sum(received_online), sum(received_with_fee), sum(received_paid), sum(received_synced), sum(received_verified), sum(done), sum(done_electronic), sum(done_digitised), sum(done_fully_online)) <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) returning 1)
  select (select count(*) from folded) - (select count(*) from kept) $$;

-- The same days counted anew from the facts, for whoever doubts the sums
create function dossiers.service_days_anew() returns setof dossiers.service_day language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select received_on, agency_id, count(*)::int, 0, 0, 0, count(*) filter (where online)::int, count(*) filter (where with_fee)::int, count(*) filter (where paid)::int, count(*) filter (where synced)::int, count(*) filter (where verified_person)::int, 0, 0, 0, 0 from dossiers.service_fact group by 1, 2
  union all select ended_on, agency_id, 0, count(*) filter (where on_time)::int, count(*) filter (where not on_time)::int, -count(*) filter (where late_from is not null)::int, 0, 0, 0, 0, 0,
    count(*) filter (where done)::int, count(*) filter (where done and electronic_result)::int, count(*) filter (where done and digitised)::int, count(*) filter (where done and electronic_result and online)::int from dossiers.service_fact where ended_on is not null group by 1, 2
  union all select late_from, agency_id, 0, 0, 0, count(*)::int, 0, 0, 0, 0, 0, 0, 0, 0, 0 from dossiers.service_fact where late_from is not null group by 1, 2 $$;

-- How many dossiers an agency had on a day is published; which ones, only to whom the dossiers are open.
alter table dossiers.service_day enable row level security;
create policy service_day_read on dossiers.service_day for select using (true);
alter table dossiers.service_fact enable row level security;
create policy service_fact_follows_dossier on dossiers.service_fact for select using (exists (select from dossiers.dossier d where d.id = dossier_id));
revoke all on dossiers.service_day, dossiers.service_fact from tinhso_app;
grant select on dossiers.service_day, dossiers.service_fact to tinhso_app;
revoke all on function dossiers.recount_service(uuid[]), dossiers.count_service_filed(), dossiers.count_service_changed(), dossiers.uncount_service(), dossiers.fold_service(), dossiers.service_days_anew(), dossiers.service_facts(uuid[]) from public;
grant execute on function dossiers.fold_service(), dossiers.service_days_anew() to tinhso_app;

insert into dossiers.service_fact select f.* from dossiers.service_facts(array(select id from dossiers.dossier where received_at is not null)) f;
insert into dossiers.service_day select * from dossiers.service_days_anew();
