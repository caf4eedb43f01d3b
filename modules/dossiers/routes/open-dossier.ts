import { transact } from '../../../kernel/db/db.ts'
import { withFiles, type StoredFile } from '../../../kernel/files/index.ts'
import type { Ctx } from '../../../kernel/http/route.ts'
import { localDateOf, workingTimeFor } from '../../calendar/index.ts'
import { agenciesById, type AgencyView } from '../../organisations/index.ts'
import { getFiledCase, type FiledCase } from '../../procedures/index.ts'
import type { WorkingTime } from '../../../kernel/working-time.ts'
import { formatTime } from '../../../ui/index.ts'
import { standingBefore } from '../citizen-sight.ts'
import type { CitizenRole } from '../domain/roles.ts'
import { communesOf } from '../filing.ts'
import { getDossierView, type DossierView } from '../queries.ts'
import { citizenOf, requireId } from './common.ts'

export interface ShownFile { readonly file: StoredFile; readonly componentId: string; readonly componentName: string; readonly replaced: boolean }

/** One dossier with the names that its page needs. */
export interface OpenedDossier {
  /** as what the reader stands before it */
  readonly role: CitizenRole
  readonly now: Date
  readonly view: DossierView
  readonly of: FiledCase
  readonly files: readonly ShownFile[]
  readonly receiving: AgencyView
  /** when its desk is open: of its next working day */
  readonly hours: string | undefined
  readonly agencyNames: ReadonlyMap<string, string>
  readonly communes: readonly { readonly code: string; readonly name: string }[]
}

/** Opens a dossier for its owner, and for who filed it while the mandate holds; not found for everybody else. */
export async function openDossier(ctx: Pick<Ctx, 'platform' | 'actor' | 'now'>, id: string): Promise<OpenedDossier> {
  return transact(ctx.platform.db, ctx.actor, async tx => {
    const role = await standingBefore(tx, citizenOf(ctx), requireId(id), ctx.now)
    const view = await getDossierView(tx, id)
    const { dossier } = view
    const of = await getFiledCase(tx, dossier.procedure_case_id, dossier.case_id)
    const names = new Map(of.case.components.map(component => [component.id, component.name.vi]))
    const files = (await withFiles(tx, view.files)).map(({ file, componentId, replacedSeq }): ShownFile => ({ file, componentId, componentName: names.get(componentId) ?? componentId, replaced: replacedSeq !== null }))
    const agencies = await agenciesById(tx, [dossier.receiving_agency_id, dossier.competent_agency_id, dossier.holder_agency_id, ...view.actions.flatMap(action => action.agency_id ?? [])])
    const receiving = agencies.get(dossier.receiving_agency_id)
    if (!receiving) throw new Error(`dossier ${id} lies at an agency that does not exist`)
    const work = await workingTimeFor(tx, receiving.id)
    return { role, now: ctx.now, hours: hoursOf(work, ctx.now), view, of, files, receiving, agencyNames: new Map([...agencies].map(([key, agency]) => [key, agency.name])), communes: await communesOf(tx, localDateOf(ctx.now)) }
  })
}

/** «07:30 – 17:00» of today, or of the next day that the agency works. */
export function hoursOf(work: WorkingTime, now: Date): string | undefined {
  const today = work.localDate(now)
  const day = work.isWorkingDay(today) ? today : work.nextWorkingDay(today)
  const [from, until] = [work.opening(day), work.closing(day)]
  return from && until ? `${formatTime(from)} – ${formatTime(until)}` : undefined
}
