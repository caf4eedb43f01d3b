-- What is filed online counts on no day until an officer receives it: most filings leave nothing to add up, and find that out at the price of a look.
create or replace function dossiers.count_filed() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from filed where received_at is not null or processing in ('refused', 'withdrawn')) then
    insert into dossiers.register_day
      select (l).day, (l).receiving_agency_id, (l).competent_agency_id, sum((l).received), sum((l).open), sum((l).finished), sum((l).finished_on_time), sum((l).finished_late), sum((l).refused), sum((l).withdrawn)
      from (select dossiers.register_line(f, 1) as l from filed f offset 0) lines
      group by 1, 2, 3 having sum((l).received) <> 0 or sum((l).refused) <> 0 or sum((l).withdrawn) <> 0;
  end if;
  return null;
end $$;
