import { Type } from 'typebox'
import { invalid, type FieldFault } from '../../../kernel/errors.ts'
import { fieldOf, FormFields, officerIn, versionOf, type Fields } from '../../../kernel/http/fields.ts'
import { page, redirect, route, type Ctx, type Reply, type Route } from '../../../kernel/http/route.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { answerForm, answerOnce, choose, type Fault as PageFault } from '../../../ui/index.ts'
import { localDateOf } from '../../calendar/index.ts'
import { listAgencies, officersOf } from '../../organisations/index.ts'
import { changeDataset, checkDescription, createDataset, putSchema, type Description } from '../acts/create-dataset.ts'
import { keeps } from '../acts/dataset-work.ts'
import { ACCESS, faultsOfSchema, type DatasetSchema } from '../domain/schema.ts'
import { schemaDifferences } from '../domain/schema-diff.ts'
import { formOfBody, formOfSchema, nameFrom, NEW_FIELD, pressed, schemaOfForm, type SchemaForm } from '../domain/schema-form.ts'
import { changeDatasetPage, DESCRIPTION_FIELDS, fieldsOfDataset, newDatasetPage, type Owners } from '../pages/description-form.tsx'
import { editSchemaPage, newSchemaPage, reviewSchemaPage } from '../pages/edit-schema.tsx'
import { addressIn, STORE } from '../pages/store-page.tsx'
import { schemaVersion } from '../queries/desk.ts'
import { callOf, Code, keepers, keptDataset, withDesk } from './common.ts'
import { fromFileRoutes } from './from-file.ts'

type Posted<P = unknown> = Ctx<P, unknown, Fields>
/** A contract of 300 fields as a form is long. */
const FORM_LIMIT = 2 * 1024 * 1024

/** Whole numbers as people type them; NaN is refused by the act with words of its own. */
const count = (text: string): number | null => text === '' ? null : /^\d{1,6}$/.test(text.replace(/[.\s]/g, '')) ? Number(text.replace(/[.\s]/g, '')) : Number.NaN
export const descriptionOf = (fields: Fields): Description => ({
  title: fieldOf(fields, 'title'), titleEn: fieldOf(fields, 'titleEn'), description: fieldOf(fields, 'description'), descriptionEn: fieldOf(fields, 'descriptionEn'), agencyId: fieldOf(fields, 'agencyId'), stewardAccountId: fieldOf(fields, 'stewardAccountId') || null, legalBasis: fieldOf(fields, 'legalBasis'), purpose: fieldOf(fields, 'purpose'), theme: fieldOf(fields, 'theme'),
  keywords: [...new Set(fieldOf(fields, 'keywords').split(/[,;\n]+/).map(word => word.trim()).filter(word => word !== ''))], licence: fieldOf(fields, 'licence'), refreshDays: count(fieldOf(fields, 'refreshDays')), retentionMonths: count(fieldOf(fields, 'retentionMonths')), access: ACCESS.find(each => each === fieldOf(fields, 'access')) ?? 'internal',
})
/** Whoever leaves the code to us gets it from the title. */
const codeIn = (fields: Fields): string => fieldOf(fields, 'code') || nameFrom(fieldOf(fields, 'title')).replaceAll('_', '-')
const described = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).filter(([name]) => name === 'fromFile' || DESCRIPTION_FIELDS.includes(name)))

/** Agencies for which this officer keeps data, and who may be a dataset's steward there. */
async function ownersFor(ctx: Ctx, tx: Tx, agencyId?: string): Promise<Owners> {
  const actor = officerIn(ctx)
  const today = localDateOf(ctx.now)
  const agencies = (await listAgencies(tx, today)).filter(agency => keeps(actor, agency.id)).map(agency => ({ value: agency.id, label: agency.name }))
  const stewards = agencyId === undefined ? [] : (await officersOf(tx, agencyId, today, ['data-steward', 'unit-administrator', 'administrator'])).map(officer => ({ value: officer.accountId, label: `${officer.name}, ${officer.title}` }))
  return { agencies, stewards: [...new Map(stewards.map(each => [each.value, each])).values()] }
}

function readForm(form: SchemaForm): DatasetSchema {
  const { schema, faults } = schemaOfForm(form)
  const all: FieldFault[] = [...faults, ...faultsOfSchema(schema)].map(({ path, code, message }) => ({ field: path, code, message: { vi: message.vi, en: message.en ?? message.vi } }))
  if (all.length > 0) throw invalid([...new Map(all.map(each => [`${each.field} ${each.code}`, each])).values()])
  return schema
}

export function editRoutes(): readonly Route[] {
  async function showNew(ctx: Ctx, fields: Fields, faults: readonly PageFault[] = []): Promise<string> {
    const [desk, owners] = await withDesk(ctx, tx => ownersFor(ctx, tx), faults, `${STORE}/moi`)
    const own = owners.agencies.some(agency => agency.value === officerIn(ctx).agencyId) ? officerIn(ctx).agencyId : ''
    return newDatasetPage(desk, fields['agencyId'] === undefined ? { ...fields, agencyId: own } : fields, owners)
  }
  async function showFields(ctx: Posted, form: SchemaForm, added: boolean, faults: readonly PageFault[] = []): Promise<string> {
    const [desk] = await withDesk(ctx, async () => undefined, faults, `${STORE}/moi`)
    return newSchemaPage(desk, described(ctx.body), form, { added, fromFile: fieldOf(ctx.body, 'fromFile') || undefined })
  }
  async function showChange(ctx: Ctx<{ code: string }>, fields?: Fields, faults: readonly PageFault[] = []): Promise<string> {
    const [desk, { dataset, owners }] = await withDesk(ctx, async tx => { const dataset = await keptDataset(tx, ctx, ctx.params.code); return { dataset, owners: await ownersFor(ctx, tx, dataset.agencyId) } }, faults, `${STORE}/${ctx.params.code}/sua`)
    return changeDatasetPage(desk, dataset, fields ?? fieldsOfDataset(dataset), fields ? fieldOf(fields, 'version') : String(dataset.version), owners)
  }
  async function showSchema(ctx: Ctx<{ code: string }>, given: { form: SchemaForm; version: string } | undefined, more: { added?: boolean; from?: number | undefined; faults?: readonly PageFault[] } = {}): Promise<string> {
    const [desk, { dataset, form, version }] = await withDesk(ctx, async tx => {
      const dataset = await keptDataset(tx, ctx, ctx.params.code)
      return { dataset, ...given ?? { form: formOfSchema(more.from === undefined ? dataset.schema : await schemaVersion(tx, dataset.id, more.from)), version: String(dataset.version) } }
    }, more.faults, `${STORE}/${ctx.params.code}/cau-truc/sua`)
    return editSchemaPage(desk, dataset, form, { added: more.added === true, version, from: more.from })
  }
  async function showReview(ctx: Posted<{ code: string }>, form: SchemaForm, schema: DatasetSchema, faults: readonly PageFault[] = []): Promise<string> {
    const [desk, dataset] = await withDesk(ctx, tx => keptDataset(tx, ctx, ctx.params.code), faults, `${STORE}/${ctx.params.code}/cau-truc/sua`)
    return reviewSchemaPage(desk, dataset, form, { differences: schemaDifferences(dataset.schema, schema), version: fieldOf(ctx.body, 'version'), reason: fieldOf(ctx.body, 'reason') })
  }
  /** The way back to the description when that is where the fault lies. */
  const describes = (faults: readonly PageFault[]): boolean => faults.some(fault => fault.field !== undefined && DESCRIPTION_FIELDS.includes(fault.field))

  return [
    ...fromFileRoutes(showNew),
    route({ name: 'datasets.new-page', method: 'GET', path: `${STORE}/moi`, policy: keepers, handle: async ctx => page(await showNew(ctx, {})) }),
    route({ name: 'datasets.create-dataset', method: 'POST', path: `${STORE}/moi`, policy: keepers, body: FormFields, bodyLimit: FORM_LIMIT, handle: async (ctx): Promise<Reply> => {
      const form = formOfBody(ctx.body)
      switch (fieldOf(ctx.body, '_step')) {
        case 'fields': {
          if (fieldOf(ctx.body, '_button') === 'back') return page(await showNew(ctx, ctx.body))
          const edited = pressed(form, fieldOf(ctx.body, '_button'))
          if (edited) return page(await showFields(ctx, edited, fieldOf(ctx.body, '_button') === 'add'))
          return answerOnce(ctx, async () => {
            const code = codeIn(ctx.body)
            await createDataset(callOf(ctx), code, descriptionOf(ctx.body), readForm(form))
            return redirect(`${STORE}/${code}`, { flash: choose(ctx.lang)('Đã lập bộ dữ liệu. Nạp tệp hoặc mở nhập liệu, rồi công bố.', 'The dataset is created. Load a file or open it to entry, then publish.') })
          }, faults => describes(faults) ? showNew(ctx, ctx.body, faults) : showFields(ctx, form, false, faults))
        }
        default: return answerForm(ctx, async () => {
          checkDescription(codeIn(ctx.body), descriptionOf(ctx.body))
          if (!keeps(officerIn(ctx), fieldOf(ctx.body, 'agencyId'))) throw invalid([{ field: 'agencyId', code: 'required', message: { vi: 'Chọn cơ quan chủ quản.', en: 'Choose the owner agency.' } }])
          return page(await showFields(ctx, form.fields.length > 0 ? form : { ...form, fields: [{ ...NEW_FIELD, title: 'Mã', name: 'ma', key: true, required: true, classification: descriptionOf(ctx.body).access === 'open' ? 'open' : 'shared' }] }, false))
        }, faults => showNew(ctx, ctx.body, faults))
      }
    } }),
    route({ name: 'datasets.change-page', method: 'GET', path: `${STORE}/:code/sua`, policy: keepers, params: Code, handle: async ctx => page(await showChange(ctx)) }),
    route({ name: 'datasets.change-dataset', method: 'POST', path: `${STORE}/:code/sua`, policy: keepers, params: Code, body: FormFields, handle: async ctx => answerForm(ctx, async () => {
      const [, dataset] = await withDesk(ctx, tx => keptDataset(tx, ctx, ctx.params.code))
      await changeDataset(callOf(ctx), dataset.id, versionOf(ctx.body), descriptionOf(ctx.body))
      return redirect(addressIn(dataset), { flash: choose(ctx.lang)('Đã lưu.', 'Saved.') })
    }, faults => showChange(ctx, ctx.body, faults)) }),
    route({ name: 'datasets.edit-schema-page', method: 'GET', path: `${STORE}/:code/cau-truc/sua`, policy: keepers, params: Code, query: Type.Object({ ban: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) }), handle: async ctx => page(await showSchema(ctx, undefined, { from: ctx.query.ban })) }),
    route({ name: 'datasets.put-schema', method: 'POST', path: `${STORE}/:code/cau-truc/sua`, policy: keepers, params: Code, body: FormFields, bodyLimit: FORM_LIMIT, handle: async (ctx): Promise<Reply> => {
      const form = formOfBody(ctx.body)
      const version = fieldOf(ctx.body, 'version')
      const button = fieldOf(ctx.body, '_button')
      const edited = button === 'edit' ? form : pressed(form, button)
      if (edited) return page(await showSchema(ctx, { form: edited, version }, { added: button === 'add' }))
      return answerForm(ctx, async () => {
        const schema = readForm(form)
        if (button !== 'save') return page(await showReview(ctx, form, schema))
        if (fieldOf(ctx.body, 'reason') === '') throw invalid([{ field: 'reason', code: 'required', message: { vi: 'Ghi lý do đổi cấu trúc.', en: 'Say why the contract changes.' } }])
        const [, dataset] = await withDesk(ctx, tx => keptDataset(tx, ctx, ctx.params.code))
        const next = await putSchema(callOf(ctx), dataset.id, versionOf(ctx.body), schema, fieldOf(ctx.body, 'reason'))
        return redirect(addressIn(dataset, 'cau-truc'), { flash: choose(ctx.lang)(`Đã ban hành phiên bản ${next}. Trở lại bản trước ở thẻ Lịch sử.`, `Version ${next} is in force. The earlier one can be taken up again under History.`) })
      }, faults => faults.some(fault => fault.field === 'reason') ? showReview(ctx, form, readForm(form), faults) : showSchema(ctx, { form, version }, { faults }))
    } }),
  ]
}
