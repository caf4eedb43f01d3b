-- What the provider itself declined (4xx) was answered, yet nobody would call it a success: it is counted apart, as a part of `passed`.
-- Minutes counted before stay at 0.
alter table exchange.usage_minute add column declined integer not null default 0, add check (declined <= passed);
comment on column exchange.usage_minute.passed is 'the provider answered below 500';
comment on column exchange.usage_minute.declined is 'of those that passed: the provider answered 4xx';

create or replace function exchange.count_batches(most integer) returns integer language plpgsql set search_path = pg_catalog, pg_temp as $$
declare g record; upto bigint; taken integer; total integer := 0;
begin
  if not pg_try_advisory_xact_lock(727277) then return 0; end if;
  for g in select id, counted_seq from exchange.gateway order by id loop
    select max(b.seq) into upto from (select seq, sum(records) over (order by seq) as so_far from exchange.batch where gateway_id = g.id and seq > g.counted_seq order by seq limit most) b
      where b.so_far <= most or b.seq = g.counted_seq + 1;
    continue when upto is null;
    insert into exchange.usage_minute as u (minute, client, service, passed, declined, failed, refused, bytes_in, bytes_out, total_ms, took)
      select date_trunc('minute', at), coalesce(client, 0), coalesce(service, 0), count(*) filter (where not t.refused and succeeded), count(*) filter (where not t.refused and succeeded and status between 400 and 499),
        count(*) filter (where not t.refused and not succeeded), count(*) filter (where t.refused),
        sum(t.bytes_in), sum(t.bytes_out), sum(took_ms),
        array[count(*) filter (where took_ms <= 1), count(*) filter (where took_ms = 2), count(*) filter (where took_ms between 3 and 5), count(*) filter (where took_ms between 6 and 10),
          count(*) filter (where took_ms between 11 and 20), count(*) filter (where took_ms between 21 and 50), count(*) filter (where took_ms between 51 and 100), count(*) filter (where took_ms between 101 and 200),
          count(*) filter (where took_ms between 201 and 500), count(*) filter (where took_ms between 501 and 1000), count(*) filter (where took_ms between 1001 and 2000), count(*) filter (where took_ms between 2001 and 5000),
          count(*) filter (where took_ms > 5000)]::integer[]
      from exchange.transaction t where gateway_id = g.id and seq > g.counted_seq and seq <= upto group by 1, 2, 3
      on conflict (minute, client, service) do update set passed = u.passed + excluded.passed, declined = u.declined + excluded.declined, failed = u.failed + excluded.failed, refused = u.refused + excluded.refused,
        bytes_in = u.bytes_in + excluded.bytes_in, bytes_out = u.bytes_out + excluded.bytes_out, total_ms = u.total_ms + excluded.total_ms,
        took = array(select a + b from unnest(u.took, excluded.took) as x (a, b));
    insert into exchange.quota_use as q (right_number, gateway_id, starts, span, used)
      select t.right_number, g.id, s.starts, s.span, count(*) from exchange.transaction t join exchange.access_right r on r.number = t.right_number,
        lateral (values (date_trunc('minute', t.at), 'minute', r.per_minute), (date_trunc('day', t.at, 'Asia/Ho_Chi_Minh'), 'day', r.per_day)) as s (starts, span, most)
      where t.gateway_id = g.id and t.seq > g.counted_seq and t.seq <= upto and not t.refused and s.most is not null group by 1, 2, 3, 4
      on conflict (right_number, span, starts, gateway_id) do update set used = q.used + excluded.used;
    select sum(records) into taken from exchange.batch where gateway_id = g.id and seq > g.counted_seq and seq <= upto;
    update exchange.gateway set counted_seq = upto where id = g.id;
    total := total + taken;
  end loop;
  return total;
end $$;

-- the first day of which the open log can say anything: the smallest key of the table, no walk
create function exchange.open_log_since() returns timestamptz language sql stable security definer set search_path = pg_catalog, pg_temp return (select min(minute) from exchange.usage_minute);
revoke all on function exchange.open_log_since() from public;
grant execute on function exchange.open_log_since() to tinhso_app;
