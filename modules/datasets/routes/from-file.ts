import { createReadStream } from 'node:fs'
import { fieldOf, FormFields, type Fields } from '../../../kernel/http/fields.ts'
import { page, route, type Ctx, type Route } from '../../../kernel/http/route.ts'
import { invalid } from '../../../kernel/errors.ts'
import { answerForm, type Fault } from '../../../ui/index.ts'
import { inferSchema } from '../domain/infer.ts'
import { formOfSchema } from '../domain/schema-form.ts'
import { failureText } from '../loads/words.ts'
import { fromFilePage } from '../pages/from-file.tsx'
import { hiddenForm } from '../pages/schema-editor.tsx'
import { STORE } from '../pages/store-page.tsx'
import { inspectFile, UnreadableFile } from '../reading/index.ts'
import { keepers, withDesk } from './common.ts'

const MOST = 200 * 1024 * 1024
/** `Danh sach cho 2026.xlsx` → `Danh sach cho 2026` */
const titleFrom = (name: string): string => name.normalize('NFC').replace(/\.[a-z0-9]{1,8}$/i, '').replace(/[_-]+/g, ' ').trim().slice(0, 300)

/** A contract proposed from a file: nothing is kept of the file, its rows come by a load later. `next` draws the first step with the proposal in it. */
export function fromFileRoutes(next: (ctx: Ctx, fields: Fields) => Promise<string>): readonly Route[] {
  const show = async (ctx: Ctx, faults: readonly Fault[] = []): Promise<string> => { const [desk] = await withDesk(ctx, async () => undefined, faults, `${STORE}/moi`); return fromFilePage(desk) }
  return [
    route({ name: 'datasets.from-file-page', method: 'GET', path: `${STORE}/moi/tu-tep`, policy: keepers, handle: async ctx => page(await show(ctx)) }),
    route({ name: 'datasets.propose-schema', method: 'POST', path: `${STORE}/moi/tu-tep`, policy: keepers, body: FormFields, acceptsFiles: { maxBytes: MOST, maxFiles: 1 }, handle: async ctx => answerForm(ctx, async () => {
      const file = ctx.files.find(each => each.field === 'file')
      if (!file || file.size === 0) throw invalid([{ field: 'file', code: 'required', message: { vi: 'Chọn một tệp.', en: 'Choose a file.' } }])
      try {
        const found = await inspectFile(createReadStream(file.path), file.size)
        const schema = inferSchema({ header: found.header, rows: found.sample }, found.settings.numbers)
        return page(await next(ctx, { ...hiddenForm(formOfSchema(schema)), title: titleFrom(file.name), fromFile: file.name, access: fieldOf(ctx.body, 'access') || 'internal' }))
      } catch (error) {
        if (!(error instanceof UnreadableFile)) throw error
        throw invalid([{ field: 'file', code: error.fault, message: failureText(error.fault) }])
      }
    }, faults => show(ctx, faults)) }),
  ]
}
