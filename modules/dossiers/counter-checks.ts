import type { OfficerActor } from '../../kernel/actor.ts'
import { isAnswered } from '../../kernel/forms/conditions.ts'
import type { PrefillSource, Text } from '../../kernel/forms/definition.ts'
import { readPersonalId } from '../../kernel/forms/numbers.ts'
import { pagesOf } from '../../kernel/forms/visible.ts'
import { completeForm, type FiledCase } from '../procedures/index.ts'
import type { Counter } from './counter.ts'
import type { DossierServices } from './services.ts'

export interface Check { readonly counter: Counter; readonly notice: { readonly tone: 'success' | 'warning'; readonly text: Required<Text> } }

const warning = (vi: string, en: string): Check['notice'] => ({ tone: 'warning', text: { vi, en } })
const success = (vi: string, en: string): Check['notice'] => ({ tone: 'success', text: { vi, en } })

/** Whether number, name and day of birth belong together, as the population database sees it. Nobody is turned away when it is silent: the card is still there. */
export async function checkPerson({ registers }: Pick<DossierServices, 'registers'>, actor: OfficerActor, counter: Counter, submissionKey: string): Promise<Check> {
  const { person, account, of } = counter
  const parts = readPersonalId(person.idNumber)
  if (!parts || person.name === '') return { counter, notice: warning('Chưa kiểm tra được: cần đủ họ tên và số định danh 12 số.', 'Not checked: name and the 12-digit number are needed.') }
  const found = await registers.population.verify({ idNumber: person.idNumber, name: person.name, birthDate: person.birthDate || String(parts.birthYear) }, {
    actor, purpose: `Kiểm tra danh tính người nộp tại quầy, thủ tục ${of.code}`, legalBasis: 'Luật Căn cước 26/2023/QH15', subjectAccountId: account?.accountId ?? null, matter: { type: 'submission', id: submissionKey } })
  if (!found.ok) return { counter, notice: warning('Cơ sở dữ liệu dân cư chưa trả lời. Hãy đối chiếu với thẻ và tiếp nhận như thường.', 'The population database did not answer. Compare with the card and go on as usual.') }
  return { counter, notice: found.value.matches ? success('Họ tên, số định danh và ngày sinh khớp Cơ sở dữ liệu quốc gia về dân cư.', 'Name, number and birth agree with the national population database.')
    : warning('Không khớp Cơ sở dữ liệu quốc gia về dân cư. Hãy đối chiếu từng chữ, từng số với thẻ; nếu thẻ đúng, vẫn tiếp nhận.', 'This does not agree with the national population database. Compare every letter and digit with the card; if the card is right, go on.') }
}

const askedFor = (of: FiledCase, source: PrefillSource): string | undefined => pagesOf(completeForm(of.case)).filter(page => !page.repeat).flatMap(page => page.fields).find(field => field.prefill === source)?.name
/** The question that asks for the number of an enterprise, if the form has one. */
export const enterpriseField = (of: FiledCase): string | undefined => askedFor(of, 'identity.organisationTaxCode')

/** Looks the enterprise up by the number typed in the form; its name fills the question for it when that is empty. */
export async function checkEnterprise({ registers }: Pick<DossierServices, 'registers'>, actor: OfficerActor, counter: Counter, submissionKey: string): Promise<Check> {
  const { of, answers } = counter
  const field = enterpriseField(of)
  const code = field === undefined ? undefined : answers[field]
  if (typeof code !== 'string' || code === '') return { counter, notice: warning('Hãy ghi mã số doanh nghiệp vào tờ khai trước khi tra.', 'Type the number of the enterprise into the form first.') }
  const found = await registers.businessRegistry.find(code, { actor, purpose: `Kiểm tra doanh nghiệp khi tiếp nhận, thủ tục ${of.code}`, legalBasis: 'Luật Doanh nghiệp 59/2020/QH14', subjectAccountId: null, matter: { type: 'submission', id: submissionKey } })
  if (!found.ok) return { counter, notice: found.reason === 'not-found' ? warning('Không có doanh nghiệp mang mã số này. Hãy đối chiếu với giấy chứng nhận.', 'No enterprise has this number. Compare it with the certificate.')
    : warning('Hệ thống đăng ký doanh nghiệp chưa trả lời. Hãy xem giấy chứng nhận và tiếp nhận như thường.', 'The business registry did not answer. Look at the certificate and go on as usual.') }
  const { name, status, address, legalRepresentative, active } = found.value
  const told = [name, status, address, legalRepresentative === '' ? '' : `đại diện: ${legalRepresentative}`].filter(Boolean).join('; ')
  // the register told it of this number: it is filled in also where the form fills in an account's own organisation for itself alone (`prefillIf`)
  const nameField = askedFor(of, 'identity.organisationName')
  const named = nameField === undefined || isAnswered(answers[nameField]) ? answers : { ...answers, [nameField]: name }
  return { counter: { ...counter, answers: named }, notice: active ? success(told, told) : warning(told, told) }
}
