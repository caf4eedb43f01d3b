-- Row-level security lets no index be used for LIKE, because LIKE might tell about rows that the wall hides; a search would read every dossier.
-- These functions search behind the wall for those rows only that the caller may see, and answer ids; who reads the rows passes the wall again.
create function dossiers.ids_by_words(pattern text, before uuid, most integer) returns setof uuid
language plpgsql stable security definer rows 100 set search_path = pg_catalog, pg_temp as $$
declare
  kind text := kernel.actor_kind();
  desks uuid[] := kernel.actor_agencies();
begin
  if kind not in ('officer', 'system') then return; end if;
  -- Planned anew each time: whether the words are rare decides between ways that differ a thousandfold. Each side of the OR has an index that
  -- begins with its agency; who has few desks gets all that match and sorts them, who has many reads the newest dossiers until enough match.
  return query execute format('select d.id from (select d.id from dossiers.dossier d where d.search like $1 and ($2 is null or d.id < $2)
      and ($3 = ''system'' or d.receiving_agency_id = any ($4) or d.competent_agency_id = any ($4)
        or (d.holder_agency_id = any ($4) and d.closed_at is null) or (d.holder_agency_id = any ($4) and d.closed_at is not null) or d.id = any ($6)) %s) d
    order by d.id desc limit $5', case when kind = 'officer' and cardinality(desks) <= 25 then 'offset 0' else '' end)
    using pattern, before, kind, desks, most, array(select c.dossier_id from dossiers.consultation c where c.agency_id = any (desks));
end $$;

alter table dossiers.result add column search text not null generated always as (kernel.vi_fold(owner_name || ' ' || title || ' ' || symbol || ' ' || code)) stored;
create index result_search on dossiers.result using gin (search public.gin_trgm_ops);
create index result_of_agency on dossiers.result (agency_id, signed_at desc, id desc);
create index result_by_time on dossiers.result (signed_at desc, id desc);
create function dossiers.result_ids_by_words(pattern text, most integer) returns setof uuid
language plpgsql stable security definer rows 100 set search_path = pg_catalog, pg_temp as $$
declare
  kind text := kernel.actor_kind();
  desks uuid[] := kernel.actor_agencies();
begin
  if kind not in ('officer', 'system') then return; end if;
  return query execute 'select r.id from dossiers.result r where r.search like $1 and ($2 = ''system'' or r.agency_id = any ($3)) order by r.signed_at desc, r.id desc limit $4'
    using pattern, kind, desks, most;
end $$;
revoke all on function dossiers.ids_by_words(text, uuid, integer), dossiers.result_ids_by_words(text, integer) from public;
grant execute on function dossiers.ids_by_words(text, uuid, integer), dossiers.result_ids_by_words(text, integer) to tinhso_app;
