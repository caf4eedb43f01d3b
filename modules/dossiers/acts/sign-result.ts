import { randomInt } from 'node:crypto'
import { formatMoney } from '../../../ui/index.ts'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { transact } from '../../../kernel/db/db.ts'
import { Fault } from '../../../kernel/errors.ts'
import { saveFile, storeOwnFile } from '../../../kernel/files/index.ts'
import { newId } from '../../../kernel/ids.ts'
import { signPdf, SignerUnavailable, TimeStampUnavailable } from '../../../kernel/signing/index.ts'
import { getAgency } from '../../organisations/index.ts'
import { finishOutcome, templatesOf } from '../outcome.ts'
import { renderPaper, signerLines } from '../papers/index.ts'
import type { Block } from '../papers/result.ts'
import { insertResult, saveDossier, takeNumber } from '../store.ts'
import { validationOf, type DossierServices } from '../services.ts'
import type { Outcome } from '../tables.ts'
import type { FiledCase } from '../../procedures/index.ts'
import { assess, doneBefore, perform, refusedAct, type Done } from './perform.ts'

// no I, O, 0, 1: read aloud and typed by hand; eight of them cannot be guessed, so that nobody lists other people's results
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const unguessable = (): string => Array.from({ length: 8 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
const viDate = (day: string): string => day.split('-').reverse().join('/')

interface Reserved { readonly outcome: Outcome; readonly symbol: string; readonly code: string; readonly version: number; readonly agencyName: string; readonly agencyPlace: string; readonly subject: string; readonly dossierCode: string; readonly case: FiledCase; readonly returnMethod: 'online' | 'counter' | 'post' }

/**
 * Ký kết quả: officer's and agency's PAdES signatures with time-stamp over the PDF (NĐ 30/2020 App. I.8), entered in the register of results
 * (NĐ 61/2018 Đ20.5). Number and code are reserved first and kept, so that a failed signature never leaves a hole or a second number;
 * keys and time-stamp authority are asked outside any transaction (trust.md B3).
 */
export async function signResult(services: DossierServices, call: { actor: OfficerActor; dossierId: string; version?: number; idempotencyKey?: string }): Promise<Done> {
  const { platform } = services
  const reserved = await reserve(services, call)
  if ('done' in reserved) return reserved.done
  const now = platform.now()
  const day = new Date(now.getTime() + 7 * 3_600_000).toISOString().slice(0, 10)
  const facts = { 'decision.number': reserved.symbol, 'decision.date': viDate(day), 'signer.name': call.actor.displayName, 'signer.title': call.actor.positionTitle }
  const template = templatesOf(reserved.case).find(each => each.id === reserved.outcome.templateId)
  const title = finishOutcome(reserved.outcome.title, facts)
  const agencyNotes = [`Mã xác thực: ${reserved.code}. Kiểm tra tại ${platform.config.publicUrl}/xac-thuc`]
  const pdf = await renderPaper('result', {
    issuer: { parent: '', agency: reserved.agencyName, desk: '', place: reserved.agencyPlace }, symbol: reserved.symbol, issuedAt: now, title, blocks: blocksOf(finishOutcome(reserved.outcome.body, facts)),
    code: { url: `${platform.config.publicUrl}/xac-thuc/${reserved.code}`, dossierCode: reserved.dossierCode, procedureCode: reserved.case.code, paper: 'ket-qua' },
    signerLines: signerLines(call.actor.positionTitle), signerName: call.actor.displayName, recipients: [`${reserved.subject};`, 'Lưu: VT.'], notes: agencyNotes,
  })
  const signed = await sign(services, call.actor, reserved, pdf, now)
  const file = await storeOwnFile(services.files.store, { bytes: signed, name: `${reserved.code}.pdf`, mediaType: 'application/pdf', ownerScope: `dossier:${call.dossierId}`, at: now })
  return perform(platform, 'signResult', { actor: call.actor, dossierId: call.dossierId, version: reserved.version, ...(call.idempotencyKey ? { idempotencyKey: call.idempotencyKey } : {}) }, async ({ tx, dossier, case: of }) => {
    await saveFile(tx, file)
    const kindCode = template?.resultCode ?? of.pack.results[0]?.code ?? ''
    const validTo = template?.validForDays === undefined ? null : new Date(Date.parse(day) + template.validForDays * 86_400_000).toISOString().slice(0, 10)
    await insertResult(tx, { id: newId(now.getTime()), dossier_id: dossier.id, kind_code: kindCode, kind: reserved.outcome.kind, code: reserved.code, symbol: reserved.symbol, title, owner_name: dossier.subject_name, agency_id: dossier.competent_agency_id, agency_name: reserved.agencyName,
      signer_name: call.actor.displayName, signer_title: call.actor.positionTitle, signed_at: now, valid_from: day, valid_to: validTo, file_id: file.id, file_hash: Buffer.from(file.hash, 'hex'), revoked_at: null, revoked_by_name: null, revoke_reason: null })
    return { changes: { finished_at: dossier.finished_at ?? now, holder_agency_id: dossier.receiving_agency_id, outcome: JSON.stringify({ ...reserved.outcome, values: {} }) },
      payload: { result: reserved.code, symbol: reserved.symbol, file: file.hash, kind: reserved.outcome.kind }, // a result that is withheld until the fee is paid must not be announced as ready to download
      event: dossier.money === 'due' ? { type: 'dossiers.result-awaits-fee', reason: formatMoney(dossier.fee_amount) } : { type: 'dossiers.result-ready' } }
  }, { delivery: reserved.returnMethod })
}

/** Judges, then gives the result its number and code once; a second try after a failure finds them again. */
async function reserve({ platform }: DossierServices, call: { actor: OfficerActor; dossierId: string; version?: number; idempotencyKey?: string }): Promise<Reserved | { readonly done: Done }> {
  return transact(platform.db, call.actor, async tx => {
    const done = await doneBefore(tx, 'signResult', call)
    if (done) return { done }
    const { dossier, case: of } = await assess(tx, platform, 'signResult', call)
    const outcome = dossier.outcome
    if (!outcome) throw refusedAct('wrong-status')
    const agency = await getAgency(tx, dossier.competent_agency_id)
    const { symbol: keptSymbol, code: keptCode } = outcome.values
    const common = { outcome, agencyName: agency.name, agencyPlace: placeOf(agency.name), subject: dossier.subject_name, dossierCode: dossier.code ?? '', case: of, returnMethod: dossier.return_method }
    if (keptSymbol && keptCode) return { ...common, symbol: keptSymbol, code: keptCode, version: dossier.version }
    const year = new Date(platform.now().getTime() + 7 * 3_600_000).getUTCFullYear()
    const number = await takeNumber(tx, `result:${agency.code}`, String(year))
    const symbol = `${number}/${outcome.kind === 'refused' ? 'TC' : 'KQ'}-${agency.level === 'commune' ? 'UBND' : 'SO'}`
    const code = `KQ-${agency.code}-${String(year).slice(2)}-${String(number).padStart(5, '0')}-${unguessable()}`
    const version = await saveDossier(tx, dossier, { outcome: JSON.stringify({ ...outcome, values: { ...outcome.values, symbol, code } }) })
    return { ...common, symbol, code, version }
  })
}

/** The text of an outcome as a document: lines `label: value` become facts, the others paragraphs. */
function blocksOf(body: string): Block[] {
  const blocks: Block[] = []
  for (const line of body.split('\n').map(each => each.trim()).filter(Boolean)) {
    const fact = /^([^:.]{2,60}):\s+(.+)$/u.exec(line)
    const last = blocks.at(-1)
    if (!fact) blocks.push({ kind: 'paragraph', text: line })
    else if (last?.kind === 'facts') blocks.splice(-1, 1, { kind: 'facts', facts: [...last.facts, { label: fact[1] ?? '', value: fact[2] ?? '' }] })
    else blocks.push({ kind: 'facts', facts: [{ label: fact[1] ?? '', value: fact[2] ?? '' }] })
  }
  return blocks
}

/** "Ủy ban nhân dân phường Phan Đình Phùng" is dated at "Phan Đình Phùng"; a department at its province. */
const placeOf = (agencyName: string): string => /(?:phường|xã|tỉnh)\s+(.+)$/u.exec(agencyName)?.[1] ?? agencyName

async function sign({ signing }: DossierServices, actor: OfficerActor, reserved: Reserved, pdf: Uint8Array, at: Date): Promise<Uint8Array> {
  try {
    const proof = { ...await validationOf(signing), ...(signing.timeStamp ? { timeStamp: signing.timeStamp } : {}) }
    const once = await signPdf(pdf, { signer: await signing.officer(actor.accountId), appearance: { look: 'signer', name: actor.displayName, organisation: reserved.agencyName }, reason: reserved.symbol, at, ...proof })
    return await signPdf(once, { signer: await signing.agency(actor.agencyId), appearance: { look: 'agency', name: reserved.agencyName }, reason: reserved.symbol, at, ...proof })
  } catch (error) {
    if (error instanceof SignerUnavailable) throw new Fault('signer-unavailable', { status: 503, title: { vi: 'Chưa ký được', en: 'Could not sign' }, detail: { vi: `Khóa ký chưa dùng được: ${error.message}. Kết quả chưa phát hành; hãy kiểm tra chứng thư rồi ký lại.`, en: `The signing key is not usable: ${error.message}. Nothing was issued; check the certificate and sign again.` } }, { cause: error })
    if (error instanceof TimeStampUnavailable) throw new Fault('time-stamp-unavailable', { status: 503, retryAfterSeconds: 30, title: { vi: 'Chưa ký được', en: 'Could not sign' }, detail: { vi: 'Dịch vụ dấu thời gian không trả lời. Kết quả chưa phát hành; hãy ký lại sau ít phút.', en: 'The time-stamp authority does not answer. Nothing was issued; sign again in a few minutes.' } }, { cause: error })
    throw error
  }
}
