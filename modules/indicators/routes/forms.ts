import { Type } from 'typebox'
import { notFound } from '../../../kernel/errors.ts'
import { showDate } from '../../../kernel/forms/dates.ts'
import { fieldOf, FormFields, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { answerForm, answerOnce, choose, type Fault as PageFault } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { kindText, listAgencies } from '../../organisations/index.ts'
import { putForm } from '../acts/put-form.ts'
import { accepted } from '../definition-faults.ts'
import { readForm } from '../form-files.ts'
import { formFields, formIn } from '../form-form.ts'
import { FORMS } from '../pages/desk-page.tsx'
import { editFormPage, formsPage } from '../pages/forms.tsx'
import { findForm, listForms } from '../queries/forms.ts'
import { loadElements } from '../queries/frameworks.ts'
import { callOf, definers, withDesk } from './desk-common.ts'

const Code = Type.Object({ code: Type.String({ maxLength: 60 }) })

/** Forms as administrators and data stewards make them. */
export function formRoutes(): readonly Route[] {
  const show = async (ctx: Ctx, code: string | undefined, given?: Fields, faults: readonly PageFault[] = []): Promise<string> => {
    const [desk, view] = await withDesk(ctx, async tx => {
      const form = code === undefined ? undefined : await findForm(tx, code)
      if (code !== undefined && form === undefined) throw notFound()
      const kinds = [...new Set((await listAgencies(tx, localDateOf(ctx.now))).map(({ kind }) => kind))]
      return { form, elements: [...(await loadElements(tx)).values()], kinds: kinds.map(kind => ({ value: kind, label: kindText(kind)[ctx.lang] ?? kind })).sort((a, b) => a.label.localeCompare(b.label, 'vi')) }
    }, faults.map(fault => fault.field === undefined ? fault : { ...fault, field: fault.field.replace(/^(rules\.\d+)\.cell$/, '$1.left') }), `${FORMS}/${code ?? 'moi'}`)
    const fields = given ?? (view.form ? formFields(view.form) : { periodType: 'month', dueDays: '5', complete: 'yes', validFrom: showDate(localDateOf(ctx.now)) })
    return editFormPage(desk, { code, fields, version: given ? fieldOf(given, 'version') : view.form ? String(view.form.version) : '', elements: view.elements, kinds: view.kinds })
  }
  return [
    route({ name: 'indicators.forms-page', method: 'GET', path: FORMS, policy: definers, handle: async ctx => { const [desk, rows] = await withDesk(ctx, listForms); return page(formsPage(desk, rows, kind => kindText(kind)[ctx.lang] ?? kind)) } }),
    route({ name: 'indicators.new-form-page', method: 'GET', path: `${FORMS}/moi`, policy: definers, handle: async ctx => page(await show(ctx, undefined)) }),
    route({ name: 'indicators.create-form', method: 'POST', path: `${FORMS}/moi`, policy: definers, body: FormFields, bodyLimit: 1024 * 1024, handle: async ctx => answerOnce(ctx, async () => {
      await putForm(callOf(ctx), accepted(ctx.body, readForm(formIn(ctx.body))), null)
      return redirect(FORMS, { flash: choose(ctx.lang)('Đã lập biểu. Các cơ quan thấy ngay khi có kỳ đến hạn.', 'The form is made; agencies see it when a period is due.') })
    }, faults => show(ctx, undefined, ctx.body, faults)) }),
    route({ name: 'indicators.form-page', method: 'GET', path: `${FORMS}/:code`, policy: definers, params: Code, handle: async ctx => page(await show(ctx, ctx.params.code)) }),
    route({ name: 'indicators.put-form', method: 'POST', path: `${FORMS}/:code`, policy: definers, params: Code, body: FormFields, bodyLimit: 1024 * 1024, handle: async ctx => answerForm(ctx, async () => {
      await putForm(callOf(ctx), accepted(ctx.body, readForm(formIn({ ...ctx.body, code: ctx.params.code }))), versionOf(ctx.body))
      return redirect(FORMS, { flash: choose(ctx.lang)('Đã lưu biểu.', 'The form is saved.') })
    }, faults => show(ctx, ctx.params.code, ctx.body, faults)) }),
  ]
}
