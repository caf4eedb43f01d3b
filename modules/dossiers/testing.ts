import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import type { CitizenActor, OfficerActor, OfficerRole } from '../../kernel/actor.ts'
import { readConfig } from '../../kernel/config.ts'
import { transact, type Db } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import type { Platform } from '../../kernel/platform.ts'
import { checkPack, publishPack, putOffers } from '../procedures/index.ts'

import { saveDraftPage, startDraft } from './acts/edit-draft.ts'
import { submitDossier, type Applicant } from './acts/submit-dossier.ts'

export { watchDossiers } from './watch.ts'

/** A province of one procedure, two agencies and whoever is needed, in a real database. */
export interface World {
  readonly platform: Platform
  readonly commune: string
  readonly department: string
  readonly procedureCaseId: string
  setNow(iso: string): void
  citizen(name?: string): CitizenActor
  officer(agencyId: string, ...roles: OfficerRole[]): OfficerActor
  submitted(by: CitizenActor): Promise<string>
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
let letters = 0

export async function aWorld(db: { db: Db; owner: Db }, options: { now: string; varDir: string; code?: string }): Promise<World> {
  let now = new Date(options.now)
  const platform: Platform = { config: readConfig({ VAR_DIR: options.varDir, LOG_LEVEL: 'silent', PORT: '0' }), db: db.db, now: () => now, log: silent }
  const agency = async (code: string, name: string, kind: string): Promise<string> => {
    const id = newId()
    await sql`insert into organisations.agency (id, code, name, kind, level, path, valid_from) values (${id}, ${code}, ${name}, ${kind}, 'commune', array[${id}]::uuid[], '2018-01-01')`.execute(db.owner.kysely)
    return id
  }
  const commune = await agency('H55.33', 'Ủy ban nhân dân phường Mẫu', 'commune-committee')
  const department = await agency('H55.07', 'Sở Tư pháp', 'department')
  // NĐ 118/2025 as known sends every online filing to the national portal; a province that may still take them says so
  await sql`insert into kernel.setting (key, value) values ('dossiers.regimes', ${JSON.stringify({ 'nd-118-2025': { provincialFiling: 'all', source: 'test' } })}::jsonb) on conflict do nothing`.execute(db.owner.kysely)
  const parsed = checkPack(JSON.parse(await readFile(`provinces/thai-nguyen/procedures/${options.code ?? '1.004873'}.json`, 'utf8')), { staffedRoles: null })
  if (!parsed.ok) throw new Error(parsed.faults.map(fault => fault.code).join('; '))
  const { procedureCaseId } = await publishPack(db.db, parsed.pack, { now, approvedBy: '1/QĐ-UBND', approvedOn: '2026-01-02' })
  await transact(db.db, { kind: 'system', name: 'test' }, tx => putOffers(tx, parsed.pack.code, [{ receivingAgencyId: commune, competentAgencyId: commune, boundaryFree: false, externalUrl: null }], '2018-07-01'))
  const scenario = parsed.pack.scenarios.find(each => each.expectStop === undefined && (each.expectFaults ?? []).length === 0)
  if (!scenario) throw new Error('the pack has no scenario that files')
  return {
    platform, commune, department, procedureCaseId,
    setNow: iso => { now = new Date(iso) },
    citizen: (name = 'Nông Thị Mẫu') => ({ kind: 'citizen', accountId: newId(), assurance: 2, displayName: name }),
    officer: (agencyId, ...roles) => ({ kind: 'officer', accountId: newId(), positionId: newId(), agencyId, roles, scopeAgencyIds: [agencyId], displayName: `Lò Văn Thử ${++letters}`, positionTitle: 'Công chức', agencyName: 'Ủy ban nhân dân phường Mẫu' }),
    submitted: async by => {
      const draftId = await startDraft(platform, by, { procedureCode: parsed.pack.code, caseId: scenario.caseId, receivingAgencyId: commune, subjectAccountId: by.accountId, mandateId: null, answers: {} })
      await saveDraftPage(platform, by, draftId, { answers: scenario.answers })
      return (await submitDossier(platform, by, { draftId, applicant: applicantOf(by), submitter: { accountId: by.accountId, name: by.displayName }, returnMethod: 'online', procedureCaseId })).id
    },
  }
}

export const applicantOf = (citizen: CitizenActor): Applicant => ({ accountId: citizen.accountId, kind: 'person', name: citizen.displayName, idHash: null, contact: { phone: '0912345678', email: 'mau@example.vn' } })
