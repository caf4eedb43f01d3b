import { filingNumberOf } from './domain/code.ts'
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { transact, type Tx } from '../../kernel/db/db.ts'
import { saveFile, storeOwnFile, withFiles } from '../../kernel/files/index.ts'
import { newId } from '../../kernel/ids.ts'
import { signPdf } from '../../kernel/signing/index.ts'
import { getAgency } from '../organisations/index.ts'
import { componentsFor, getFiledCase, type FiledCase } from '../procedures/index.ts'
import { findForm } from './domain/regime.ts'
import type { FormKey, Regime } from './domain/regime-types.ts'
import { regimeOf } from './facts.ts'
import { renderPaper } from './papers/index.ts'
import type { DeskPaper } from './papers/parts.ts'
import { getDossierView, type DossierView } from './queries.ts'
import { validationOf, type DossierServices } from './services.ts'
import { insertPaper, type ActionRow } from './store.ts'
import { supplementTargets } from './supplement-targets.ts'
import { timeOf } from './timing.ts'

/** Papers that an act leaves behind, made by a job after the commit. */
export const PRINT_KINDS = ['filing-receipt', 'receipt', 'supplement-request', 'refusal', 'reappointment', 'stop-notice'] as const
export type PrintKind = (typeof PRINT_KINDS)[number]
/** Under these names people find a paper again among their downloads. */
const FILE_NAMES: Readonly<Record<PrintKind, string>> = { 'filing-receipt': 'xac-nhan-nop-ho-so', receipt: 'giay-hen-tra-ket-qua', 'supplement-request': 'phieu-yeu-cau-bo-sung', refusal: 'phieu-tu-choi', reappointment: 'phieu-xin-loi-hen-lai', 'stop-notice': 'thong-bao-dung-giai-quyet' }

interface Order { readonly dossierId: string; readonly kind: PrintKind; readonly seq: number }
const system = { kind: 'system', name: 'print' } as const

/** What the job was given, or undefined when it is not an order of ours. */
export function orderOf(payload: unknown): Order | undefined {
  if (typeof payload !== 'object' || payload === null || !('dossierId' in payload) || !('kind' in payload) || !('seq' in payload)) return undefined
  const kind = PRINT_KINDS.find(each => each === payload.kind)
  return kind && typeof payload.dossierId === 'string' && typeof payload.seq === 'number' ? { dossierId: payload.dossierId, kind, seq: payload.seq } : undefined
}

/** Makes one paper, once: a second run finds it done. The ledger proof is printed when the entry is sealed; sealing takes about a second. */
export async function makePaper(services: DossierServices, order: Order): Promise<void> {
  const { platform } = services
  const gathered = await transact(platform.db, system, tx => gather(tx, services, order))
  if (!gathered || gathered.view.papers.some(paper => paper.kind === order.kind && paper.action_seq === order.seq)) return
  const bytes = await seal(services, gathered, await typeset(order.kind, gathered))
  const file = await storeOwnFile(services.files.store, { bytes, name: `${FILE_NAMES[order.kind]}-${gathered.view.dossier.code ?? filingNumberOf(order.dossierId)}.pdf`, mediaType: 'application/pdf', ownerScope: `dossier:${order.dossierId}`, at: platform.now() })
  await transact(platform.db, system, async tx => {
    await saveFile(tx, file)
    await insertPaper(tx, { id: newId(), dossier_id: order.dossierId, kind: order.kind, action_seq: order.seq, file_id: file.id, made_at: platform.now() })
  })
}

/**
 * The agency's signature over a paper (TT 01/2018/TT-VPCP Đ10.1: the forms are signed digitally). An agency without a key still hands out its
 * papers, signed by hand; a key or time-stamp authority that does not answer now is asked again by the job's next try.
 */
async function seal({ signing, platform }: DossierServices, { view: { dossier }, issuer, action }: Gathered, pdf: Uint8Array): Promise<Uint8Array> {
  if (!await signing.hasAgencyKey(dossier.receiving_agency_id)) return pdf
  return signPdf(pdf, { signer: await signing.agency(dossier.receiving_agency_id), appearance: { look: 'agency', field: 'signer', name: issuer }, reason: dossier.code ?? action.act, at: platform.now(), ...await validationOf(signing), ...(signing.timeStamp ? { timeStamp: signing.timeStamp } : {}) })
}

interface Gathered { readonly view: DossierView; readonly issuer: string; readonly action: ActionRow; readonly of: FiledCase; readonly regime: Regime; readonly head: (form: FormKey | undefined, paper: string, title?: string) => DeskPaper; readonly proof: string | undefined; readonly files: readonly { component: string; name: string; bytes: number; pages?: number; sha256: string }[]; readonly desk: { name: string; phone: string; address: string } }

async function gather(tx: Tx, services: DossierServices, order: Order): Promise<Gathered | undefined> {
  const view = await getDossierView(tx, order.dossierId)
  const { dossier } = view
  const action = view.actions.find(each => each.seq === order.seq)
  if (!action) return undefined
  const of = await getFiledCase(tx, dossier.procedure_case_id, dossier.case_id)
  const regime = regimeOf(dossier, services.platform.now())
  const receiving = await getAgency(tx, dossier.receiving_agency_id)
  const parent = receiving.parentId === null ? undefined : await getAgency(tx, receiving.parentId)
  const url = services.platform.config.publicUrl
  const { rows: [entry] } = await sql<{ id: string }>`select id from kernel.ledger_entry where object_type = 'dossier' and object_id = ${dossier.id} and (payload->>'seq')::int = ${order.seq} limit 1`.execute(tx)
  const names = new Map(of.case.components.map(component => [component.id, component.name.vi]))
  const files = (await withFiles(tx, view.files)).map(({ file, componentId }) =>
    ({ component: names.get(componentId) ?? componentId, name: file.name, bytes: file.size, sha256: file.hash, ...(file.pageCount === null ? {} : { pages: file.pageCount }) }))
  const head = (form: FormKey | undefined, paper: string, title?: string): DeskPaper => {
    const found = form === undefined ? undefined : findForm(regime, form)
    return {
      issuer: { parent: parent?.name ?? '', agency: receiving.name, desk: 'Bộ phận Tiếp nhận và Trả kết quả', place: receiving.name.replace(/^.*?(phường|xã|tỉnh)\s+/u, ''), address: receiving.address, phone: receiving.phone },
      form: { number: found?.number ?? '', title: found?.title.vi ?? title ?? '', basis: regime.rules.forms.source }, code: { url: dossier.code ? `${url}/tra-cuu/${dossier.code}` : `${url}/ho-so/${dossier.id}`, ...(dossier.code ? { dossierCode: dossier.code } : {}), procedureCode: dossier.procedure_code, paper },
      issuedAt: action.at, dossier: { code: dossier.code ?? '', procedureName: dossier.procedure_name, procedureCode: dossier.procedure_code, summary: dossier.summary,
        applicant: { name: dossier.subject_name, ...(dossier.subject_contact.phone ? { phone: dossier.subject_contact.phone } : {}), ...(dossier.subject_contact.address ? { address: dossier.subject_contact.address } : {}), ...(dossier.submitter_name !== dossier.subject_name ? { submittedBy: dossier.submitter_name } : {}) } },
    }
  }
  return { view, issuer: receiving.name, action, of, regime, head, files, desk: receiving, proof: entry ? await services.proveLedgerEntry(entry.id) : undefined }
}

const TIME_WORDS = { HOUR: 'giờ làm việc', WORKING_DAY: 'ngày làm việc', DAY: 'ngày', MONTH: 'tháng', OTHER: '', SAME_DAY: '' } as const
function timeInWords(of: FiledCase, channel: 'online' | 'counter' | 'post'): string {
  const time = timeOf(of.case, channel)
  if (!time || time.unit === 'OTHER') return time?.note?.vi ?? 'Theo quy định của thủ tục'
  return time.unit === 'SAME_DAY' ? 'Trong ngày tiếp nhận' : `${String(time.value).padStart(2, '0')} ${TIME_WORDS[time.unit]}`
}
const COLLECT = { online: 'Nhận bản điện tử trong tài khoản trên cổng; không cần đến quầy', counter: 'Nhận tại quầy', post: 'Nhận qua bưu chính công ích' } as const
const money = (amount: number): string => `${String(amount).replace(/\B(?=(\d{3})+$)/g, '.')} đồng`

async function typeset(kind: PrintKind, g: Gathered): Promise<Uint8Array> {
  const { dossier } = g.view
  const proof = g.proof === undefined ? {} : { proof: g.proof }
  switch (kind) {
    case 'filing-receipt': return renderPaper(kind, { ...g.head(undefined, 'xac-nhan-nop', 'Xác nhận đã nộp hồ sơ trực tuyến'), filingNumber: filingNumberOf(dossier.id), submittedAt: dossier.submitted_at, files: g.files,
      answersSha256: createHash('sha256').update(JSON.stringify(dossier.answers)).digest('hex'), next: 'Cán bộ kiểm tra và trả lời bạn trong một ngày làm việc. Khi hồ sơ được tiếp nhận, bạn nhận mã hồ sơ và ngày hẹn trả kết quả.', ...proof })
    case 'receipt': {
      const wanted = componentsFor(g.of.case, dossier.answers)
      return renderPaper(kind, { ...g.head('receipt', 'giay-tiep-nhan'), ...(dossier.received_at ? { issuedAt: g.action.at } : {}), sets: 1, timeLimit: timeInWords(g.of, dossier.channel), receivedAt: dossier.received_at ?? g.action.at, promisedAt: dossier.promised_at ?? undefined, collectAt: COLLECT[dossier.return_method],
        components: wanted.map(component => {
          const paper = g.view.paperItems.find(item => item.component_id === component.id)
          return { name: component.name.vi, originals: paper?.originals ?? 0, certifiedCopies: paper?.certified_copies ?? 0, plainCopies: paper?.plain_copies ?? 0, electronic: g.view.files.some(file => file.componentId === component.id && file.replacedSeq === null), shownOnly: paper?.shown_only ?? false }
        }),
        ...(dossier.fee_amount > 0 ? { fee: money(dossier.fee_amount) } : {}), submitterName: dossier.submitter_name, receiverName: g.action.actor_kind === 'officer' ? g.action.actor_name : g.view.actions.find(each => each.act === 'receiveDossier')?.actor_name ?? '', ...proof })
    }
    case 'supplement-request': {
      const request = g.view.supplements.findLast(each => each.asked_at.getTime() === g.action.at.getTime()) ?? g.view.supplements.at(-1)
      const targets = supplementTargets(g.of, dossier.answers)
      const label = (id: string | undefined, field: string | undefined): string => targets.find(target => id === undefined ? target.kind === 'field' && target.id === field : target.kind === 'component' && target.id === id)?.name.vi ?? g.of.case.components.find(component => component.id === id)?.name.vi ?? id ?? field ?? ''
      return renderPaper(kind, { ...g.head('supplement-request', 'yeu-cau-bo-sung'), items: (request?.items ?? []).map(item => ({ component: label(item.componentId, item.field), reason: item.reasonCode === 'own' ? 'Chưa đạt' : 'Cần bổ sung', guidance: item.note })), ...(request?.note ? { note: request.note } : {}),
        ...(request?.deadline ? { deadline: request.deadline } : {}), contactName: g.desk.name, contactPhone: g.desk.phone, officerName: g.action.actor_name })
    }
    case 'refusal': return renderPaper(kind, { ...g.head('refusal', 'tu-choi-tiep-nhan'), reasons: [g.action.reason ?? ''], submitterName: dossier.submitter_name, officerName: g.action.actor_name })
    case 'reappointment': {
      const before = g.action.payload['before']
      return renderPaper(kind, { ...g.head('reappointment', 'xin-loi-hen-lai'), receivedAt: dossier.received_at ?? g.action.at, promisedAt: typeof before === 'string' ? new Date(before) : g.action.at, newPromisedAt: new Date(String(g.action.payload['promisedAt'])), reason: g.action.reason ?? '', signerTitle: 'Người có thẩm quyền', signerName: g.action.actor_name })
    }
    case 'stop-notice': return renderPaper(kind, { ...g.head('stop-notice', 'dung-giai-quyet'), receivedAt: dossier.received_at ?? g.action.at, reason: g.action.reason ?? '', signerTitle: 'Người có thẩm quyền', signerName: g.action.actor_name })
  }
}
