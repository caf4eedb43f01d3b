import { newId } from '../../../kernel/ids.ts'
import { changedMeanwhile } from '../../../kernel/history.ts'
import { NO_CHECKS, type Categories, type FormChecks } from '../domain/form.ts'
import { faultsOfChecks } from '../domain/form-check.ts'
import type { PeriodType } from '../domain/period.ts'
import { definersOnly, demand, fault, inIndicators, record, t, type Call } from './indicator-work.ts'

export interface FormInput { readonly code: string; readonly title: string; readonly titleEn: string; readonly periodType: PeriodType; readonly dueDays: number; readonly elements: readonly string[]; readonly agencyKinds: readonly string[]; readonly validFrom: string; readonly validTo: string | null; /** absent: no breakdowns */ readonly categories?: Categories; /** absent: none */ readonly checks?: FormChecks }

/** A form that agencies fill in every period. Its period type stays: reports hang on it. Answers its id. */
export async function putForm(call: Call, input: FormInput, version: number | null): Promise<string> {
  definersOnly(call.actor)
  return inIndicators(call, async work => {
    const here = await t(work.tx).selectFrom('indicators.form').selectAll().where('code', '=', input.code).forUpdate().executeTakeFirst()
    if ((here?.version ?? null) !== version) throw changedMeanwhile
    const known = new Set((await t(work.tx).selectFrom('indicators.element').select('code').where('code', 'in', [...input.elements, '']).execute()).map(({ code }) => code))
    const { categories = {}, checks = NO_CHECKS } = input
    demand([
      !/^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/.test(input.code) && fault('code', 'Mã biểu gồm chữ không dấu, số, _ và -, tối đa 60 ký tự.', 'The code has letters, digits, _ and -, 60 characters at most.'),
      input.title.trim() === '' && fault('title', 'Chưa có tên biểu.', 'The title is missing.', 'required'), input.elements.length === 0 && fault('elements', 'Biểu chưa có chỉ tiêu nào.', 'The form has no element.', 'required'),
      ...input.elements.map(code => !known.has(code) && fault('elements', `Không có chỉ tiêu “${code}”.`, `There is no element "${code}".`, 'unknown')),
      here !== undefined && here.period_type !== input.periodType && fault('periodType', 'Biểu đã có báo cáo theo kỳ cũ; hãy lập biểu mới.', 'Reports hang on the period type; make a new form.'),
      !(Number.isInteger(input.dueDays) && input.dueDays >= 0 && input.dueDays <= 366) && fault('dueDays', 'Hạn nộp từ 0 đến 366 ngày sau kỳ.', 'Due 0 to 366 days after the period.'),
      input.agencyKinds.length === 0 && fault('agencyKinds', 'Chọn loại cơ quan phải báo cáo.', 'Choose which kinds of agencies report.', 'required'), input.validTo !== null && input.validTo < input.validFrom && fault('validTo', 'Ngày hết hiệu lực trước ngày bắt đầu.', 'It ends before it begins.'),
      ...Object.keys(categories).map(element => !input.elements.includes(element) && fault('categories', `Phân tổ nêu chỉ tiêu “${element}” không có trong biểu.`, `A breakdown names "${element}", which the form has not.`)),
      ...faultsOfChecks(checks, input.elements, categories).map(({ at, message }) => fault(at, message.vi, message.en)),
    ])
    const id = here?.id ?? newId(work.at.getTime())
    const columns = { title: input.title.trim().normalize('NFC'), title_en: input.titleEn.trim(), due_days: input.dueDays, elements: [...input.elements], agency_kinds: [...input.agencyKinds], valid_from: input.validFrom, valid_to: input.validTo }
    const checked = { categories: JSON.stringify(categories), checks: JSON.stringify(checks) }
    if (here) await t(work.tx).updateTable('indicators.form').set({ ...columns, ...checked, version: here.version + 1 }).where('id', '=', id).execute()
    else await t(work.tx).insertInto('indicators.form').values({ id, code: input.code, period_type: input.periodType, ...columns, ...checked }).execute()
    await record(work, 'put-form', { object: { type: 'form', id }, payload: { code: input.code, ...columns }, ...(here ? { before: { version: here.version, content: { title: here.title, due_days: here.due_days, elements: here.elements, agency_kinds: here.agency_kinds } } } : {}) })
    return id
  })
}
