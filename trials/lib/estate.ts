import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { CitizenActor, OfficerActor, OfficerRole } from '../../kernel/actor.ts'
import { transact, type Db } from '../../kernel/db/db.ts'
import { storeOwnFile, type FileService } from '../../kernel/files/index.ts'
import { newId } from '../../kernel/ids.ts'
import { attachToDraft, saveDraftPage, startDraft } from '../../modules/dossiers/acts/edit-draft.ts'
import { submitDossier } from '../../modules/dossiers/acts/submit-dossier.ts'
import { aWorld, applicantOf, type World } from '../../modules/dossiers/testing.ts'
import { checkPack } from '../../modules/procedures/index.ts'
import { readFile } from 'node:fs/promises'

/** The one procedure that the trials file: 1.004873 with two papers. */
export const PROCEDURE = '1.004873'
export const COMPONENT = 'old-paper'

export interface Estate {
  readonly world: World
  readonly store: FileService['store']
  /** a draft of `by` for `subject` that lacks nothing, with two files; answers its id and the ids of its files */
  draft(by: CitizenActor, about?: { readonly subject?: CitizenActor; readonly mandateId?: string; readonly mark?: string }): Promise<{ readonly id: string; readonly files: readonly string[] }>
  submit(by: CitizenActor, draftId: string, subject?: CitizenActor): Promise<string>
}

/** A world (modules/dossiers/testing.ts) whose dossiers hold files. */
export async function anEstate(databases: { readonly db: Db; readonly owner: Db }, store: (varDir: string) => FileService['store'], now = new Date(Date.now())): Promise<Estate> {
  const varDir = await mkdtemp(join(tmpdir(), 'tinhso-trial-'))
  const world = await aWorld(databases, { now: now.toISOString(), varDir })
  const files = store(varDir)
  const parsed = checkPack(JSON.parse(await readFile(`provinces/thai-nguyen/procedures/${PROCEDURE}.json`, 'utf8')), { staffedRoles: null })
  if (!parsed.ok) throw new Error('the pack of the trial does not check')
  const scenario = parsed.pack.scenarios.find(each => each.expectStop === undefined && (each.expectFaults ?? []).length === 0)
  if (!scenario) throw new Error('the pack has no scenario that files')
  return {
    world, store: files,
    async draft(by, { subject = by, mandateId, mark } = {}) {
      const { platform } = world
      const id = await startDraft(platform, by, { procedureCode: PROCEDURE, caseId: scenario.caseId, receivingAgencyId: world.commune, subjectAccountId: subject.accountId, mandateId: mandateId ?? null, answers: {}, contact: { phone: '0912345678', email: 'mau@example.vn' } })
      await saveDraftPage(platform, by, id, { answers: { ...scenario.answers, issuedBefore: 'yes', ...(mark === undefined ? {} : { partnerName: `Trần ${mark}` }) }, returning: { method: 'online', address: null } })
      const ids: string[] = []
      for (const name of ['mat-truoc.png', 'mat-sau.png']) {
        const file = await storeOwnFile(files, { bytes: randomBytes(2000), name: mark === undefined ? name : `${mark} ${name}`, mediaType: 'image/png', ownerScope: `draft:${id}`, at: platform.now() })
        await attachToDraft(platform, by, id, COMPONENT, file)
        ids.push(file.id)
      }
      return { id, files: ids }
    },
    submit: async (by, draftId, subject = by) => (await submitDossier(world.platform, by, { draftId, applicant: applicantOf(subject), submitter: { accountId: by.accountId, name: by.displayName }, returnMethod: 'online', procedureCaseId: world.procedureCaseId })).id,
  }
}

export const officerAt = (agencyId: string, name: string, roles: readonly OfficerRole[]): OfficerActor =>
  ({ kind: 'officer', accountId: newId(), positionId: newId(), agencyId, roles, scopeAgencyIds: [agencyId], displayName: name, positionTitle: 'Công chức', agencyName: 'Ủy ban nhân dân phường Mẫu' })

export const rowsOf = async (db: Db, query: string): Promise<readonly Record<string, unknown>[]> => (await sql.raw<Record<string, unknown>>(query).execute(db.kysely)).rows
export { transact }
