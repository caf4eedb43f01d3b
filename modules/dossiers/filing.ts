import type { CitizenActor } from '../../kernel/actor.ts'
import { transact, type Tx } from '../../kernel/db/db.ts'
import { Fault, notFound } from '../../kernel/errors.ts'
import { withFiles, type FileService, type StoredFile } from '../../kernel/files/index.ts'
import type { Answers, FormDefinition, FormPage, Text } from '../../kernel/forms/definition.ts'
import { keepLocked, type KnownFacts } from '../../kernel/forms/prefill.ts'
import { validatePage, type AnswerContext } from '../../kernel/forms/validate.ts'
import { walkForm } from '../../kernel/forms/visible.ts'
import type { Platform } from '../../kernel/platform.ts'
import type { PdfVerifier } from '../../kernel/signing/index.ts'
import { localDateOf, workingTimeFor } from '../calendar/index.ts'
import type { Connectors } from '../exchange/index.ts'
import type { Identity } from '../identity/index.ts'
import { agenciesById, communesAt, listAgencies, type AgencyView } from '../organisations/index.ts'
import { completeForm, componentsFor, findCase, offersOf, stopOf, type ComponentDefinition, type FiledCase } from '../procedures/index.ts'
import { closedOn } from './domain/visit.ts'
import { identityFactsOf } from './identity-facts.ts'
import type { DossierServices, SigningService } from './services.ts'
import { getDraft, listDraftFiles, type DraftRow } from './store.ts'

/** What the citizens' routes lean on besides the platform. */
export interface CitizenDeps {
  readonly identity: Identity
  readonly files: FileService
  readonly signing: Pick<SigningService, 'anchors' | 'revocationLists'>
  readonly verifier: PdfVerifier
  readonly registers: Pick<Connectors, 'population'>
  readonly looksIntoDatasets?: NonNullable<DossierServices['looksIntoDatasets']>
}

export interface AttachedFile { readonly id: string; readonly componentId: string; readonly file: StoredFile }
export interface PlaceToFile { readonly agency: AgencyView; readonly boundaryFree: boolean }

/** A draft with everything its pages need: the case of today's pack, what is known of the person, what was sent, where it may go. */
export interface Filing {
  readonly actor: CitizenActor
  readonly draft: DraftRow
  readonly of: FiledCase
  readonly form: FormDefinition
  readonly context: AnswerContext
  readonly communes: readonly { readonly code: string; readonly name: string }[]
  readonly files: readonly AttachedFile[]
  readonly places: readonly PlaceToFile[]
  readonly facts: KnownFacts
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** Ids out of an address: what is no id belongs to nobody. */
export function requireId(text: string): string {
  if (!UUID.test(text)) throw notFound()
  return text
}

/** Communes and wards of the province in force today; empty where no units were loaded. */
export async function communesOf(tx: Tx, today: string): Promise<{ code: string; name: string }[]> {
  const [province] = await listAgencies(tx, today, { kind: 'province-committee' })
  return province?.unitCode ? communesAt(tx, province.unitCode, today) : []
}

/** Agencies that take the procedure online today, by name. */
export async function placesOf(tx: Tx, code: string, today: string): Promise<PlaceToFile[]> {
  const offers = (await offersOf(tx, code, today)).filter(offer => offer.externalUrl === null)
  const agencies = await agenciesById(tx, offers.map(offer => offer.receivingAgencyId))
  return offers.flatMap(offer => { const agency = agencies.get(offer.receivingAgencyId); return agency ? [{ agency, boundaryFree: offer.boundaryFree }] : [] })
    .toSorted((a, b) => a.agency.name.localeCompare(b.agency.name, 'vi'))
}

export async function factsOf(deps: CitizenDeps, actor: CitizenActor, draft: DraftRow): Promise<KnownFacts> {
  const { phone, email } = draft.contact
  return {
    ...(phone ? { 'account.phone': phone } : {}), ...(email ? { 'account.email': email } : {}),
    ...draft.population?.facts, ...await identityFactsOf(deps.identity, actor.accountId),
  }
}

const changed = (code: string): Fault => new Fault('procedure-changed', { status: 409, extra: { procedure: code }, title: { vi: 'Thủ tục vừa thay đổi', en: 'The procedure has changed' },
  detail: { vi: 'Tỉnh đã công bố cách làm mới cho thủ tục này nên bản nháp cũ không nộp được nữa. Bạn hãy mở lại thủ tục và bắt đầu một bản nháp mới.', en: 'The province has published a new way for this procedure; this draft can no longer be submitted. Open the procedure and start again.' } })

/** Opens a draft of the actor's own; not found for anybody else's. A submitted one answers with the dossier it became. */
export async function openFiling(deps: CitizenDeps, platform: Platform, actor: CitizenActor, draftId: string): Promise<{ readonly submitted: string } | { readonly submitted: undefined; readonly filing: Filing }> {
  const id = requireId(draftId)
  const now = platform.now()
  const today = localDateOf(now)
  const read = await transact(platform.db, actor, async tx => {
    const draft = await getDraft(tx, id)
    if (draft.submitted_dossier_id) return { submitted: draft.submitted_dossier_id }
    const configured = await findCase(tx, draft.procedure_code, now)
    const found = configured?.pack.cases.find(each => each.id === draft.case_id)
    if (!configured || !found) throw changed(draft.procedure_code)
    const of: FiledCase = { procedureCaseId: configured.id, code: draft.procedure_code, caseId: found.id, pack: configured.pack, case: found }
    const files: readonly AttachedFile[] = await withFiles(tx, await listDraftFiles(tx, id))
    return { submitted: undefined, draft, of, files, places: await placesOf(tx, draft.procedure_code, today), work: await workingTimeFor(tx, draft.receiving_agency_id), communes: await communesOf(tx, today) }
  })
  if (read.submitted !== undefined) return read
  const { draft, of, files, places, communes, work } = read
  const context: AnswerContext = { today, closedOn: day => closedOn(work, now, day), ...(communes.length > 0 ? { communes: new Set(communes.map(({ code }) => code)) } : {}) }
  const form = completeForm(of.case)
  const facts = await factsOf(deps, actor, draft)
  // an earlier page that now says «for me» takes back a stranger's name that stands on a later one
  return { submitted: undefined, filing: { actor, draft: { ...draft, answers: keepLocked(form, draft.answers, facts, 'answered') }, of, form, context, communes, files, places, facts } }
}

export type TaskState = 'done' | 'doing' | 'todo' | 'optional' | 'cannot'
export interface SectionTask { readonly id: string; readonly title: Text; readonly state: TaskState; readonly pageId: string }
export interface PaperTask { readonly component: ComponentDefinition; readonly state: TaskState; readonly count: number }
export interface FilingTasks {
  readonly sections: readonly SectionTask[]
  readonly papers: readonly PaperTask[]
  readonly place: TaskState
  readonly returning: TaskState
  readonly contact: TaskState
  readonly eligible: boolean
  /** everything is there: it may be checked and submitted */
  readonly ready: boolean
}

const ELIGIBILITY = 'eligibility'

/** A page is done once the person has sent it and its answers (still) hold. */
export const isPageDone = ({ draft, form, context }: Pick<Filing, 'draft' | 'form' | 'context'>, page: FormPage, answers: Answers = draft.answers): boolean =>
  draft.done_pages.includes(page.id) && validatePage(form, page.id, answers, context).length === 0

/** The task list: which parts are done, which wait, which cannot be started yet. Pure. */
export function tasksOf(filing: Pick<Filing, 'draft' | 'of' | 'form' | 'context' | 'files' | 'places'>): FilingTasks {
  const { draft, of, form, files, places } = filing
  const asked = walkForm(form, draft.answers).asked.map(({ page }) => page)
  const section = ({ id, title, pages }: FormDefinition['sections'][number], allowed: boolean): SectionTask[] => {
    const mine = asked.filter(page => pages.includes(page))
    const [first] = mine
    if (!first) return []
    const done = mine.filter(page => isPageDone(filing, page))
    const next = mine.find(page => !done.includes(page)) ?? first
    return [{ id, title, pageId: next.id, state: !allowed ? 'cannot' : done.length === mine.length ? 'done' : done.length > 0 ? 'doing' : 'todo' }]
  }
  const gate = form.sections.filter(each => each.id === ELIGIBILITY).flatMap(each => section(each, true))
  const eligible = gate.every(({ state }) => state === 'done') && stopOf(of.case, draft.answers) === undefined
  const sections = [...gate, ...form.sections.filter(each => each.id !== ELIGIBILITY).flatMap(each => section(each, eligible))]
  const papers = componentsFor(of.case, draft.answers).filter(component => !component.presentOnly).map((component): PaperTask => {
    const count = files.filter(file => file.componentId === component.id).length
    return { component, count, state: !eligible ? 'cannot' : count > 0 ? 'done' : component.required ? 'todo' : 'optional' }
  })
  const state = (done: boolean): TaskState => !eligible ? 'cannot' : done ? 'done' : 'todo'
  const place = state(places.some(({ agency }) => agency.id === draft.receiving_agency_id))
  const returning = state(draft.return_method !== null && (draft.return_method !== 'post' || Boolean(draft.return_address)))
  const contact = state(Boolean(draft.contact.phone))
  const ready = eligible && [...sections, ...papers, { state: place }, { state: returning }, { state: contact }].every(task => task.state === 'done' || task.state === 'optional')
  return { sections, papers, place, returning, contact, eligible, ready }
}

/** Where to go after a page was sent: the next page of its section that is asked, or undefined at the section's end. */
export function pageAfter(form: FormDefinition, pageId: string, answers: Answers): FormPage | undefined {
  const pages = form.sections.find(section => section.pages.some(page => page.id === pageId))?.pages ?? []
  const asked = walkForm(form, answers).asked.map(({ page }) => page).filter(page => pages.includes(page))
  return asked[asked.findIndex(page => page.id === pageId) + 1]
}

/** The page before it in its section, for the back link; undefined on the first. */
export function pageBefore(form: FormDefinition, pageId: string, answers: Answers): FormPage | undefined {
  const pages = form.sections.find(section => section.pages.some(page => page.id === pageId))?.pages ?? []
  const asked = walkForm(form, answers).asked.map(({ page }) => page).filter(page => pages.includes(page))
  return asked[asked.findIndex(page => page.id === pageId) - 1]
}
