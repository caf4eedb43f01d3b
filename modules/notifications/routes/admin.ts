import { Type } from 'typebox'
import { read } from '../../../kernel/db/db.ts'
import { notFound } from '../../../kernel/errors.ts'
import { fieldOf, FormFields, officerIn, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { ADMIN_PAGE_SIZE, answerForm, answerOnce, choose, frameFor, say, type Fault } from '../../../ui/index.ts'
import { fold } from '../../../kernel/vi-text/index.ts'
import { changeTemplate } from '../acts/change-template.ts'
import { retryDispatch } from '../acts/retry-dispatch.ts'
import { checkTemplate, isTemplateKey, TEMPLATES, type Template, type TemplateKey } from '../domain/templates.ts'
import { dispatchesPage, EVENT_TEXTS, templateFields, templatePage, templatesPage } from '../pages/admin/templates.tsx'
import { changedTemplates, currentTemplate, listDispatches, templateVersions, type DispatchFilter } from '../store.ts'

const PATH = '/quan-tri/mau-thong-bao'
const SENT = '/quan-tri/tin-da-gui'
const province = { who: 'officer', roles: ['administrator'] } as const
const Key = Type.Object({ key: Type.String({ maxLength: 80 }) })
const Word = Type.Optional(Type.String({ maxLength: 200 }))
const system = { kind: 'system', name: 'notifications' } as const

function keyOf(params: { key: string }): TemplateKey {
  if (!isTemplateKey(params.key)) throw notFound()
  return params.key
}
function templateOf(fields: Fields): Template {
  const [vi, en] = [fieldOf(fields, 'smsVi'), fieldOf(fields, 'smsEn')]
  const text = (name: string): string => fieldOf(fields, name)
  return { subject: { vi: text('subjectVi'), en: text('subjectEn') }, body: { vi: text('bodyVi'), en: text('bodyEn') }, ...(vi === '' && en === '' ? {} : { sms: { vi, en } }) }
}
const shipped = (key: TemplateKey): Template => TEMPLATES[key]

async function versionsOf(ctx: Ctx, key: TemplateKey) {
  const rows = await templateVersions(ctx.platform.db, key)
  return [...rows.map(row => ({ version: row.version, template: { subject: row.subject, body: row.body, ...(row.sms ? { sms: row.sms } : {}) }, changedAt: row.changed_at, by: row.changed_by_name })), { version: 0, template: shipped(key), changedAt: undefined, by: '' }]
}
async function draw(ctx: Ctx, key: TemplateKey, fields: Fields | undefined, faults: readonly Fault[] = [], previewed = false): Promise<string> {
  const present = await currentTemplate(ctx.platform.db, key)
  return templatePage(frameFor({ ...ctx, url: `${PATH}/${key}` }), officerIn(ctx), { key, version: present.version, fields: fields ?? templateFields(present), previewed, versions: await versionsOf(ctx, key) }, faults)
}
async function drawSent(ctx: Ctx, filter: DispatchFilter, faults: readonly Fault[] = [], failedId?: string): Promise<string> {
  const found = await read(ctx.platform.db, system, tx => listDispatches(tx, filter, ADMIN_PAGE_SIZE))
  return dispatchesPage(frameFor({ ...ctx, url: SENT }), officerIn(ctx), { filter, ...found, size: ADMIN_PAGE_SIZE, ...(failedId === undefined ? {} : { failedId }) }, faults)
}

export const notificationAdminRoutes: readonly Route[] = [
  route({ name: 'notifications.templates-page', method: 'GET', path: PATH, policy: province, query: Type.Object({ q: Word }),
    handle: async (ctx) => {
      const changed = new Map((await changedTemplates(ctx.platform.db)).map(row => [row.key, row]))
      const q = (ctx.query.q ?? '').trim()
      const rows = await Promise.all(Object.keys(TEMPLATES).filter(isTemplateKey).map(async key => {
        const present = await currentTemplate(ctx.platform.db, key)
        return { key, version: present.version, subject: say(present.subject, ctx.lang), sms: present.sms !== undefined, changedAt: changed.get(key)?.changedAt, changedBy: changed.get(key)?.changedBy ?? '' }
      }))
      return page(templatesPage(frameFor(ctx), officerIn(ctx), { q, rows: rows.filter(row => fold(`${row.subject} ${EVENT_TEXTS[row.key].join(' ')}`).includes(fold(q))) }))
    } }),
  route({ name: 'notifications.template-page', method: 'GET', path: `${PATH}/:key`, policy: province, params: Key, handle: async (ctx) => page(await draw(ctx, keyOf(ctx.params), undefined)) }),
  route({ name: 'notifications.preview-template', method: 'POST', path: `${PATH}/:key/xem-truoc`, policy: province, params: Key, body: FormFields,
    handle: async (ctx) => {
      const faults = checkTemplate(templateOf(ctx.body)).map(({ part, lang, message }) => ({ field: `${part}${lang === 'vi' ? 'Vi' : 'En'}`, text: say(message, ctx.lang) }))
      return page(await draw(ctx, keyOf(ctx.params), ctx.body, faults, true), { status: faults.length ? 422 : 200 })
    } }),
  route({ name: 'notifications.change-template', method: 'POST', path: `${PATH}/:key`, policy: province, params: Key, body: FormFields,
    handle: async (ctx) => {
      const key = keyOf(ctx.params)
      return answerForm(ctx, async () => {
        const version = await changeTemplate(ctx.platform, officerIn(ctx), key, versionOf(ctx.body), templateOf(ctx.body))
        return redirect(`${PATH}/${key}`, { flash: choose(ctx.lang)(`Đã lưu bản ${version}. Tin gửi từ giờ dùng bản này.`, `Version ${version} saved; messages from now on use it.`) })
      }, (faults) => draw(ctx, key, ctx.body, faults))
    } }),
  route({ name: 'notifications.restore-template', method: 'POST', path: `${PATH}/:key/dung-lai`, policy: province, params: Key, body: FormFields,
    handle: async (ctx) => {
      const key = keyOf(ctx.params)
      const wanted = (await versionsOf(ctx, key)).find(each => String(each.version) === fieldOf(ctx.body, 'restore'))
      if (!wanted) throw notFound()
      return answerForm(ctx, async () => {
        const version = await changeTemplate(ctx.platform, officerIn(ctx), key, versionOf(ctx.body), wanted.template, wanted.version)
        return redirect(`${PATH}/${key}`, { flash: choose(ctx.lang)(`Đã dùng lại nội dung cũ, thành bản ${version}.`, `The earlier wording is in force again as version ${version}.`) })
      }, (faults) => draw(ctx, key, undefined, faults))
    } }),
  route({ name: 'notifications.dispatches-page', method: 'GET', path: SENT, policy: province, query: Type.Object({ q: Word, state: Word, channel: Word, page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
    handle: async (ctx) => page(await drawSent(ctx, { q: (ctx.query.q ?? '').trim(), state: ctx.query.state ?? '', channel: ctx.query.channel ?? '', page: ctx.query.page ?? 1 })) }),
  route({ name: 'notifications.retry-dispatch', method: 'POST', path: `${SENT}/:id/gui-lai`, policy: province, params: Type.Object({ id: Type.String({ format: 'uuid' }) }), body: FormFields,
    handle: async (ctx) => answerOnce(ctx, async () => {
      await retryDispatch(ctx.platform, officerIn(ctx), ctx.params.id, Number(fieldOf(ctx.body, 'tries') || 'NaN'), fieldOf(ctx.body, 'confirm') === 'yes')
      return redirect(SENT, { flash: choose(ctx.lang)('Đang gửi lại. Tải lại trang sau ít giây để xem kết quả.', 'Sending again. Reload in a few seconds.') })
    }, (faults) => drawSent(ctx, { q: '', state: '', channel: '', page: 1 }, faults, ctx.params.id)) }),
]
