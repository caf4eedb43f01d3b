import type { OfficerActor } from '../../kernel/actor.ts'
import { transact, type Tx } from '../../kernel/db/db.ts'
import { notFound, type FieldFault } from '../../kernel/errors.ts'
import { withFiles, type StoredFile } from '../../kernel/files/index.ts'
import { readCitizenCard, type CitizenCard } from '../../kernel/forms/citizen-card.ts'
import type { Answers } from '../../kernel/forms/definition.ts'
import { isPhone, readPersonalId } from '../../kernel/forms/numbers.ts'
import { normalisePhone, normaliseText } from '../../kernel/forms/normalise.ts'
import { prefillAnswers, type KnownFacts } from '../../kernel/forms/prefill.ts'
import { pagesOf } from '../../kernel/forms/visible.ts'
import { fold } from '../../kernel/vi-text/index.ts'
import { editedRepeat, parseFormBody } from '../../ui/index.ts'
import { localDateOf } from '../calendar/index.ts'
import { findAccountsByIdNumber } from '../identity/index.ts'
import { completeForm, findCase, listCases, offersOf, type FiledCase } from '../procedures/index.ts'
import { communesOn, type Commune } from './desk-dossier.ts'
import { textIn, textsIn } from './form-input.ts'
import type { PaperHandedIn } from './acts/intake-at-counter.ts'
import type { DossierServices } from './services.ts'

/** A procedure that this desk takes today, by case. */
export interface CounterChoice { readonly code: string; readonly name: string; readonly field: string; readonly cases: readonly { readonly id: string; readonly title: string; readonly hint: string | undefined; readonly sameDay: boolean }[] }

/** What may be filed at the officer's own desk; `q` finds by name or code without diacritics. */
export async function counterChoices(tx: Tx, actor: OfficerActor, q: string, now: Date): Promise<CounterChoice[]> {
  const today = localDateOf(now)
  const wanted = fold(q).split(/\s+/).filter(Boolean)
  const choices: CounterChoice[] = []
  for (const { code, pack } of await listCases(tx, now)) {
    const haystack = fold(`${pack.name.vi} ${pack.summary.vi} ${code}`)
    if (!wanted.every(word => haystack.includes(word))) continue
    if (!(await offersOf(tx, code, today)).some(offer => offer.receivingAgencyId === actor.agencyId && offer.externalUrl === null)) continue
    choices.push({ code, name: pack.name.vi, field: pack.field, cases: pack.cases.map(each => ({ id: each.id, title: each.title.vi, hint: each.hint?.vi, sameDay: each.noAppointment === true || each.channels.counter?.time.unit === 'SAME_DAY' })) })
  }
  return choices.toSorted((a, b) => a.name.localeCompare(b.name, 'vi'))
}

/** The person at the counter, as typed. */
export interface CounterPerson { readonly name: string; readonly idNumber: string; readonly birthDate: string; readonly phone: string; readonly email: string; readonly address: string }
export interface CounterAccount { readonly accountId: string; readonly displayName: string; readonly sameName: boolean }

export interface Counter {
  readonly of: FiledCase
  readonly communes: readonly Commune[]
  readonly today: string
  /** what was typed so far */
  readonly person: CounterPerson
  readonly answers: Answers
  readonly papers: readonly PaperHandedIn[]
  readonly files: readonly { readonly componentId: string; readonly file: StoredFile }[]
  readonly returnMethod: 'counter' | 'post' | 'online'
  readonly channel: 'counter' | 'post'
  readonly returnAddress: string
  readonly account: CounterAccount | undefined
}

const METHODS = ['counter', 'post', 'online'] as const

/** Everything the intake page holds, out of the posted form; a first visit is an empty form. Files count only when this very intake uploaded them. */
export async function openCounter(services: DossierServices, actor: OfficerActor, code: string, caseId: string, form: unknown, submissionKey: string): Promise<Counter> {
  const { platform } = services
  const now = platform.now()
  const today = localDateOf(now)
  const found = await transact(platform.db, actor, async tx => {
    const configured = await findCase(tx, code, now)
    const inCase = configured?.pack.cases.find(each => each.id === caseId)
    if (!configured || !inCase || !(await offersOf(tx, code, today)).some(offer => offer.receivingAgencyId === actor.agencyId)) throw notFound()
    const of: FiledCase = { procedureCaseId: configured.id, code, caseId, pack: configured.pack, case: inCase }
    const kept = textsIn(form, 'kept').map(each => each.split('~')).flatMap(([componentId = '', fileId = '']) => /^[0-9a-f-]{36}$/i.test(fileId) ? [{ componentId, fileId }] : [])
    const files = (await withFiles(tx, kept)).filter(({ file }) => file.ownerScope === scopeOf(submissionKey) && file.uploadedBy === actor.accountId)
    return { of, files, communes: await communesOn(tx, today) }
  })
  const { of } = found
  const person: CounterPerson = { name: normaliseText(textIn(form, 'person.name')), idNumber: textIn(form, 'person.idNumber').replace(/\s/g, ''), birthDate: textIn(form, 'person.birthDate'), phone: textIn(form, 'person.phone'), email: textIn(form, 'person.email'), address: textIn(form, 'person.address') }
  const body = typeof form === 'object' && form !== null ? Object.fromEntries(Object.entries(form)) : {}
  let answers: Answers = Object.assign({}, ...pagesOf(completeForm(of.case)).map(page => parseFormBody(page, body, today)))
  for (const page of pagesOf(completeForm(of.case))) answers = editedRepeat(page, answers, body) ?? answers
  const count = (name: string): number => { const text = textIn(form, name); return /^\d{1,3}$/.test(text) ? Number(text) : 0 }
  return {
    ...found, today, person, answers, account: person.idNumber ? await accountOf(services, person) : undefined, returnAddress: textIn(form, 'returnAddress'), channel: textIn(form, 'channel') === 'post' ? 'post' : 'counter',
    returnMethod: METHODS.find(method => method === textIn(form, 'returnMethod')) ?? 'counter',
    papers: of.case.components.map(({ id }) => ({ componentId: id, originals: count(`paper.${id}.originals`), certifiedCopies: count(`paper.${id}.certified`), plainCopies: count(`paper.${id}.plain`), shownOnly: textIn(form, `paper.${id}.shown`) === 'yes' })),
  }
}
export const scopeOf = (submissionKey: string): string => `counter:${submissionKey}`

/** The account that has shown this number; an account under another name is told, never silently taken. */
async function accountOf(services: DossierServices, person: Pick<CounterPerson, 'name' | 'idNumber'>): Promise<CounterAccount | undefined> {
  const accounts = await findAccountsByIdNumber(services.identity, person.idNumber)
  const best = accounts.find(account => fold(account.displayName) === fold(person.name)) ?? accounts[0]
  return best && { ...best, sameName: fold(best.displayName) === fold(person.name) }
}

export type Scan = { readonly ok: true; readonly card: CitizenCard | undefined; readonly person: Partial<CounterPerson> } | { readonly ok: false; readonly fault: FieldFault }
const SCAN_FAULTS = {
  'not-a-card': { vi: 'Đây không phải mã trên thẻ căn cước. Hãy quét mã QR ở mặt trước thẻ, hoặc gõ 12 số.', en: 'This is not the code of an identity card. Scan the QR code on its front, or type the 12 digits.' },
  incomplete: { vi: 'Mã quét chưa đủ. Hãy giữ đầu đọc yên và quét lại.', en: 'The code is incomplete. Hold the scanner still and scan again.' },
  'personal-id': { vi: 'Số định danh trong mã không đúng cấu trúc. Hãy quét lại, hoặc gõ 12 số trên thẻ.', en: 'The number in the code is not a personal number. Scan again, or type it.' },
  'date-of-birth': { vi: 'Ngày sinh trong mã không khớp số định danh. Hãy quét lại rồi đối chiếu với thẻ.', en: 'The date of birth does not agree with the number. Scan again and compare with the card.' },
  gender: { vi: 'Giới tính trong mã không khớp số định danh. Hãy quét lại rồi đối chiếu với thẻ.', en: 'The gender does not agree with the number. Scan again and compare with the card.' },
} as const

/** What the scanner delivered: the code of a card, or a number typed by hand. */
export function readScan(text: string): Scan {
  const digits = text.replace(/\s/g, '')
  if (/^\d{12}$/.test(digits)) return readPersonalId(digits) ? { ok: true, card: undefined, person: { idNumber: digits } } : { ok: false, fault: { field: 'card', code: 'personal-id', message: SCAN_FAULTS['personal-id'] } }
  const reading = readCitizenCard(text)
  if (!reading.ok) return { ok: false, fault: { field: 'card', code: reading.reason, message: SCAN_FAULTS[reading.reason] } }
  const { card } = reading
  return { ok: true, card, person: { name: card.fullName, idNumber: card.personalId, birthDate: card.dateOfBirth, ...(card.address ? { address: card.address } : {}) } }
}

/** The answers with what the card and the contact lines say, where the form asks for it and nothing was typed yet. */
export function prefilled(of: FiledCase, answers: Answers, person: CounterPerson): Answers {
  const facts: KnownFacts = { ...(person.name ? { 'identity.fullName': person.name } : {}), ...(person.idNumber ? { 'identity.personalId': person.idNumber } : {}), ...(person.birthDate ? { 'identity.dateOfBirth': person.birthDate } : {}), ...(person.phone ? { 'account.phone': person.phone } : {}), ...(person.email ? { 'account.email': person.email } : {}) }
  return prefillAnswers(completeForm(of.case), facts, answers)
}

/** What is wrong with the person's own lines; the form's answers are judged by the act. */
export function personFaults({ person, account, returnMethod, returnAddress }: Pick<Counter, 'person' | 'account' | 'returnMethod' | 'returnAddress'>): FieldFault[] {
  return [
    ...(person.name === '' ? [{ field: 'person.name', code: 'required', message: { vi: 'Bạn chưa ghi họ tên người nộp. Hãy quét thẻ hoặc gõ như trên giấy tờ.', en: 'Give the applicant’s name.' } }] : []),
    ...(person.idNumber !== '' && !readPersonalId(person.idNumber) ? [{ field: 'person.idNumber', code: 'personal-id', message: { vi: 'Số định danh gồm 12 số, theo đúng số trên thẻ. Hãy kiểm tra lại.', en: 'A personal number has 12 digits. Compare it with the card.' } }] : []),
    ...(account && !account.sameName ? [{ field: 'person.name', code: 'other-name', message: { vi: `Số định danh này đã có tài khoản mang tên ${account.displayName}. Hãy đối chiếu họ tên với thẻ.`, en: `This number belongs to an account named ${account.displayName}. Compare the name with the card.` } }] : []),
    ...(person.phone !== '' && !isPhone(normalisePhone(person.phone)) ? [{ field: 'person.phone', code: 'phone', message: { vi: 'Số điện thoại này không đúng. Hãy ghi 10 số, ví dụ 0912345678.', en: 'This is no telephone number. Give ten digits.' } }] : []),
    ...(returnMethod === 'online' && !account ? [{ field: 'returnMethod', code: 'no-account', message: { vi: 'Người này chưa có tài khoản nên không nhận được bản điện tử. Hãy chọn nhận tại quầy hoặc qua bưu chính.', en: 'Without an account the result cannot be received electronically. Choose the counter or the post.' } }] : []),
    ...(returnMethod === 'post' && returnAddress === '' ? [{ field: 'returnAddress', code: 'required', message: { vi: 'Bạn chưa ghi địa chỉ nhận kết quả qua bưu chính.', en: 'Give the address for the post.' } }] : []),
  ]
}
