// One batch of invented dossiers is made by the database itself: a million rows would take hours through the acts.
// Every history is one that could have happened: the same acts, in the same order, by the roles of the action table.

/** Filled once per run; `gen_day.i` counts working days back from the last one before today (1), future ones are 0 and below. */
export const TABLES = `
create temp table gen_case (i int primary key, procedure_code text, procedure_name text, name_folded text, field text, procedure_case_id uuid, case_id text, title text,
  receiving uuid, receiving_code text, competent uuid, term int, first_step text, approve_step text, outcome jsonb);
create temp table gen_day (i int primary key, date date, regime text);
create temp table gen_name (i int primary key, name text, folded text);
create temp table gen_officer (agency uuid, role text, account uuid, position uuid, name text, primary key (agency, role))`

/** Working day `i`, so many minutes after local midnight (UTC+7). */
const at = (day: string, minutes: string): string => `((${day}).date + (${minutes}) * interval '1 minute') at time zone interval '7 hours'`
/** A UUIDv7 of a moment. */
const uuid7 = (moment: string): string => `(lpad(to_hex((extract(epoch from ${moment}) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text || n), 1, 3) || '8' || substr(md5(random()::text || seed || n), 1, 15))::uuid`

/** $1 rows, $2 cases, $3 names, $4 text that makes ids differ between batches, $5 newest and $6 number of working days. */
export const DRAW = `
create temp table gen_batch on commit drop as
with drawn as materialized (
  select n, $4::text as seed, 1 + floor(random() * $2)::int as i_case, $5 + floor(random() * $6)::int as i_day, 1 + floor(random() * $3)::int as i_name, random() as fate, random() as speed, random() as hour, random() as way
  from generate_series(1, $1::int) n
), placed as (
  select d.*, c.*, k.name as person, k.folded as person_folded, day.date, day.regime,
    greatest(1, ceil(c.term * (0.2 + 0.9 * d.speed)))::int + case when d.fate > 0.997 then 40 else 0 end as took
  from drawn d join gen_case c on c.i = d.i_case join gen_name k on k.i = d.i_name join gen_day day on day.i = d.i_day
), staged as (
  select p.*, case
    when fate < 0.02 then 'refused'
    when fate < 0.035 and i_day >= 2 then 'withdrawn'
    when fate < 0.04 and i_day >= 3 then 'stopped'
    when i_day = 1 and fate < 0.4 then 'submitted'
    when took >= i_day then case when i_day < took * 0.3 then 'received' when i_day < took * 0.8 or fate < 0.1 then 'in-progress' when i_day < took * 0.9 then 'proposed' else 'approved' end
    when i_day - took - n % 3 >= 1 then 'returned'
    else 'result-ready' end as processing
  from placed p
), timed as (
  select s.*, ${at('s', '450 + hour * 330')} as submitted_at, ${at('s', '455 + hour * 330 + speed * 50')} as received_at, ${at('s', '515 + hour * 330')} as taken_at,
    greatest(${at('s', '525 + hour * 330')}, ${at('d_propose', '600 + speed * 100')}) as proposed_at,
    greatest(${at('s', '535 + hour * 330')}, ${at('d_propose', '710 + speed * 100')}, ${at('d_approve', '840 + hour * 60')}) as approved_at,
    ${at('d_sign', '905 + speed * 60')} as signed_at, ${at('d_return', '970 + hour * 40')} as returned_at,
    ${at('d_promise', '1020')} as promised_at, ${at('d_answer', '1020')} as answer_by
  from staged s
  join gen_day d_propose on d_propose.i = greatest(1, s.i_day - floor(s.took * 0.8)::int) join gen_day d_approve on d_approve.i = greatest(1, s.i_day - floor(s.took * 0.9)::int)
  join gen_day d_sign on d_sign.i = greatest(1, s.i_day - s.took) join gen_day d_return on d_return.i = greatest(1, s.i_day - s.took - s.n % 3)
  join gen_day d_promise on d_promise.i = s.i_day - s.term join gen_day d_answer on d_answer.i = s.i_day - 1
)
select t.*, ${uuid7('t.submitted_at')} as id, ${uuid7('t.submitted_at')} as submission_key, null::text as code, t.processing not in ('submitted', 'refused') as is_received, t.processing = 'in-progress' and t.fate between 0.04 and 0.1 as is_waiting
from timed t`

/** The counters are raised first, so that a real reception at the same moment gets a number of its own. */
export const NUMBER = `
with raised as (
  insert into dossiers.code_counter as c (scope, period, last)
  select receiving_code, date::text, count(*) from gen_batch where is_received group by 1, 2 order by 1, 2
  on conflict (scope, period) do update set last = c.last + excluded.last returning c.scope, c.period, c.last
), placed as (
  select b.n, r.last - count(*) over (partition by b.receiving_code, b.date) + row_number() over (partition by b.receiving_code, b.date order by b.received_at, b.n) as number
  from gen_batch b join raised r on r.scope = b.receiving_code and r.period = b.date::text where b.is_received
)
update gen_batch b set code = b.receiving_code || '-' || to_char(b.date, 'YYMMDD') || '-' || case when p.number < 10000 then lpad(p.number::text, 4, '0') else p.number::text end from placed p where p.n = b.n`

export const DOSSIERS = `
insert into dossiers.dossier (id, submission_key, code, regime, procedure_code, procedure_name, field, procedure_case_id, case_id, channel, subject_kind, subject_name, submitter_name, receiving_agency_id, competent_agency_id, holder_agency_id,
  answers, summary, processing, supplement, delivery, step_id, assignee_account_id, proposed_by_account_id, return_method, submitted_at, received_at, legal_due_at, promised_at, due_at, supplement_count, outcome, finished_at, closed_at, last_event_at, search)
select b.id, b.submission_key, b.code, b.regime, b.procedure_code, b.procedure_name, b.field, b.procedure_case_id, b.case_id, case when way < 0.6 then 'online' else 'counter' end, 'person', b.person, b.person, b.receiving, b.competent,
  case when processing in ('in-progress', 'proposed', 'approved', 'stopped') then b.competent else b.receiving end, '{}', b.title, b.processing, case when is_waiting then 'requested-after-acceptance' else 'none' end,
  case processing when 'returned' then 'delivered' when 'result-ready' then case when way < 0.6 then 'online-available' else 'at-counter' end else 'none' end,
  case when not is_received then null when processing in ('proposed', 'approved', 'result-ready', 'returned') then b.approve_step else b.first_step end,
  case when processing not in ('submitted', 'received', 'refused', 'withdrawn') then c.account end, case when processing in ('proposed', 'approved', 'result-ready', 'returned') then c.account end,
  case when way < 0.6 then 'online' else 'counter' end, submitted_at, case when is_received then received_at end, case when is_received then promised_at end, case when is_received then promised_at end,
  case when is_received then promised_at else answer_by end, is_waiting::int, case when processing in ('proposed', 'approved', 'result-ready', 'returned') then b.outcome end, case when processing in ('result-ready', 'returned') then signed_at end,
  case processing when 'returned' then returned_at when 'refused' then received_at when 'withdrawn' then taken_at when 'stopped' then taken_at + interval '10 minutes' end,
  case processing when 'submitted' then submitted_at when 'received' then received_at when 'refused' then received_at when 'withdrawn' then taken_at when 'stopped' then taken_at + interval '10 minutes'
    when 'in-progress' then taken_at + is_waiting::int * interval '10 minutes' when 'proposed' then proposed_at when 'approved' then approved_at when 'result-ready' then signed_at else returned_at end,
  b.person_folded || ' ' || b.person_folded || ' ' || b.name_folded
from gen_batch b left join gen_officer c on c.agency = b.competent and c.role = 'case-officer' order by b.submitted_at`

/** act, moment, role, whose agency, when it happened, payload; in the order of the action table. */
const STEPS: readonly (readonly [act: string, stem: string, moment: string, role: string, agency: 'receiving' | 'competent' | 'none', happened: string, payload: string])[] = [
  ['submitDossier', 'submit', 'submitted_at', 'applicant', 'none', 'true', `jsonb_build_object('procedure', b.procedure_code, 'case', b.case_id, 'generated', true)`],
  ['refuseDossier', 'refuse', 'received_at', 'reception-officer', 'receiving', `processing = 'refused'`, `'{}'`],
  ['receiveDossier', 'receive', 'received_at', 'reception-officer', 'receiving', 'is_received', `jsonb_build_object('code', b.code, 'promisedAt', b.promised_at, 'regime', b.regime)`],
  ['withdrawDossier', 'withdraw', 'taken_at', 'applicant', 'none', `processing = 'withdrawn'`, `'{}'`],
  ['takeDossier', 'take', 'taken_at', 'case-officer', 'competent', `is_received and processing not in ('received', 'withdrawn')`, `'{}'`],
  ['requestSupplement', 'request-supplement', `taken_at + interval '10 minutes'`, 'case-officer', 'competent', 'is_waiting', `'{}'`],
  ['stopDossier', 'stop', `taken_at + interval '10 minutes'`, 'approver', 'competent', `processing = 'stopped'`, `'{}'`],
  ['proposeOutcome', 'propose-outcome', 'proposed_at', 'case-officer', 'competent', `processing in ('proposed', 'approved', 'result-ready', 'returned')`, `jsonb_build_object('details', jsonb_build_object('outcome', 'grant')) || b.outcome`],
  ['approveOutcome', 'approve-outcome', 'approved_at', 'approver', 'competent', `processing in ('approved', 'result-ready', 'returned')`, `'{}'`],
  ['signResult', 'sign-result', 'signed_at', 'signer', 'competent', `processing in ('result-ready', 'returned')`, `jsonb_build_object('kind', b.outcome ->> 'kind', 'details', jsonb_build_object('delivery', case when way < 0.6 then 'online' else 'counter' end))`],
  ['returnResult', 'return-result', 'returned_at', 'reception-officer', 'receiving', `processing = 'returned'`, `jsonb_build_object('method', case when way < 0.6 then 'online' else 'counter' end)`],
]

export const ACTIONS = `
insert into dossiers.action (dossier_id, seq, id, act, at, actor_kind, actor_account_id, actor_position_id, actor_name, role, agency_id, payload, reason)
select b.id, row_number() over (partition by b.n order by s.place), ${uuid7('s.at')}, s.act, s.at, case when s.role = 'applicant' then 'citizen' else 'officer' end, o.account, o.position, case when s.role = 'applicant' then b.person else coalesce(o.name, 'Cán bộ') end,
  s.role, s.agency, s.payload, case when s.act in ('refuseDossier', 'stopDossier', 'withdrawDossier', 'requestSupplement') then 'Dữ liệu minh họa' end
from gen_batch b cross join lateral (values ${STEPS.map(([act, , moment, role, agency, happened, payload], place) => `
  (${place}, '${act}', ${moment}, '${role}', ${agency === 'none' ? 'null::uuid' : `b.${agency}`}, ${happened}, (${payload})::jsonb)`).join(',')}) s (place, act, at, role, agency, happened, payload)
left join gen_officer o on o.agency = s.agency and o.role = s.role
where s.happened order by b.submitted_at, s.place`

export const SUPPLEMENTS = `
insert into dossiers.supplement_request (id, dossier_id, stage, items, note, asked_at, asked_by_account_id, asked_by_name)
select ${uuid7(`taken_at + interval '10 minutes'`)}, b.id, 'after-acceptance', '[{"reasonCode":"unclear","note":"Ảnh chụp giấy tờ chưa rõ, bạn gửi lại giúp"}]', 'Dữ liệu minh họa', taken_at + interval '10 minutes', coalesce(c.account, '00000000-0000-7000-8000-000000000000'), coalesce(c.name, 'Cán bộ')
from gen_batch b left join gen_officer c on c.agency = b.competent and c.role = 'case-officer' where b.is_waiting`

/** The entries that the acts would have appended, with the same hash over salt and canonical JSON. */
export const LEDGER = `
insert into kernel.ledger_entry (id, at, actor, role, agency, act, object_type, object_id, payload_hash, salt, payload)
select e.id, e.at, case when e.actor_account_id is null then '{"kind":"system","name":"generate-dossiers"}'::jsonb else jsonb_build_object('kind', 'officer', 'account', e.actor_account_id, 'position', e.actor_position_id) end, e.role, e.agency_id,
  case e.act ${STEPS.map(([act, stem]) => `when '${act}' then 'dossiers.${stem}'`).join(' ')} end, 'dossier', e.dossier_id::text, sha256(e.salt || convert_to('{"payload":{"generated":true,"seq":' || e.seq || '},"reason":null}', 'UTF8')), e.salt, jsonb_build_object('generated', true, 'seq', e.seq)
from (select a.*, decode(md5(random()::text || a.id), 'hex') as salt from dossiers.action a join gen_batch b on b.id = a.dossier_id) e`
