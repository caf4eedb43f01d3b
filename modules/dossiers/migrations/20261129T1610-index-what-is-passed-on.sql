-- What is still to be passed on (NĐ 61/2018 Đ18) is little, among all that lies with nobody.
create index dossier_to_transfer on dossiers.dossier (processing, due_at, id)
  include (supplement, channel, field, assignee_account_id, holder_agency_id, receiving_agency_id, competent_agency_id, subject_account_id, submitter_account_id, mandate_id)
  where closed_at is null and assignee_account_id is null and holder_agency_id <> competent_agency_id;
-- Left to choose, the planner takes the dossiers of few desks, the words, or the newest dossiers until enough match, whichever is least: it knows how often each occurs.
-- Without helpers: starting them takes longer than the search.
create or replace function dossiers.ids_by_words(words text, before uuid, most integer) returns setof uuid
language plpgsql stable security definer rows 100 set search_path = pg_catalog, pg_temp set max_parallel_workers_per_gather = 0 as $$
declare
  kind text := kernel.actor_kind();
  desks uuid[] := kernel.actor_agencies();
  keys tsquery := dossiers.keys_of(words);
begin
  if kind not in ('officer', 'system') then return; end if;
  -- each side of the OR has an index that begins with its agency
  return query execute format('select d.id from dossiers.dossier d where %s strpos(d.search, $1) > 0 and ($2 is null or d.id < $2)
      and ($3 = ''system'' or d.receiving_agency_id = any ($4) or d.competent_agency_id = any ($4)
        or (d.holder_agency_id = any ($4) and d.closed_at is null) or (d.holder_agency_id = any ($4) and d.closed_at is not null) or d.id = any ($6))
    order by d.id desc limit $5', case when keys is null then '' else 'dossiers.search_keys(d.search) @@ $7 and' end)
    using words, before, kind, desks, most, array(select c.dossier_id from dossiers.consultation c where c.agency_id = any (desks)), keys;
end $$;
