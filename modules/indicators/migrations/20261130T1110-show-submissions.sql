-- Who handed in which form when: it stands in "n of m" of public figures. What was written in a report, or why it was returned, stays behind its wall.
create function indicators.submissions(forms uuid[], agencies uuid[]) returns table (form_id uuid, agency_id uuid, period text, due_on date, first_submitted_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.form_id, r.agency_id, r.period, r.due_on, r.first_submitted_at from indicators.report r where r.form_id = any (forms) and r.agency_id = any (agencies) and r.first_submitted_at is not null
$$;
revoke all on function indicators.submissions(uuid[], uuid[]) from public;
grant execute on function indicators.submissions(uuid[], uuid[]) to tinhso_app;
