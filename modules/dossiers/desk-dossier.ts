import { sql } from 'kysely'
import type { OfficerActor } from '../../kernel/actor.ts'
import { transact, type Tx } from '../../kernel/db/db.ts'
import { notFound } from '../../kernel/errors.ts'
import { findFile, withFiles, type StoredFile } from '../../kernel/files/index.ts'
import type { KnownFacts } from '../../kernel/forms/prefill.ts'
import { newId } from '../../kernel/ids.ts'
import type { WorkingTime } from '../../kernel/working-time.ts'
import { workingTimeFor } from '../calendar/index.ts'
import { displayNamesOf } from '../identity/index.ts'
import { agenciesById, communesAt, listAgencies, officersOf, type AgencyView, type OfficerView } from '../organisations/index.ts'
import { componentsFor, getFiledCase, type ComponentDefinition, type FiledCase } from '../procedures/index.ts'
import { judgeAll, type Verdict } from './domain/actions.ts'
import type { Act } from './domain/action-table.ts'
import type { DossierFacts } from './domain/guards.ts'
import type { REASON_TEXTS } from './domain/reasons.ts'
import type { Regime } from './domain/regime-types.ts'
import { actorFactsOf, dossierFactsOf, judgeSettingsOf, regimeOf } from './facts.ts'
import { getDossierView, type DossierView, type FileOfDossier } from './queries.ts'
import { identityFactsOf } from './identity-facts.ts'
import { offerOf } from './offer.ts'
import { mayReappoint } from './reappointment.ts'
import { loadRegimeSettings } from './regime-settings.ts'
import type { DossierServices } from './services.ts'
import { UUID } from './form-input.ts'
import { recordView } from './store.ts'

export interface ShownFile extends FileOfDossier { readonly file: StoredFile }
/** May it be done now; else the code of the reason, for which there is a sentence. */
export type DeskVerdict = Extract<Verdict, { ok: true }> | { readonly ok: false; readonly reason: keyof typeof REASON_TEXTS }
export interface Commune { readonly code: string; readonly name: string }

/** One dossier as an officer works on it: everything that its page and its forms of acts show. */
export interface DeskDossier {
  readonly actor: OfficerActor
  readonly now: Date
  readonly view: DossierView
  readonly of: FiledCase
  readonly regime: Regime
  readonly work: WorkingTime
  readonly facts: DossierFacts
  readonly verdicts: ReadonlyMap<Act, DeskVerdict>
  /** papers that the answers call for */
  readonly components: readonly ComponentDefinition[]
  readonly files: readonly ShownFile[]
  readonly agencies: ReadonlyMap<string, AgencyView>
  readonly communes: readonly Commune[]
  /** case officers of the competent agency */
  readonly officers: readonly OfficerView[]
  /** agencies that may be asked for an opinion; filled only for the forms of acts */
  readonly otherAgencies: readonly AgencyView[]
  readonly assigneeName: string | undefined
  /** what the national identity vouched for of whoever filed online */
  readonly verified: KnownFacts
  readonly lastSeq: number
}

/** Communes and wards of the province in force on a day; empty where no units were loaded. */
export async function communesOn(tx: Tx, today: string): Promise<Commune[]> {
  const [province] = await listAgencies(tx, today, { kind: 'province-committee' })
  return province?.unitCode ? communesAt(tx, province.unitCode, today) : []
}

/** Opens a dossier for an officer and writes the view down, so that the applicant sees who looked. Not found beyond the officer's agencies. */
export async function openForDesk(services: DossierServices, actor: OfficerActor, id: string, what: 'dossier' | 'act' = 'dossier'): Promise<DeskDossier> {
  const { platform } = services
  const now = platform.now()
  const found = await transact(platform.db, actor, async tx => {
    const view = await getDossierView(tx, id)
    const { dossier } = view
    const of = await getFiledCase(tx, dossier.procedure_case_id, dossier.case_id)
    const work = await workingTimeFor(tx, dossier.competent_agency_id)
    const today = work.localDate(now)
    const regime = regimeOf(dossier, now, await loadRegimeSettings(tx))
    const facts = await dossierFactsOf(tx, dossier, of, view.actions, work, now)
    const files: readonly ShownFile[] = await withFiles(tx, view.files)
    const agencies = await agenciesById(tx, [dossier.receiving_agency_id, dossier.competent_agency_id, dossier.holder_agency_id, ...view.consultations.map(each => each.agency_id)])
    // the page of an act shows the same answers
    await seen(tx, actor, id, 'dossier', now)
    const verdicts = new Map<Act, DeskVerdict>(judgeAll(facts, actorFactsOf(actor), judgeSettingsOf(regime)).map(({ act, verdict }) => [act, verdict]))
    if (verdicts.get('reappointDossier')?.ok) {
      const may = mayReappoint({ dossier, of, actions: view.actions, boundaryFree: (await offerOf(tx, dossier, today)).boundaryFree, now, regime, work })
      if (!may.ok) verdicts.set('reappointDossier', may)
    }
    const otherAgencies = what === 'act' && verdicts.get('consultAgency')?.ok ? (await listAgencies(tx, today)).filter(agency => agency.id !== dossier.competent_agency_id) : []
    return { verdicts, otherAgencies, actor, now, view, of, regime, work, facts, files, agencies, communes: await communesOn(tx, today), officers: await officersOf(tx, dossier.competent_agency_id, today, ['case-officer']),
      components: componentsFor(of.case, dossier.answers), lastSeq: view.actions.at(-1)?.seq ?? 0 }
  })
  const { assignee_account_id: holder, submitter_account_id: submitter, channel } = found.view.dossier
  const verified = channel === 'online' && submitter !== null ? await identityFactsOf(services.identity, submitter) : {}
  return { ...found, verified, assigneeName: holder === null ? undefined : found.officers.find(officer => officer.accountId === holder)?.name ?? (await displayNamesOf(services.identity, [holder])).get(holder) }
}

async function seen(tx: Tx, actor: OfficerActor, dossierId: string, what: string, at: Date): Promise<void> {
  await recordView(tx, { id: newId(at.getTime()), dossier_id: dossierId, viewer_account_id: actor.accountId, viewer_name: actor.displayName, viewer_title: actor.positionTitle, agency_id: actor.agencyId, what, at })
}

/** A file of the dossier: what was handed in, a paper of the desk, or a result. Anything else is not found. Opening one is written down. */
export async function openFileForDesk(services: DossierServices, actor: OfficerActor, dossierId: string, fileId: string): Promise<StoredFile> {
  if (!UUID.test(dossierId) || !UUID.test(fileId)) throw notFound()
  const { db, now } = services.platform
  return transact(db, actor, async tx => {
    const { rows } = await sql`select from dossiers.dossier d where d.id = ${dossierId} and (exists (select from dossiers.dossier_file f where f.dossier_id = d.id and f.file_id = ${fileId})
      or exists (select from dossiers.paper p where p.dossier_id = d.id and p.file_id = ${fileId}) or exists (select from dossiers.result r where r.dossier_id = d.id and r.file_id = ${fileId}))`.execute(tx)
    const file = rows.length > 0 ? await findFile(tx, fileId) : undefined
    if (!file) throw notFound()
    await seen(tx, actor, dossierId, 'file', now())
    return file
  })
}
