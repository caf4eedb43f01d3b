-- What is filed and not yet received has no line of facts: nothing is asked of it. And what is asked at every act after reception is planned once a session, not once an act:
-- a function in SQL would be planned anew at every call. Both are the functions of count-service-quality, word for word otherwise.
create or replace function dossiers.service_facts(ids uuid[]) returns setof dossiers.service_fact language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return query select d.id, d.competent_agency_id, r.received_on, e.ended_on,
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
  cross join lateral (select case when s.late_by_rule then r.received_on when d.due is not null then greatest(r.received_on, (d.due at time zone 'Asia/Ho_Chi_Minh')::date) end as since) l;
end $$;

create or replace function dossiers.recount_service(ids uuid[]) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  with fresh as materialized (select * from dossiers.service_facts(ids)), stale as materialized (select * from dossiers.service_fact where dossier_id = any (ids)),
  gone as materialized (select s.* from stale s where not exists (select from fresh f where f is not distinct from s)),
  come as materialized (select f.* from fresh f where not exists (select from stale s where s is not distinct from f)),
  kept as (insert into dossiers.service_fact select * from come on conflict (dossier_id) do update set agency_id = excluded.agency_id, received_on = excluded.received_on, ended_on = excluded.ended_on, on_time = excluded.on_time, late_from = excluded.late_from, online = excluded.online,
    done = excluded.done, electronic_result = excluded.electronic_result, digitised = excluded.digitised, with_fee = excluded.with_fee, paid = excluded.paid, synced = excluded.synced, verified_person = excluded.verified_person),
  dropped as (delete from dossiers.service_fact where dossier_id in (select dossier_id from gone except select dossier_id from come))
  insert into dossiers.service_day
  select (l).day, (l).agency_id, sum((l).received), sum((l).ended_on_time), sum((l).ended_late), sum((l).late_open), sum((l).received_online), sum((l).received_with_fee), sum((l).received_paid), sum((l).received_synced), sum((l).received_verified), sum((l).done), sum((l).done_electronic), sum((l).done_digitised), sum((l).done_fully_online)
  from (select dossiers.service_lines(c, 1) as l from come c union all select dossiers.service_lines(g, -1) from gone g) lines group by 1, 2
  having (sum((l).received), sum((l).ended_on_time), sum((l).ended_late), sum((l).late_open), sum((l).received_online), sum((l).received_with_fee), sum((l).received_paid), sum((l).received_synced), sum((l).received_verified), sum((l).done), sum((l).done_electronic), sum((l).done_digitised), sum((l).done_fully_online)) <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
end $$;

create or replace function dossiers.count_service_filed() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from filed where received_at is not null) then perform dossiers.recount_service(array(select id from filed where received_at is not null)); end if;
  return null;
end $$;
