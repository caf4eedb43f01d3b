import { sql } from 'kysely'
import type { OfficerActor } from '../../../kernel/actor.ts'
import { tablesOf, transact, type Tx } from '../../../kernel/db/db.ts'
import { invalid, notFound, type FieldFault } from '../../../kernel/errors.ts'
import type { Text } from '../../../kernel/forms/definition.ts'
import { changedMeanwhile, differences, recordChange } from '../../../kernel/history.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { fold } from '../../../kernel/vi-text/index.ts'
import type { ProceduresTables } from '../tables.ts'
import { mustAdminister } from './administer.ts'

export interface LifeEventInput { readonly title: Text; readonly summary: Text; readonly codes: readonly string[]; readonly active: boolean }

const MOST_CODES = 30

/** `kept`: codes that stand there already; a delivery may name what the catalogue does not have yet. */
async function judge(tx: Tx, { title, summary, codes }: LifeEventInput, kept: readonly string[] = []): Promise<readonly FieldFault[]> {
  const known = new Set((await tablesOf<ProceduresTables>(tx).selectFrom('procedures.procedure_version').select('code').distinct().where('code', 'in', codes.length > 0 ? codes : ['']).execute()).map(({ code }) => code))
  const unknown = codes.filter((code) => !known.has(code) && !kept.includes(code))
  const required = (field: string, vi: string, en: string): FieldFault => ({ field, code: 'required', message: { vi, en } })
  return [
    ...(title.vi === '' ? [required('titleVi', 'Chưa có tên việc. Ví dụ: Sinh con.', 'The title is missing. For example: Sinh con.')] : []),
    ...(summary.vi === '' ? [required('summaryVi', 'Chưa có lời giới thiệu. Một dòng ngắn là đủ.', 'The summary is missing. One short line will do.')] : []),
    ...(codes.length === 0 ? [required('codes', 'Chưa có thủ tục nào. Gõ mỗi dòng một mã, ví dụ 1.001193.', 'No procedure is listed. Type one code a line, for example 1.001193.')] : []),
    ...(codes.length > MOST_CODES ? [{ field: 'codes', code: 'too-many', message: { vi: `Có ${codes.length} thủ tục; người dân khó chọn. Giữ nhiều nhất ${MOST_CODES}.`, en: `${codes.length} procedures are too many to choose from; keep ${MOST_CODES}.` } }] : []),
    ...(unknown.length > 0 ? [{ field: 'codes', code: 'unknown', message: { vi: `Không có thủ tục mang mã ${unknown.join(', ')}. Kiểm tra lại mã ở mục Thủ tục.`, en: `There is no procedure with code ${unknown.join(', ')}. Check it under Procedures.` } }] : []),
  ]
}

const json = (text: Text): { vi: string; en?: string } => ({ vi: text.vi, ...(text.en === undefined || text.en === '' ? {} : { en: text.en }) })
const contentOf = ({ title, summary, codes, active }: LifeEventInput) => ({ title: json(title), summary: json(summary), codes: [...codes], active })

/** Opens an event of life at the end of the list; answers the word by which its address names it. */
export async function createLifeEvent(platform: Platform, actor: OfficerActor, input: LifeEventInput): Promise<string> {
  mustAdminister(actor)
  const at = platform.now()
  const slug = fold(input.title.vi).replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60)
  return transact(platform.db, actor, async (tx) => {
    const tables = tablesOf<ProceduresTables>(tx)
    const events = await lockAll(tx)
    const faults = [...await judge(tx, input), ...(events.some((event) => event.slug === slug) ? [{ field: 'titleVi', code: 'taken', message: { vi: `Đã có việc tên “${input.title.vi}”. Mở việc đó ra sửa, hoặc đặt tên khác.`, en: `There is an event "${input.title.vi}" already. Change that one, or choose another title.` } }] : [])]
    if (faults.length > 0) throw invalid(faults)
    const content = contentOf(input)
    await tables.insertInto('procedures.life_event').values({ slug, position: events.length, title: JSON.stringify(content.title), summary: JSON.stringify(content.summary), codes: content.codes, active: content.active, version: 2, changed_at: at }).execute()
    await recordChange(tx, 'procedures', { actor, act: 'procedures.create-life-event', object: { type: 'life-event', id: slug }, payload: content, at })
    return slug
  })
}

/** Rewords an event of life, chooses its procedures, hides it or shows it again. */
export async function changeLifeEvent(platform: Platform, actor: OfficerActor, slug: string, version: number, input: LifeEventInput, reason: string | null = null): Promise<void> {
  mustAdminister(actor)
  const at = platform.now()
  await transact(platform.db, actor, async (tx) => {
    const row = (await lockAll(tx)).find((event) => event.slug === slug)
    if (!row) throw notFound()
    if (row.version !== version) throw changedMeanwhile
    const faults = await judge(tx, input, row.codes)
    if (faults.length > 0) throw invalid(faults)
    const [before, after] = [contentOf(row), contentOf(input)]
    const changed = differences(before, after)
    if (Object.keys(changed).length === 0) return
    await tablesOf<ProceduresTables>(tx).updateTable('procedures.life_event').set({ title: JSON.stringify(after.title), summary: JSON.stringify(after.summary), codes: after.codes, active: after.active, version: version + 1, changed_at: at }).where('slug', '=', slug).execute()
    await recordChange(tx, 'procedures', { actor, act: 'procedures.change-life-event', object: { type: 'life-event', id: slug }, before: { version, content: before }, payload: changed, reason, at })
  })
}

/** One place up or down on the home page. Both that change places are the province's own from now on: a delivery does not move them back. */
export async function moveLifeEvent(platform: Platform, actor: OfficerActor, slug: string, version: number, direction: 'up' | 'down'): Promise<void> {
  mustAdminister(actor)
  const at = platform.now()
  await transact(platform.db, actor, async (tx) => {
    const events = await lockAll(tx)
    const from = events.findIndex((event) => event.slug === slug)
    const moved = events[from]
    const other = events[direction === 'up' ? from - 1 : from + 1]
    if (!moved) throw notFound()
    if (moved.version !== version) throw changedMeanwhile
    if (!other) return
    const order = events.map((event) => event === moved ? other.slug : event === other ? moved.slug : event.slug)
    await sql`update procedures.life_event e set position = o.position - 1, changed_at = ${at}, version = e.version + case when e.slug in (${moved.slug}, ${other.slug}) then 1 else 0 end
      from unnest(${order}::text[]) with ordinality as o(slug, position) where e.slug = o.slug and (e.position <> o.position - 1 or e.slug in (${moved.slug}, ${other.slug}))`.execute(tx)
    for (const { version: before, ...event } of [moved, other]) await recordChange(tx, 'procedures', { actor, act: 'procedures.move-life-event', object: { type: 'life-event', id: event.slug }, before: { version: before, content: contentOf(event) }, payload: { order }, at })
  })
}

async function lockAll(tx: Tx) {
  return tablesOf<ProceduresTables>(tx).selectFrom('procedures.life_event').select(['slug', 'title', 'summary', 'codes', 'active', 'version']).orderBy('position').orderBy('slug').forUpdate().execute()
}
