import { createHash } from 'node:crypto'
import type { Actor } from '../../../kernel/actor.ts'
import { together, transact, type Tx } from '../../../kernel/db/db.ts'
import { conflict, Fault, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import { canonicalJson, type JsonValue } from '../../../kernel/ledger/canonical-json.ts'
import { publishAll } from '../../../kernel/outbox.ts'
import type { Platform } from '../../../kernel/platform.ts'
import type { WorkingTime } from '../../../kernel/working-time.ts'
import { workingTimeFor } from '../../calendar/index.ts'
import { getAgency, type AgencyView } from '../../organisations/index.ts'
import { getFiledCase, type FiledCase } from '../../procedures/index.ts'
import { judge, type Warning } from '../domain/actions.ts'
import type { Act } from '../domain/action-table.ts'
import type { ActRole } from '../domain/roles.ts'
import type { Axes } from '../domain/axes.ts'
import type { ActDetails } from '../domain/effects.ts'
import { REASON_TEXTS } from '../domain/reasons.ts'
import type { Regime } from '../domain/regime-types.ts'
import { accountsToTell, standingBefore } from '../citizen-sight.ts'
import { loadRegimeSettings } from '../regime-settings.ts'
import { actorFactsOf, axesColumns, axesOf, dossierFactsOf, isClosed, judgeSettingsOf, regimeOf, roleUsed } from '../facts.ts'
import { insertAction, listActions, lockDossier, saveDossier, type ActionRow, type DossierChanges, type DossierRow, type RecordedDossier } from '../store.ts'
import type { PrintKind } from '../print.ts'

/** How an act is called: by whom, on what, over which version the caller saw, under which key it is done once. */
export interface ActCall {
  readonly actor: Actor
  readonly dossierId: string
  /** the version that the page showed; absent only where nothing could have been overtaken */
  readonly version?: number
  readonly idempotencyKey?: string
}

/** What an act works with: one transaction, the locked row, the law of the day of reception. */
export interface Scene {
  readonly tx: Tx
  readonly platform: Platform
  readonly now: Date
  readonly actor: Actor
  readonly dossier: DossierRow
  readonly axes: Axes
  readonly next: Axes
  readonly case: FiledCase
  readonly regime: Regime
  readonly work: WorkingTime
  readonly actions: readonly ActionRow[]
  readonly seq: number
  readonly warnings: readonly Warning[]
  /** in which of the actor's roles the act is done */
  readonly role: ActRole
}

export interface Effects {
  /** columns besides the axes */
  readonly changes?: DossierChanges
  /** kept with the action and, by hash, in the ledger */
  readonly payload?: Readonly<Record<string, JsonValue>>
  readonly reason?: string
  /** event for other modules and the applicant: `dossiers.received` */
  readonly event?: { readonly type: string; readonly dueAt?: Date; readonly reason?: string; readonly code?: string; readonly holder?: string }
  /** messages to others than the applicant, ready to be sent */
  readonly messages?: readonly { readonly type: string; readonly about: object }[]
  /** papers to print once the act is committed */
  readonly papers?: readonly PrintKind[]
}

export interface Done { readonly id: string; readonly version: number; readonly processing: string; readonly code: string | null; readonly warnings: readonly Warning[] }

/** The stem of an act as route, permission and ledger entry write it: `requestSupplement` → `dossiers.request-supplement`. */
export const stemOf = (act: Act): string => `dossiers.${act.replace(/Dossier$|Result$/, match => act === 'returnResult' || act === 'signResult' || act === 'postResult' || act === 'revokeResult' ? match : '').replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`

/** Turns a verdict's reason into the fault that page and API show. */
export function refusedAct(reason: keyof typeof REASON_TEXTS): Fault {
  const status = reason === 'wrong-role' || reason === 'outside-scope' || reason === 'assurance-too-low' ? 403 : 409
  return new Fault(reason, { status, title: { vi: 'Chưa làm được việc này', en: 'This cannot be done now' }, detail: REASON_TEXTS[reason] })
}

/**
 * The one way an act changes a dossier (architecture §2): load and lock → judge → work → save over the version read → action → ledger →
 * outbox, all in one transaction. Throws not-found, conflict, or the reason of the refusal.
 */
export async function perform(platform: Platform, act: Act, call: ActCall, work: (scene: Scene) => Promise<Effects>, details: ActDetails = {}): Promise<Done> {
  return transact(platform.db, call.actor, tx => performIn(tx, platform, act, call, work, details))
}

/** Loads, locks and judges, and changes nothing; throws the reason when the act may not be done. */
export async function assess(tx: Tx, platform: Platform, act: Act, call: ActCall, details: ActDetails = {}): Promise<Scene> {
  const now = platform.now()
  const asCitizen = call.actor.kind === 'citizen' ? await standingBefore(tx, call.actor, call.dossierId, now) : undefined
  const dossier = await lockDossier(tx, call.dossierId)
  const actions = await listActions(tx, dossier.id)
  if (call.version !== undefined && call.version !== dossier.version) throw conflict()
  const configured = await getFiledCase(tx, dossier.procedure_case_id, dossier.case_id)
  const work = await workingTimeFor(tx, dossier.competent_agency_id)
  const regime = regimeOf(dossier, now, await loadRegimeSettings(tx))
  const axes = axesOf(dossier)
  const facts = await dossierFactsOf(tx, dossier, configured, actions, work, now)
  const actorFacts = actorFactsOf(call.actor, asCitizen)
  if (actorFacts.roles.length === 0) throw notFound()
  const verdict = judge(act, facts, actorFacts, judgeSettingsOf(regime), details)
  if (!verdict.ok) throw refusedAct(verdict.reason)
  return { tx, platform, now, actor: call.actor, dossier, axes, next: verdict.next, case: configured, regime, work, actions, seq: (actions.at(-1)?.seq ?? 0) + 1, warnings: verdict.warnings, role: roleUsed(act, axes.processing, actorFacts.roles) }
}

interface Press { readonly key: string; readonly hash: Buffer }
/** Who pressed and what they said. Files are other files at every press, and the version is the page's. */
function pressOf({ actor, version: _version, idempotencyKey, files: _files, ...said }: ActCall & { readonly files?: unknown }): Press | undefined {
  if (idempotencyKey === undefined) return undefined
  const plain: JsonValue = JSON.parse(JSON.stringify({ by: 'accountId' in actor ? actor.accountId : actor.kind, said }))
  return { key: idempotencyKey, hash: createHash('sha256').update(canonicalJson(plain)).digest() }
}
const otherPress = conflict({ vi: 'Biểu mẫu này đã được gửi với nội dung khác. Lần này chưa ghi gì; hãy xem lại hồ sơ rồi gửi lại nếu vẫn cần.', en: 'This form was sent before with other content. Nothing was written this time; look at the dossier and send again if it is still needed.' })
export const doneAs = ({ id, version, processing, code }: Pick<DossierRow, 'id' | 'version' | 'processing' | 'code'>): Done => ({ id, version, processing, code, warnings: [] })

/** Pressed twice: the first press has done it, the second only hears the same answer. */
export async function doneBefore(tx: Tx, act: Act, call: ActCall): Promise<Done | undefined> {
  const press = pressOf(call)
  if (press === undefined) return undefined
  const dossier = await lockDossier(tx, call.dossierId)
  const done = (await listActions(tx, dossier.id)).find(action => action.idempotency_key === press.key)
  // the key of another press answers for that press only
  if (done && (done.act !== act || done.press_hash?.equals(press.hash) === false)) throw otherPress
  return done && doneAs(dossier)
}

/** As `perform`, inside a transaction that already speaks in the actor's name: two acts that stand or fall together. */
export async function performIn(tx: Tx, platform: Platform, act: Act, call: ActCall, work: (scene: Scene) => Promise<Effects>, details: ActDetails = {}): Promise<Done> {
  const before = await doneBefore(tx, act, call)
  if (before) return before
  const scene = await assess(tx, platform, act, call, details)
  const { dossier, next, now } = scene
  const effects = await work(scene)
  const closing = isClosed(next.processing) && !isClosed(scene.axes.processing)
  const version = await saveDossier(tx, dossier, { ...axesColumns(next), ...(closing ? { closed_at: now } : {}), last_event_at: now, ...effects.changes })
  await record(scene, act, scene.role, { ...effects, ...(Object.keys(details).length ? { payload: { ...effects.payload, details: { ...details } } } : {}) }, pressOf(call))
  return { id: dossier.id, version, processing: next.processing, code: typeof effects.changes?.code === 'string' ? effects.changes.code : dossier.code, warnings: scene.warnings }
}

type Recorded = Pick<Scene, 'tx' | 'now' | 'actor' | 'seq'> & { readonly dossier: RecordedDossier; /** `speakingAgency`, where the act has read it already */ readonly agency?: Pick<AgencyView, 'name'> | undefined }
/** Action, ledger and outbox of one act; the same for every act, so that none can forget one of the three. */
export async function record(scene: Recorded, act: Act, role: ActRole, effects: Effects, press?: Press): Promise<void> {
  const { tx, now, actor, dossier, seq } = scene
  const agencyId = actor.kind === 'officer' ? actor.agencyId : null
  const { payload = {} } = effects
  await together(
    insertAction(tx, { dossier_id: dossier.id, seq, id: newId(now.getTime()), act, at: now, actor_kind: actor.kind, actor_account_id: 'accountId' in actor ? actor.accountId : null,
      actor_position_id: actor.kind === 'officer' ? actor.positionId : null, actor_name: nameOf(actor), role, agency_id: agencyId, payload: JSON.stringify(payload), reason: effects.reason ?? null, idempotency_key: press?.key ?? null, press_hash: press?.hash ?? null }),
    appendLedger(tx, { actor, subject: dossier.subject_account_id, mandate: role === 'helper' ? dossier.mandate_id : null, role, agency: agencyId, act: stemOf(act), object: { type: 'dossier', id: dossier.id }, payload: { ...payload, seq }, reason: effects.reason ?? null, at: now }),
    tell(scene, effects),
  )
}

/** Whoever is to hear of the act, and whatever is to be printed of it. */
async function tell(scene: Recorded, { event, messages = [], papers = [] }: Effects): Promise<void> {
  const { tx, dossier, seq } = scene
  const told = event ? [{ type: event.type, payload: await notifiable(scene, event) }] : []
  await publishAll(tx, [...told, ...messages.map(({ type, about }) => ({ type, payload: about }))], papers.map(kind => ({ task: 'dossiers.make-paper', payload: { dossierId: dossier.id, kind, seq } })))
}

export const nameOf = (actor: Actor): string => actor.kind === 'officer' || actor.kind === 'citizen' ? actor.displayName : actor.kind === 'system' ? 'Hệ thống' : ''

/** In whose name the applicant hears of an act: the officer's agency, or else the one that receives. */
export const speakingAgency = (actor: Actor, dossier: Pick<RecordedDossier, 'receiving_agency_id'>): string => actor.kind === 'officer' ? actor.agencyId : dossier.receiving_agency_id

async function notifiable({ tx, now, dossier, actor, agency: read }: Recorded, event: NonNullable<Effects['event']>): Promise<object> {
  const agency = read ?? await getAgency(tx, speakingAgency(actor, dossier))
  const contact = dossier.subject_contact
  return { dossierId: dossier.id, to: { accountIds: await accountsToTell(tx, dossier, now), name: dossier.subject_name, ...(contact.email ? { email: contact.email } : {}), ...(contact.phone ? { phone: contact.phone } : {}) }, path: `/ho-so/${dossier.id}`,
    procedure: dossier.procedure_name, agency: agency.name, ...(event.code ?? dossier.code ? { code: event.code ?? dossier.code } : {}), ...(event.dueAt ? { dueAt: event.dueAt.toISOString() } : {}), ...(event.reason ? { reason: event.reason } : {}), ...(event.holder ? { holder: event.holder } : {}) }
}
