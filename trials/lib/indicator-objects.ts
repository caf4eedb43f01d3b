import { sql } from 'kysely'
import type { OfficerActor } from '../../kernel/actor.ts'
import type { Db } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import type { Platform } from '../../kernel/platform.ts'
import { loadFrameworks } from '../../modules/indicators/acts/put-framework.ts'
import { putForm } from '../../modules/indicators/acts/put-form.ts'
import { putTask } from '../../modules/indicators/acts/put-task.ts'
import { saveReport } from '../../modules/indicators/acts/save-report.ts'
import { anElement, SYSTEM } from '../../modules/indicators/testing.ts'

export const INDICATOR_TABLES = ['indicators.form', 'indicators.report', 'indicators.reading', 'indicators.task', 'indicators.framework', 'datasets.query', 'datasets.query_run', 'datasets.harvest_source'] as const
/** The form and period under which an agency's draft lies. */
export const REPORT_PLACE = { form: 't10', period: '202601', cell: 't10' } as const

/** A draft report whose comment bears the mark, a task, and a steward's own question and its run; all of one agency. */
export async function anAgencysFigures(platform: Platform, owner: Db, officer: OfficerActor, mark: string): Promise<{ readonly reportingAgency: string; readonly reading: string; readonly task: string; readonly savedQuery: string; readonly queryRun: string; readonly harvestSource: string }> {
  const { rows: [agency] } = await sql<{ code: string; kind: string }>`select code, kind from organisations.agency where id = ${officer.agencyId}`.execute(owner.kysely)
  if (!agency) throw new Error('the agency is not there')
  await loadFrameworks({ platform, actor: SYSTEM }, { elements: [anElement(REPORT_PLACE.cell)], frameworks: [] })
  await putForm({ platform, actor: SYSTEM }, { code: REPORT_PLACE.form, title: 'Biểu của phép thử', titleEn: '', periodType: 'month', dueDays: 10, elements: [REPORT_PLACE.cell], agencyKinds: [agency.kind], validFrom: '2025-01-01', validTo: null }, null)
  const report = await saveReport({ platform, actor: officer }, { form: REPORT_PLACE.form, agencyId: officer.agencyId, period: REPORT_PLACE.period }, null, [{ element: REPORT_PLACE.cell, value: 5, comment: `Ghi chú ${mark}` }])
  const { rows: [reading] } = await sql<{ id: string }>`select id from indicators.reading where report_id = ${report.id}`.execute(owner.kysely)
  const task = await putTask({ platform, actor: officer }, { title: 'Nhiệm vụ của phép thử', document: '1/KH-UBND', indicatorCode: '', agencyId: officer.agencyId, dueOn: '2026-12-31' })
  const [savedQuery, queryRun, harvestSource] = [newId(), newId(), newId()]
  await owner.kysely.transaction().execute(async tx => {
    await sql`select set_config('tinhso.actor_kind', 'system', true)`.execute(tx)
    await sql`insert into datasets.query (id, title, statement, agency_id, by_account, position_id, created_at, changed_at) values (${savedQuery}, ${`Câu hỏi ${mark}`}, ${`select '${mark}'`}, ${officer.agencyId}, ${officer.accountId}, ${officer.positionId}, now(), now())`.execute(tx)
    await sql`insert into datasets.query_run (id, query_id, query_version, statement, with_persons, purpose, by_account, position_id, agency_id, state, asked_at) values (${queryRun}, ${savedQuery}, 1, ${`select '${mark}'`}, false, '', ${officer.accountId}, ${officer.positionId}, ${officer.agencyId}, 'waiting', now())`.execute(tx)
    await sql`insert into datasets.harvest_source (id, code, title, kind, address, agency_id, keep_vanished_days, created_at) values (${harvestSource}, 't10', 'Danh mục của phép thử', 'ckan', 'https://du-lieu.example.vn', ${officer.agencyId}, 30, now())`.execute(tx)
  })
  return { reportingAgency: agency.code, reading: reading?.id ?? '', task, savedQuery, queryRun, harvestSource }
}
