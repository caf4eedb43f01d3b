import type { OfficerActor } from '../../kernel/actor.ts'
import { transact, type Tx } from '../../kernel/db/db.ts'
import { invalid, notFound, type FieldFault } from '../../kernel/errors.ts'
import { withFiles, type StoredFile } from '../../kernel/files/index.ts'
import { readCitizenCard, type CitizenCard } from '../../kernel/forms/citizen-card.ts'
import { isAnswered } from '../../kernel/forms/conditions.ts'
import type { Answers } from '../../kernel/forms/definition.ts'
import { isPhone, readPersonalId } from '../../kernel/forms/numbers.ts'
import { normaliseAnswers, normalisePhone, normaliseText } from '../../kernel/forms/normalise.ts'
import { prefillAnswers, type KnownFacts } from '../../kernel/forms/prefill.ts'
import { pagesOf } from '../../kernel/forms/visible.ts'
import { fold } from '../../kernel/vi-text/index.ts'
import { editedRepeat, parseFormBody } from '../../ui/index.ts'
import { localDateOf } from '../calendar/index.ts'
import { findAccountsByIdNumber } from '../identity/index.ts'
import { getAgency } from '../organisations/index.ts'
import { completeForm, findCase, listCases, offersOf, type FiledCase } from '../procedures/index.ts'
import { communesOn, type Commune } from './desk-dossier.ts'
import { textIn, textsIn, UUID } from './form-input.ts'
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
/** Whether the number on the card has an account; whose it is, only the right name tells. */
export interface CounterAccount { readonly accountId: string; readonly sameName: boolean }

export interface Counter {
  readonly of: FiledCase
  readonly communes: readonly Commune[]
  /** in which this desk stands; a provincial one stands in none */
  readonly commune: string | undefined
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

interface CounterCase { readonly of: FiledCase; readonly communes: readonly Commune[]; readonly commune: string | undefined; readonly today: string; readonly files: Counter['files'] }

/** The case as this desk takes it today, and what this very intake has uploaded; not found for other desks. */
async function openCase({ platform }: DossierServices, actor: OfficerActor, code: string, caseId: string, kept: readonly string[], submissionKey: string): Promise<CounterCase> {
  const now = platform.now()
  const today = localDateOf(now)
  return transact(platform.db, actor, async tx => {
    const configured = await findCase(tx, code, now)
    const inCase = configured?.pack.cases.find(each => each.id === caseId)
    if (!configured || !inCase || !(await offersOf(tx, code, today)).some(offer => offer.receivingAgencyId === actor.agencyId)) throw notFound()
    const of: FiledCase = { procedureCaseId: configured.id, code, caseId, pack: configured.pack, case: inCase }
    const named = kept.map(each => each.split('~')).flatMap(([componentId = '', fileId = '']) => UUID.test(fileId) ? [{ componentId, fileId }] : [])
    const files = (await withFiles(tx, named)).filter(({ file }) => file.ownerScope === scopeOf(submissionKey) && file.uploadedBy === actor.accountId)
    const [communes, agency] = [await communesOn(tx, today), await getAgency(tx, actor.agencyId)]
    return { of, files, today, communes, commune: communes.find(({ code }) => code === agency.unitCode)?.code }
  })
}

/** Everything the intake page holds, out of the posted form; a first visit is an empty form. Files count only when this very intake uploaded them. */
export async function openCounter(services: DossierServices, actor: OfficerActor, code: string, caseId: string, form: unknown, submissionKey: string): Promise<Counter> {
  const found = await openCase(services, actor, code, caseId, textsIn(form, 'kept'), submissionKey)
  const { of, today } = found
  const person: CounterPerson = { name: normaliseText(textIn(form, 'person.name')), idNumber: textIn(form, 'person.idNumber').replace(/\s/g, ''), birthDate: textIn(form, 'person.birthDate'), phone: textIn(form, 'person.phone'), email: textIn(form, 'person.email'), address: textIn(form, 'person.address') }
  const body = typeof form === 'object' && form !== null ? Object.fromEntries(Object.entries(form)) : {}
  let answers: Answers = Object.assign({}, ...pagesOf(completeForm(of.case)).map(page => parseFormBody(page, body, today)))
  for (const page of pagesOf(completeForm(of.case))) answers = editedRepeat(page, answers, body) ?? answers
  const count = (name: string): number => { const text = textIn(form, name); return /^\d{1,3}$/.test(text) ? Number(text) : 0 }
  return {
    ...found, person, answers, account: person.idNumber ? await accountOf(services, person) : undefined, returnAddress: textIn(form, 'returnAddress'), channel: textIn(form, 'channel') === 'post' ? 'post' : 'counter',
    returnMethod: METHODS.find(method => method === textIn(form, 'returnMethod')) ?? 'counter',
    papers: of.case.components.map(({ id }) => ({ componentId: id, originals: count(`paper.${id}.originals`), certifiedCopies: count(`paper.${id}.certified`), plainCopies: count(`paper.${id}.plain`), shownOnly: textIn(form, `paper.${id}.shown`) === 'yes' })),
  }
}

/** What a program says of somebody who stands at the counter. */
export interface SaidAtCounter {
  readonly person: { readonly name: string; readonly idNumber?: string; readonly phone?: string; readonly email?: string; readonly address?: string }
  readonly answers: Readonly<Record<string, unknown>>
  readonly papers?: readonly { readonly componentId: string; readonly originals?: number; readonly certifiedCopies?: number; readonly plainCopies?: number; readonly shownOnly?: boolean }[]
  readonly returnMethod: Counter['returnMethod']
  readonly returnAddress?: string
  readonly channel?: Counter['channel']
}

/** The same as `openCounter`, out of JSON; throws `invalid` for answers and papers that the case does not know. */
export async function counterOf(services: DossierServices, actor: OfficerActor, about: { readonly code: string; readonly caseId: string; readonly submissionKey: string }, said: SaidAtCounter): Promise<Counter> {
  const found = await openCase(services, actor, about.code, about.caseId, [], about.submissionKey)
  const { of, today } = found
  const names = new Set(pagesOf(completeForm(of.case)).flatMap(page => page.repeat ? [page.repeat.name] : page.fields.map(field => field.name)))
  const components = new Set(of.case.components.map(({ id }) => id))
  const strange = [
    ...Object.keys(said.answers).filter(name => !names.has(name)).map(name => ({ field: `answers.${name}`, code: 'unknown-answer', message: { vi: 'Trường hợp này không có câu hỏi đó.', en: 'This case asks no such question.' } })),
    ...(said.papers ?? []).filter(({ componentId }) => !components.has(componentId)).map(({ componentId }) => ({ field: `papers.${componentId}`, code: 'unknown-paper', message: { vi: 'Trường hợp này không có giấy tờ đó.', en: 'This case knows no such paper.' } })),
  ]
  if (strange.length > 0) throw invalid(strange)
  const person: CounterPerson = { name: normaliseText(said.person.name), idNumber: (said.person.idNumber ?? '').replace(/\s/g, ''), birthDate: '', phone: said.person.phone ?? '', email: said.person.email ?? '', address: said.person.address ?? '' }
  return {
    ...found, person, answers: normaliseAnswers(completeForm(of.case), said.answers, today), account: person.idNumber ? await accountOf(services, person) : undefined, returnAddress: said.returnAddress ?? '', channel: said.channel ?? 'counter', returnMethod: said.returnMethod,
    papers: of.case.components.map(({ id }) => ({ originals: 0, certifiedCopies: 0, plainCopies: 0, shownOnly: false, ...said.papers?.find(({ componentId }) => componentId === id), componentId: id })),
  }
}
export const scopeOf = (submissionKey: string): string => `counter:${submissionKey}`

/** The account that has shown this number. A number alone tells nobody a name; an account under another name is told, never silently taken. */
async function accountOf(services: DossierServices, person: Pick<CounterPerson, 'name' | 'idNumber'>): Promise<CounterAccount | undefined> {
  const accounts = await findAccountsByIdNumber(services.identity, person.idNumber)
  const best = accounts.find(account => fold(account.displayName) === fold(person.name)) ?? accounts[0]
  return best && { accountId: best.accountId, sameName: fold(best.displayName) === fold(person.name) }
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
export function prefilled({ of, answers, person, channel, today, commune }: Pick<Counter, 'of' | 'answers' | 'person' | 'channel' | 'today' | 'commune'>): Answers {
  const facts: KnownFacts = { ...(person.name ? { 'identity.fullName': person.name } : {}), ...(person.idNumber ? { 'identity.personalId': person.idNumber } : {}), ...(person.birthDate ? { 'identity.dateOfBirth': person.birthDate } : {}), ...(person.phone ? { 'account.phone': person.phone } : {}), ...(person.email ? { 'account.email': person.email } : {}) }
  const known = prefillAnswers(completeForm(of.case), facts, answers)
  // whoever stands here has come: nobody asks them where and when they will
  const visits = channel === 'counter' ? pagesOf(completeForm(of.case)).filter(page => page.repeat === undefined && page.fields.some(field => field.type === 'date' && field.visit === true)) : []
  const come = visits.flatMap(page => page.fields.flatMap((field): [string, string][] => isAnswered(known[field.name]) ? [] : field.type === 'date' && field.visit === true ? [[field.name, today]] : field.type === 'commune' && commune !== undefined ? [[field.name, commune]] : []))
  return { ...known, ...Object.fromEntries(come) }
}

/** What is wrong with the person's own lines; the form's answers are judged by the act. */
export function personFaults({ person, account, returnMethod, returnAddress }: Pick<Counter, 'person' | 'account' | 'returnMethod' | 'returnAddress'>): FieldFault[] {
  return [
    ...(person.name === '' ? [{ field: 'person.name', code: 'required', message: { vi: 'Bạn chưa ghi họ tên người nộp. Hãy quét thẻ hoặc gõ như trên giấy tờ.', en: 'Give the applicant’s name.' } }] : []),
    ...(person.idNumber !== '' && !readPersonalId(person.idNumber) ? [{ field: 'person.idNumber', code: 'personal-id', message: { vi: 'Số định danh gồm 12 số, theo đúng số trên thẻ. Hãy kiểm tra lại.', en: 'A personal number has 12 digits. Compare it with the card.' } }] : []),
    ...(account && !account.sameName ? [{ field: 'person.name', code: 'other-name', message: { vi: 'Số định danh này đã có tài khoản mang họ tên khác. Hãy đối chiếu từng chữ với thẻ rồi sửa họ tên.', en: 'This number has an account under another name. Compare every letter with the card and correct the name.' } }] : []),
    ...(person.phone !== '' && !isPhone(normalisePhone(person.phone)) ? [{ field: 'person.phone', code: 'phone', message: { vi: 'Số điện thoại này không đúng. Hãy ghi 10 số, ví dụ 0912345678.', en: 'This is no telephone number. Give ten digits.' } }] : []),
    ...(returnMethod === 'online' && !account ? [{ field: 'returnMethod', code: 'no-account', message: { vi: 'Người này chưa có tài khoản nên không nhận được bản điện tử. Hãy chọn nhận tại quầy hoặc qua bưu chính.', en: 'Without an account the result cannot be received electronically. Choose the counter or the post.' } }] : []),
    ...(returnMethod === 'post' && returnAddress === '' ? [{ field: 'returnAddress', code: 'required', message: { vi: 'Bạn chưa ghi địa chỉ nhận kết quả qua bưu chính.', en: 'Give the address for the post.' } }] : []),
  ]
}
