import type { OfficerActor } from '../../../kernel/actor.ts'
import { tablesOf, transact } from '../../../kernel/db/db.ts'
import { invalid, notFound, type FieldFault } from '../../../kernel/errors.ts'
import type { Text } from '../../../kernel/forms/definition.ts'
import { changedMeanwhile, differences, recordChange } from '../../../kernel/history.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { fold } from '../../../kernel/vi-text/index.ts'
import type { ProceduresTables } from '../tables.ts'
import { mustAdminister } from './administer.ts'

export interface SignpostInput { readonly about: readonly string[]; readonly names: readonly string[]; readonly title: Text; readonly advice: Text; readonly url: string | null; readonly urlText: Text | null; readonly active: boolean }

const required = (field: string, vi: string, en: string): FieldFault => ({ field, code: 'required', message: { vi, en } })
function judge({ about, names, title, advice, url }: SignpostInput): readonly FieldFault[] {
  return [
    ...(title.vi === '' ? [required('titleVi', 'Chưa có câu trả lời ngắn. Ví dụ: Thẻ căn cước làm ở Công an xã, phường.', 'The short answer is missing.')] : []),
    ...(advice.vi === '' ? [required('adviceVi', 'Chưa có lời chỉ dẫn. Ghi đến đâu, mang gì.', 'Say where to go and what to bring.')] : []),
    ...(about.length === 0 ? [required('about', 'Chưa có từ nhận ra. Ví dụ: căn cước.', 'The words it is known by are missing.')] : []),
    ...(names.length === 0 ? [required('names', 'Chưa có tên chính thức nào. Mỗi dòng một tên.', 'Give at least one official name, one a line.')] : []),
    ...(url !== null && !URL.canParse(url) || url?.startsWith('https://') === false ? [{ field: 'url', code: 'format', message: { vi: 'Địa chỉ phải bắt đầu bằng https://. Ví dụ: https://dichvucong.gov.vn', en: 'The address must begin with https://.' } }] : []),
  ]
}

const json = (text: Text): { vi: string; en?: string } => ({ vi: text.vi, ...(text.en === undefined || text.en === '' ? {} : { en: text.en }) })
const contentOf = ({ about, names, title, advice, url, urlText, active }: SignpostInput) => ({ about: [...about], names: [...names], title: json(title), advice: json(advice), url, urlText: urlText && json(urlText), active })
const rowOf = ({ title, advice, urlText, ...content }: ReturnType<typeof contentOf>) => ({ ...content, title: JSON.stringify(title), advice: JSON.stringify(advice), url_text: urlText && JSON.stringify(urlText) })

/** where the page that puts one up is */
const NEW = 'moi'

/** Puts up a signpost; answers the word by which its address names it. */
export async function createSignpost(platform: Platform, actor: OfficerActor, input: SignpostInput): Promise<string> {
  mustAdminister(actor)
  const at = platform.now()
  const slug = fold(input.about[0] ?? '').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60)
  return transact(platform.db, actor, async (tx) => {
    const tables = tablesOf<ProceduresTables>(tx)
    const taken = await tables.selectFrom('procedures.signpost').select('slug').where('slug', '=', slug).executeTakeFirst()
    const faults = [...judge(input), ...(input.about.length > 0 && (slug === '' || slug === NEW) ? [{ field: 'about', code: 'format', message: { vi: 'Từ nhận ra đầu tiên phải nêu việc, ví dụ: căn cước. Địa chỉ của biển lấy từ đó.', en: 'The first of the words must name the matter; the address of the signpost is made of it.' } }] : []), ...(taken ? [{ field: 'about', code: 'taken', message: { vi: `Đã có biển chỉ đường cho “${input.about[0] ?? ''}”. Mở biển đó ra sửa.`, en: 'There is a signpost for this already; change that one.' } }] : [])]
    if (faults.length > 0) throw invalid(faults)
    const content = contentOf(input)
    await tables.insertInto('procedures.signpost').values({ slug, ...rowOf(content), version: 2, changed_at: at }).execute()
    await recordChange(tx, 'procedures', { actor, act: 'procedures.create-signpost', object: { type: 'signpost', id: slug }, payload: content, at })
    return slug
  })
}

/** Rewords a signpost, takes it down or puts it up again. From now on it is the province's own. */
export async function changeSignpost(platform: Platform, actor: OfficerActor, slug: string, version: number, input: SignpostInput): Promise<void> {
  mustAdminister(actor)
  const at = platform.now()
  await transact(platform.db, actor, async (tx) => {
    const tables = tablesOf<ProceduresTables>(tx)
    const row = await tables.selectFrom('procedures.signpost').selectAll().where('slug', '=', slug).forUpdate().executeTakeFirst()
    if (!row) throw notFound()
    if (row.version !== version) throw changedMeanwhile
    const faults = judge(input)
    if (faults.length > 0) throw invalid(faults)
    const [before, after] = [contentOf({ ...row, urlText: row.url_text }), contentOf(input)]
    const changed = differences(before, after)
    if (Object.keys(changed).length === 0) return
    await tables.updateTable('procedures.signpost').set({ ...rowOf(after), version: version + 1, changed_at: at }).where('slug', '=', slug).execute()
    await recordChange(tx, 'procedures', { actor, act: 'procedures.change-signpost', object: { type: 'signpost', id: slug }, before: { version, content: before }, payload: changed, at })
  })
}
