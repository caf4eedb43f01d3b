-- Who looks for `Nguyễn Văn Bình` among a million names is not helped by trigrams: every one of them is in hundreds of thousands of rows, and all of those
-- lists had to be read. What is looked up now are words and pairs of neighbouring words, of which a name has one or two that few bear; the planner knows how
-- often each occurs and reads the newest dossiers instead when it is often enough. The keys stand in no column: they are made from `search` as it stands.
create function dossiers.search_keys(folded text) returns tsvector language plpgsql immutable strict parallel safe as $$
declare
  keys text[] := '{}';
  before text;
  word text;
begin
  foreach word in array regexp_split_to_array(folded, '[^a-z0-9]+') loop
    continue when word = '';
    keys := keys || word;
    if before is not null then keys := keys || (before || ' ' || word); end if;
    before := word;
  end loop;
  return array_to_tsvector(keys);
end $$;
-- What rows that hold these words one after another have among their keys; the last word may be the beginning of one. Null when there are no words.
create function dossiers.keys_of(words text) returns tsquery language sql immutable strict parallel safe as $$
  select string_agg(format('''%s''%s', key, case when last then ':*' else '' end), ' & ')::tsquery from (
    select case when before is null then w else before || ' ' || w end as key, following is null as last, before is null and following is not null as covered
    from (select w, lag(w) over (order by n) as before, lead(w) over (order by n) as following from regexp_split_to_table(words, '[^a-z0-9]+') with ordinality as s (w, n) where w <> '') words) keys
  where not covered $$;
drop index dossiers.dossier_search;
create index dossier_search on dossiers.dossier using gin (dossiers.search_keys(search));

-- Row-level security lets no index be used for `@@`. This searches behind the wall for those rows only that the caller may see, and answers ids; who reads the
-- rows passes the wall again. Planned anew each time: whether the words are rare decides between ways that differ a thousandfold. `strpos` sees to their order.
drop function dossiers.ids_by_words(text, uuid, integer);
create function dossiers.ids_by_words(words text, before uuid, most integer) returns setof uuid
language plpgsql stable security definer rows 100 set search_path = pg_catalog, pg_temp as $$
declare
  kind text := kernel.actor_kind();
  desks uuid[] := kernel.actor_agencies();
  keys tsquery := dossiers.keys_of(words);
begin
  if kind not in ('officer', 'system') then return; end if;
  -- Each side of the OR has an index that begins with its agency; who has few desks gets all that match and sorts them, who has many may read the newest first.
  return query execute format('select d.id from (select d.id from dossiers.dossier d where %s strpos(d.search, $1) > 0 and ($2 is null or d.id < $2)
      and ($3 = ''system'' or d.receiving_agency_id = any ($4) or d.competent_agency_id = any ($4)
        or (d.holder_agency_id = any ($4) and d.closed_at is null) or (d.holder_agency_id = any ($4) and d.closed_at is not null) or d.id = any ($6)) %s) d
    order by d.id desc limit $5', case when keys is null then '' else 'dossiers.search_keys(d.search) @@ $7 and' end, case when kind = 'officer' and cardinality(desks) <= 25 then 'offset 0' else '' end)
    using words, before, kind, desks, most, array(select c.dossier_id from dossiers.consultation c where c.agency_id = any (desks)), keys;
end $$;
revoke all on function dossiers.ids_by_words(text, uuid, integer) from public;
grant execute on function dossiers.ids_by_words(text, uuid, integer) to tinhso_app;

analyze dossiers.dossier;
