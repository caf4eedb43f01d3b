-- As in 20261129T1610: partitions have a lock of their own, 727276 is the ledger sealer's. Events came with the older text of the function.
create or replace function exchange.make_partitions(first date, months integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  lower timestamptz; upper timestamptz; suffix text; made integer := 0; kind text;
begin
  perform pg_advisory_xact_lock(727278);
  for i in 0 .. least(months, 60) - 1 loop
    lower := (date_trunc('month', first::timestamp) + make_interval(months => i)) at time zone 'UTC';
    upper := (date_trunc('month', first::timestamp) + make_interval(months => i + 1)) at time zone 'UTC';
    suffix := to_char(lower at time zone 'UTC', 'YYYYMM');
    foreach kind in array array['transaction', 'message', 'event'] loop
      continue when to_regclass(format('exchange.%I', kind || '_' || suffix)) is not null;
      execute format('create table exchange.%I partition of exchange.%I for values from (%L) to (%L)', kind || '_' || suffix, kind, lower, upper);
      made := made + 1;
    end loop;
  end loop;
  return made;
end $$;
