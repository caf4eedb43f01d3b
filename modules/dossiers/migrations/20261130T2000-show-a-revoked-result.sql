-- A dossier whose only result was revoked is not complete, whatever was handed over: the public look-up says so, without reason or persons (TT 01/2018 Đ16, NĐ 61/2018 Đ21).
drop function dossiers.public_state(text);
drop function dossiers.public_state_of_filing(text);
create function dossiers.has_only_revoked_results(wanted uuid) returns boolean
language sql stable set search_path = pg_catalog
as $$ select coalesce(bool_and(r.state = 'revoked'), false) from dossiers.result r where r.dossier_id = wanted $$;
revoke all on function dossiers.has_only_revoked_results(uuid) from public;
create function dossiers.public_state(wanted text) returns table (code text, procedure_name text, processing text, supplement text, promised_at timestamptz, received_at timestamptz, finished_at timestamptz, step_id text, procedure_case_id uuid, agency_id uuid, revoked boolean)
language sql stable security definer set search_path = pg_catalog
as $$ select d.code, d.procedure_name, d.processing, d.supplement, d.promised_at, d.received_at, d.finished_at, d.step_id, d.procedure_case_id, d.receiving_agency_id, dossiers.has_only_revoked_results(d.id)
      from dossiers.dossier d where d.code = wanted $$;
create function dossiers.public_state_of_filing(wanted text) returns table (code text, procedure_name text, processing text, supplement text, promised_at timestamptz, received_at timestamptz, finished_at timestamptz, step_id text, procedure_case_id uuid, agency_id uuid, revoked boolean)
language sql stable security definer set search_path = pg_catalog
as $$ select upper(wanted), d.procedure_name, d.processing, d.supplement, d.promised_at, d.received_at, d.finished_at, d.step_id, d.procedure_case_id, d.receiving_agency_id, dossiers.has_only_revoked_results(d.id)
      from dossiers.dossier d where right(d.id::text, 12) = lower(wanted) and d.channel = 'online' limit 1 $$;
revoke all on function dossiers.public_state(text), dossiers.public_state_of_filing(text) from public;
grant execute on function dossiers.public_state(text), dossiers.public_state_of_filing(text) to tinhso_app;
