import { sql } from 'kysely'
import type { OfficerActor, SystemActor } from '../../../kernel/actor.ts'
import { isUniqueViolation, transact, type Tx } from '../../../kernel/db/db.ts'
import { conflict, invalid, notAllowed, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import type { Platform } from '../../../kernel/platform.ts'
import { faultsOfEntry, type EntryCells } from '../domain/entry.ts'
import { COLUMN_TYPES, tableOf, type DatasetSchema } from '../domain/schema.ts'
import { readValue } from '../domain/value.ts'
import { localDateOf } from '../../calendar/index.ts'
import { stageRows, type FeedRow } from '../feed.ts'
import { findDoubles, findUnknownReferences } from '../loads/staged-checks.ts'
import { describeFinding } from '../loads/words.ts'
import { findDataset, type DatasetView } from '../queries/datasets.ts'
import { stagingOf } from '../staging.ts'
import { acceptWithin } from './accept-load.ts'
import { t } from './dataset-work.ts'
import { unitFieldOf } from './form-entry-settings.ts'

/** For whom an officer of a commune enters rows. */
export interface OwnCommune { readonly agencyId: string; readonly unitCode: string; readonly agencyName: string }
export interface EntryCall { readonly platform: Pick<Platform, 'db' | 'now'>; readonly actor: OfficerActor; readonly commune: OwnCommune; readonly code: string }
/** Rows of a commune are read and staged by the platform once it has judged whose they are: the wall of the rows knows only keepers. */
export const ENTERS: SystemActor = { kind: 'system', name: 'datasets-form' }

const wordsOf = (schema: DatasetSchema) => (rule: string, field: string): { vi: string; en: string } => { const { meaning, cure, field: title } = describeFinding(rule, field, schema); return { vi: `${title ? `${title.vi}: ` : ''}${meaning.vi.toLowerCase()}. ${cure.vi}`, en: `${title ? `${title.en}: ` : ''}${meaning.en.toLowerCase()}. ${cure.en}` } }

/** A dataset that is open to communes, or a refusal. */
export async function openToCommunes(tx: Tx, code: string): Promise<DatasetView & { readonly unitField: string }> {
  const dataset = await findDataset(tx, code)
  // a draft that is not open to communes is nobody's but its keepers': to others it does not exist
  if (!dataset || dataset.formEntry === null && dataset.state !== 'published') throw notFound()
  const unit = unitFieldOf(dataset.schema)
  if (dataset.formEntry === null || !unit) throw notAllowed({ vi: 'Bộ dữ liệu này không mở cho xã, phường nhập liệu.', en: 'This dataset is not open to entry by communes.' })
  return { ...dataset, unitField: unit.name }
}

const keyOf = (schema: DatasetSchema, cells: EntryCells): string[] => schema.key.map(name => { const field = schema.fields.find(each => each.name === name); const reading = field ? readValue(field, cells[name] ?? '') : undefined; return reading && 'text' in reading ? reading.text ?? '' : '' })

/** The unit of the current row with this key; undefined when there is none. Of another unit also one whose end is known and lies ahead. */
async function ownerOf(tx: Tx, dataset: DatasetView & { readonly unitField: string }, key: readonly string[], own: string, today: string): Promise<string | undefined> {
  const unit = sql.ref(`r.${dataset.unitField}`)
  const same = dataset.schema.key.map((name, at) => sql`${sql.ref(`r.${name}`)} = ${key[at] ?? ''}::${sql.raw(COLUMN_TYPES[dataset.schema.fields.find(field => field.name === name)?.type ?? 'text'])}`)
  return (await sql<{ unit: string }>`select ${unit} as unit from dataset_rows.${sql.id(tableOf(dataset.code))} r where r._ended is null and (r._to is null or r._to > ${today}::date and ${unit} is distinct from ${own}) and ${sql.join(same, sql` and `)} order by ${unit} = ${own} limit 1`.execute(tx)).rows[0]?.unit
}

/** Keeps one change of a commune as a draft. What is wrong comes back by field; rows of others are nobody's to touch. */
export async function saveEntry(call: EntryCall, entry: { readonly id?: string | undefined; readonly kind: 'put' | 'end'; readonly cells: EntryCells; /** the row must be there already, or must not */ readonly exists: boolean }): Promise<string> {
  const at = call.platform.now()
  const { dataset, key, owner } = await transact(call.platform.db, ENTERS, async tx => {
    const dataset = await openToCommunes(tx, call.code)
    const cells = { ...entry.cells, [dataset.unitField]: call.commune.unitCode }
    const faults = faultsOfEntry(dataset.schema, cells, wordsOf(dataset.schema))
    if (faults.length > 0) throw invalid(faults.map(({ field, code, message }) => ({ field, code, message })))
    const key = keyOf(dataset.schema, cells)
    return { dataset, key, owner: await ownerOf(tx, dataset, key, call.commune.unitCode, localDateOf(at)) }
  })
  const first = dataset.schema.key.find(name => name !== dataset.unitField) ?? dataset.unitField
  if (owner !== undefined && owner !== call.commune.unitCode) throw invalid([{ field: first, code: 'of-others', message: { vi: `Khóa “${key.join(', ')}” thuộc dòng của đơn vị khác. Dùng mã khác.`, en: `The key "${key.join(', ')}" is a row of another unit. Use another code.` } }])
  if (!entry.exists && owner !== undefined) throw invalid([{ field: first, code: 'taken', message: { vi: `Đã có dòng mang khóa “${key.join(', ')}”. Mở dòng đó để sửa.`, en: `There is a row with the key "${key.join(', ')}". Open it to change it.` } }])
  if (entry.exists && owner === undefined) throw conflict({ vi: 'Dòng này không còn nữa.', en: 'This row is no longer there.' })
  const values = { kind: entry.kind, row_key: key, cells: JSON.stringify({ ...entry.cells, [dataset.unitField]: call.commune.unitCode }), at, by_account: call.actor.accountId }
  try {
    return await transact(call.platform.db, call.actor, async tx => {
      if (entry.id !== undefined) {
        const { numUpdatedRows } = await t(tx).updateTable('datasets.form_entry').set(eb => ({ ...values, version: eb('version', '+', 1) })).where('id', '=', entry.id).where('dataset_id', '=', dataset.id).where('agency_id', '=', call.commune.agencyId).where('load_id', 'is', null).executeTakeFirst()
        if (numUpdatedRows === 0n) throw notFound()
        return entry.id
      }
      const id = newId(at.getTime())
      // a second change of the same row replaces the first draft of it
      await t(tx).deleteFrom('datasets.form_entry').where('dataset_id', '=', dataset.id).where('agency_id', '=', call.commune.agencyId).where('load_id', 'is', null).where('row_key', '=', sql<string[]>`${sql.val(key)}::text[]`).execute()
      await t(tx).insertInto('datasets.form_entry').values({ id, dataset_id: dataset.id, agency_id: call.commune.agencyId, unit_code: call.commune.unitCode, load_id: null, ...values }).execute()
      return id
    })
  } catch (error) { throw isUniqueViolation(error) ? invalid([{ field: first, code: 'taken', message: { vi: 'Một bản nháp khác đã dùng khóa này.', en: 'Another draft has this key.' } }]) : error }
}

/** Takes a draft away; nothing else knew of it. */
export async function dropEntry(call: EntryCall, id: string): Promise<void> {
  await transact(call.platform.db, call.actor, async tx => {
    const { numDeletedRows } = await t(tx).deleteFrom('datasets.form_entry').where('id', '=', id).where('agency_id', '=', call.commune.agencyId).where('load_id', 'is', null).executeTakeFirst()
    if (numDeletedRows === 0n) throw notFound()
  })
}

/** Sends all drafts of a commune as one load: the keeper accepts it, or it counts at once where the dataset says so. */
export async function sendEntries(call: EntryCall): Promise<{ readonly loadId: string; readonly atOnce: boolean }> {
  const at = call.platform.now()
  const today = localDateOf(at)
  return transact(call.platform.db, ENTERS, async tx => {
    const dataset = await openToCommunes(tx, call.code)
    const entries = await t(tx).selectFrom('datasets.form_entry').selectAll().where('dataset_id', '=', dataset.id).where('agency_id', '=', call.commune.agencyId).where('load_id', 'is', null).orderBy('at').orderBy('id').forUpdate().execute()
    if (entries.length === 0) throw conflict({ vi: 'Chưa có thay đổi nào để gửi.', en: 'There is nothing to send.' })
    const rows: FeedRow[] = []
    for (const entry of entries) {
      const broken = faultsOfEntry(dataset.schema, entry.cells, wordsOf(dataset.schema))[0]
      if (broken) throw conflict({ vi: `Dòng “${entry.row_key.join(', ')}” không còn đúng cấu trúc mới. Mở ra sửa: ${broken.message.vi}`, en: `The row "${entry.row_key.join(', ')}" no longer fits the contract. Open it: ${broken.message.en ?? ''}` })
      const owner = await ownerOf(tx, dataset, entry.row_key, call.commune.unitCode, today)
      if (owner !== undefined && owner !== call.commune.unitCode) throw conflict({ vi: `Khóa “${entry.row_key.join(', ')}” vừa được đơn vị khác dùng.`, en: `Another unit has taken the key "${entry.row_key.join(', ')}".` })
      if (entry.kind === 'end' && owner === undefined) throw conflict({ vi: `Dòng “${entry.row_key.join(', ')}” đã kết thúc rồi. Bỏ thay đổi này.`, en: `The row "${entry.row_key.join(', ')}" has ended already. Drop this change.` })
      if (entry.kind === 'end' && dataset.schema.temporal && (entry.cells['valid_from'] ?? '') >= today) throw conflict({ vi: `Dòng “${entry.row_key.join(', ')}” mới có hiệu lực từ hôm nay nên chưa kết thúc được; hãy gửi lại vào ngày mai.`, en: `The row "${entry.row_key.join(', ')}" is true since today only; send its end tomorrow.` })
      rows.push(entry.kind === 'end' && dataset.schema.temporal ? { ...entry.cells, valid_to: today } : entry.cells)
    }
    const work = { platform: call.platform, actor: ENTERS, tx, at }
    const { loadId } = await stageRows(work, dataset, { rows, mode: 'upsert', effectiveOn: today, kind: 'form', byAccount: call.actor.accountId })
    const ends = entries.flatMap(({ kind }, at) => kind === 'end' ? [at + 1] : [])
    if (ends.length > 0 && !dataset.schema.temporal) await sql`update dataset_staging.${sql.id(stagingOf(loadId))} set _ends = true where _row = any(${ends}::bigint[])`.execute(tx)
    const plan = { staging: stagingOf(loadId), schema: dataset.schema, code: dataset.code, agencyId: dataset.agencyId, hasRows: dataset.lastLoad > 0, suspects: Object.fromEntries(dataset.schema.fields.filter(field => field.unique).map(field => [field.name, null])), known: new Set<string>() }
    const [found] = [...await findDoubles(tx, plan), ...await findUnknownReferences(tx, plan)].flatMap(each => each.examples.flatMap(({ row }) => ends.includes(row) ? [] : [{ words: wordsOf(dataset.schema)(each.rule, each.field), key: entries[row - 1]?.row_key.join(', ') ?? '' }]))
    if (found) throw conflict({ vi: `Dòng “${found.key}”. ${found.words.vi}`, en: `The row "${found.key}". ${found.words.en}` })
    // a row may end whatever it refers to
    await sql`update dataset_staging.${sql.id(stagingOf(loadId))} set _valid = true where not _valid`.execute(tx)
    await t(tx).updateTable('datasets.load').set({ file_name: call.commune.agencyName.slice(0, 255) }).where('id', '=', loadId).execute()
    await t(tx).updateTable('datasets.form_entry').set({ load_id: loadId }).where('id', 'in', entries.map(entry => entry.id)).execute()
    await appendLedger(tx, { actor: call.actor, role: call.actor.roles[0] ?? null, agency: call.actor.agencyId, act: 'datasets.send-entries', object: { type: 'load', id: loadId }, payload: { dataset: dataset.code, rows: rows.length, ends: entries.filter(entry => entry.kind === 'end').length }, at })
    if (dataset.formEntry === 'at-once') await acceptWithin(work, loadId, undefined, 'all')
    return { loadId, atOnce: dataset.formEntry === 'at-once' }
  })
}

/** What was sent and turned down becomes drafts again, to be mended; a row that has a newer draft keeps that. */
export async function takeBackEntries(call: EntryCall, loadId: string): Promise<number> {
  return transact(call.platform.db, ENTERS, async tx => {
    const load = await t(tx).selectFrom('datasets.load').select('state').where('id', '=', loadId).where('kind', '=', 'form').executeTakeFirst()
    if (load?.state !== 'rejected') throw conflict({ vi: 'Chỉ lấy lại được lần gửi đã bị trả lại.', en: 'Only what was turned down can be taken back.' })
    const { rows } = await sql<{ id: string }>`update datasets.form_entry e set load_id = null, version = version + 1 where load_id = ${loadId} and agency_id = ${call.commune.agencyId}
      and not exists (select from datasets.form_entry d where d.dataset_id = e.dataset_id and d.agency_id = e.agency_id and d.load_id is null and d.row_key = e.row_key) returning id`.execute(tx)
    return rows.length
  })
}
