-- A month that moved out leaves where its files are and what they hold; the bodies of messages, where they were kept, have a file of their own.
alter table exchange.archive add column message_file text, add column message_sha256 bytea, add column messages bigint not null default 0;

-- Drops the partitions of an archived month. Refuses unless the archive says that it holds every row.
create function exchange.drop_archived(of_month date) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare a exchange.archive; suffix text := to_char(of_month, 'YYYYMM'); held bigint;
begin
  select * into a from exchange.archive where month = of_month;
  if not found then raise exception 'the month % is not archived', of_month; end if;
  perform set_config('tinhso.actor_kind', 'system', true);
  execute format('lock table exchange.%I, exchange.%I in access exclusive mode', 'transaction_' || suffix, 'message_' || suffix);
  execute format('select count(*) from exchange.%I', 'transaction_' || suffix) into held;
  if held <> a.records then raise exception 'the archive of % holds % records, the log %', of_month, a.records, held; end if;
  execute format('select count(*) from exchange.%I', 'message_' || suffix) into held;
  if held <> a.messages then raise exception 'the archive of % holds % messages, the log %', of_month, a.messages, held; end if;
  execute format('drop table exchange.%I', 'transaction_' || suffix);
  execute format('drop table exchange.%I', 'message_' || suffix);
end $$;
revoke all on function exchange.drop_archived(date) from public;
grant execute on function exchange.drop_archived(date) to tinhso_app;
