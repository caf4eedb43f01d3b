import type pg from 'pg'
import type { Db } from '../../../kernel/db/db.ts'
import { newId } from '../../../kernel/ids.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import { transact } from '../../../kernel/db/db.ts'
import { fold } from '../../../kernel/vi-text/index.ts'
import type { LocalDate, WorkingTime } from '../../../kernel/working-time.ts'
import { workingTimeFor } from '../../calendar/index.ts'
import { agenciesById, officersOf } from '../../organisations/index.ts'
import { listCases, offersOf, type ProcedureCase } from '../../procedures/index.ts'
import { codeStrategyOf, findRegime } from '../domain/regime.ts'
import { GIVEN, MIDDLES, SURNAMES } from './names.ts'
import { ACTIONS, DOSSIERS, DRAW, LEDGER, NUMBER, SUPPLEMENTS, TABLES } from './sql.ts'

export interface GenerateOptions {
  readonly count: number
  readonly now: Date
  /** also appends the ledger entry of every act (half as long again) */
  readonly ledger: boolean
  /** same seed, same draw; between 0 and 1 */
  readonly seed: number
  readonly progress?: (made: number) => void
}
export interface Generated { readonly made: number; readonly perSecond: number }

const BATCH = 20_000
/** Communes and departments of today begin here, and with them the codes of today. */
const FIRST_DAY = '2025-07-01'
const MOST_DAYS = 750
const AHEAD = 130

/**
 * Adds `count` invented dossiers in every state, spread over agencies, procedures and working days since 01/07/2025, with their actions
 * and gapless codes; deletes and changes nothing else. They have neither files nor results, and nothing of them goes to the national
 * portal. `owner` is the migrator's handle: the generator writes as nobody in particular.
 */
export async function generateDossiers(owner: Db, options: GenerateOptions): Promise<Generated> {
  const started = performance.now()
  const client = await owner.pool.connect()
  try {
    await client.query('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set work_mem = \'64MB\'')
    const sizes = await prepare(client, owner, options.now)
    const batches = Math.ceil(options.count / BATCH)
    for (let at = 0; at < batches; at++) {
      // oldest days first: indexes grow at their right edge, as they do in life
      const [from, to] = [Math.floor(sizes.days * (batches - at - 1) / batches) + 1, Math.ceil(sizes.days * (batches - at) / batches)]
      await batch(client, Math.min(BATCH, options.count - at * BATCH), sizes, { from, count: Math.max(1, to - from + 1) }, at === 0 ? options.seed : undefined, options.ledger)
      options.progress?.(Math.min(options.count, (at + 1) * BATCH))
    }
    await client.query('drop table gen_case, gen_day, gen_name, gen_officer')
    await client.query('analyze dossiers.dossier; analyze dossiers.action; analyze dossiers.supplement_request')
  } finally { client.release(true) }
  const actor = { kind: 'system', name: 'generate-dossiers' } as const
  await transact(owner, actor, tx => appendLedger(tx, { actor, act: 'dossiers.generate', object: { type: 'import', id: newId(options.now.getTime()) }, payload: { count: options.count }, at: options.now }))
  return { made: options.count, perSecond: Math.round(options.count / (performance.now() - started) * 1000) }
}

interface Sizes { readonly cases: number; readonly days: number; readonly names: number }

async function batch(client: pg.PoolClient, rows: number, sizes: Sizes, days: { readonly from: number; readonly count: number }, seed: number | undefined, ledger: boolean): Promise<void> {
  await client.query('begin')
  try {
    if (seed !== undefined) await client.query('select setseed($1)', [seed])
    await client.query(DRAW, [rows, sizes.cases, sizes.names, newId(), days.from, days.count])
    await client.query(NUMBER)
    await client.query('analyze gen_batch')
    for (const statement of [DOSSIERS, ACTIONS, SUPPLEMENTS, ...(ledger ? [LEDGER] : [])]) await client.query(statement)
    await client.query('commit')
  } catch (error) { await client.query('rollback').catch(() => undefined); throw error }
}

async function prepare(client: pg.PoolClient, db: Db, now: Date): Promise<Sizes> {
  await client.query(TABLES)
  const work = await workingTimeFor(db, null)
  const today = work.localDate(now)
  const cases = await casesOf(db, now, today)
  if (cases.length === 0) throw new Error('no procedure is offered by any agency yet: load a province first')
  const days = daysOf(work, today)
  const names = SURNAMES.flatMap(surname => MIDDLES.flatMap(middle => GIVEN.map(given => `${surname} ${middle} ${given}`.normalize('NFC'))))
  const officers = (await Promise.all([...new Set(cases.flatMap(each => [each.receiving, each.competent]))].map(agency => officersByRole(db, agency, today)))).flat()
  const put = (table: string, columns: string, rows: readonly object[]): Promise<unknown> => client.query(`insert into ${table} select * from jsonb_to_recordset($1::jsonb) as x(${columns})`, [JSON.stringify(rows)])
  await put('gen_case', 'i int, procedure_code text, procedure_name text, name_folded text, field text, procedure_case_id uuid, case_id text, title text, receiving uuid, receiving_code text, competent uuid, term int, first_step text, approve_step text, outcome jsonb',
    cases.map((each, at) => ({ i: at + 1, ...each })))
  await put('gen_day', 'i int, date date, regime text', days)
  await put('gen_name', 'i int, name text, folded text', names.map((name, at) => ({ i: at + 1, name, folded: fold(name) })))
  await put('gen_officer', 'agency uuid, role text, account uuid, position uuid, name text', officers)
  await client.query('analyze gen_case; analyze gen_day; analyze gen_name; analyze gen_officer')
  return { cases: cases.length, names: names.length, days: days.filter(({ i }) => i >= 1).length }
}

/** Every case of every pack at every agency that offers it. */
async function casesOf(db: Db, now: Date, today: LocalDate) {
  const packs = await listCases(db, now)
  const rows = (await Promise.all(packs.map(async ({ id, code, pack }) => (await offersOf(db, code, today)).flatMap(offer => pack.cases.map(of => ({
    procedure_code: code, procedure_name: pack.name.vi, name_folded: fold(`${pack.name.vi} ${code}`), field: pack.field, procedure_case_id: id, case_id: of.id, title: of.title.vi, receiving: offer.receivingAgencyId, competent: offer.competentAgencyId,
    term: termOf(of), first_step: of.workflow.steps[0]?.id ?? null, approve_step: (of.workflow.steps.find(step => step.kind === 'approve') ?? of.workflow.steps.at(-1))?.id ?? null,
    outcome: { kind: 'granted', templateId: of.outcomes.find(outcome => outcome.kind === 'granted')?.id ?? 'refusal', title: pack.results[0]?.name ?? pack.name.vi, body: '.', values: {} },
  })))))).flat()
  const agencies = await agenciesById(db, rows.map(row => row.receiving))
  return rows.flatMap(row => { const agency = agencies.get(row.receiving); return agency && agency.validFrom <= today ? [{ ...row, receiving_code: agency.code }] : [] })
}

/** Working days, at least one and few enough to look ahead over. */
function termOf(of: ProcedureCase): number {
  const { value, unit } = (of.channels.online ?? of.channels.counter ?? of.channels.post)?.time ?? { value: 5, unit: 'WORKING_DAY' }
  const days = unit === 'WORKING_DAY' || unit === 'SAME_DAY' ? value : unit === 'DAY' ? value * 5 / 7 : unit === 'MONTH' ? value * 22 : unit === 'HOUR' ? value / 8 : 5
  return Math.min(AHEAD, Math.max(1, Math.round(days)))
}

function daysOf(work: WorkingTime, today: LocalDate): { i: number; date: LocalDate; regime: string }[] {
  const days: { i: number; date: LocalDate; regime: string }[] = []
  const add = (i: number, date: LocalDate): boolean => {
    const regime = findRegime(date)
    // codes of another order of levels would need the old form of every agency's code
    if (!regime || codeStrategyOf(regime).order !== 'high-to-low') return false
    days.push({ i, date, regime: regime.id })
    return true
  }
  for (let i = 1, day = work.addDays(today, -1); i <= MOST_DAYS && day >= FIRST_DAY; day = work.addDays(day, -1)) if (work.isWorkingDay(day)) { if (!add(i, day)) break; i++ }
  if (days.length === 0) throw new Error(`there is no working day between ${FIRST_DAY} and ${today}`)
  for (let i = 0, day = work.isWorkingDay(today) ? today : work.nextWorkingDay(today); i >= -AHEAD; i--, day = work.nextWorkingDay(day)) add(i, day)
  return days
}

const ROLES = ['reception-officer', 'case-officer', 'approver', 'signer'] as const
async function officersByRole(db: Db, agency: string, today: LocalDate) {
  const officers = await officersOf(db, agency, today)
  return ROLES.flatMap(role => { const found = officers.find(officer => officer.roles.includes(role)); return found ? [{ agency, role, account: found.accountId, position: found.positionId, name: found.name }] : [] })
}
