-- Whoever filed online has only the filing number (the last twelve digits of the dossier's id) until the desk gives a code (NĐ 61/2018 Đ17.3).
-- 48 random bits behind a rate limit; as with a code, state and completion only (TT 01/2018 Đ16), and no code.
create index dossier_filing_number on dossiers.dossier (right(id::text, 12));
create function dossiers.public_state_of_filing(wanted text) returns table (code text, procedure_name text, processing text, supplement text, promised_at timestamptz, received_at timestamptz, finished_at timestamptz, step_id text, procedure_case_id uuid, agency_id uuid)
language sql stable security definer set search_path = pg_catalog
as $$ select upper(wanted), d.procedure_name, d.processing, d.supplement, d.promised_at, d.received_at, d.finished_at, d.step_id, d.procedure_case_id, d.receiving_agency_id
      from dossiers.dossier d where right(d.id::text, 12) = lower(wanted) and d.channel = 'online' limit 1 $$;
revoke all on function dossiers.public_state_of_filing(text) from public;
grant execute on function dossiers.public_state_of_filing(text) to tinhso_app;
