import { sql } from 'kysely'
import { conflict, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { enqueue } from '../../../kernel/outbox.ts'
import { COLUMN_TYPES, isPersonal, type DatasetSchema, type Field } from '../domain/schema.ts'
import { demand, fault, inStore, lockDataset, record, t, type Call, type Work } from './dataset-work.ts'

export const BUILD_LIST_INDEX = 'datasets.build-list-index'
/** Every index makes each load slower and takes room: so many of a dataset are enough. */
export const MOST_LISTS = 8
/** A list that keeps one value of `filter` and is sorted by `sort`. */
export interface List { readonly filter: string; readonly sort: string }

const sortable = (field: Field | undefined): boolean => field !== undefined && COLUMN_TYPES[field.type] !== 'point' && field.type !== 'geometry'
export const filterFields = (schema: DatasetSchema): readonly Field[] => schema.fields.filter(sortable)
/** What says something about a person is never sorted by. */
export const sortFields = (schema: DatasetSchema): readonly Field[] => schema.fields.filter(field => sortable(field) && !isPersonal(field))
const askToBuild = (work: Pick<Work, 'tx'>, id: string): Promise<void> => enqueue(work.tx, BUILD_LIST_INDEX, { id }, { key: `list-index:${id}` })

/** Asks for the index of a list; asked again it is the same one, and one that failed is tried anew. Answers its id. */
export async function askListIndex(call: Call, datasetId: string, { filter, sort }: List): Promise<string> {
  return inStore(call, async work => {
    const { tx, at, actor } = work
    const dataset = await lockDataset(tx, actor, datasetId)
    const { schema } = await t(tx).selectFrom('datasets.schema_version').select('schema').where('dataset_id', '=', datasetId).where('version', '=', dataset.schema_version).executeTakeFirstOrThrow()
    demand([
      !filterFields(schema).some(field => field.name === filter) && fault('filter', 'Chọn trường để lọc; không lọc theo tọa độ.', 'Choose the field that is filtered by; no place.', 'required'),
      !sortFields(schema).some(field => field.name === sort) && fault('sort', 'Chọn trường để sắp xếp; không sắp xếp theo tọa độ hay dữ liệu cá nhân.', 'Choose the field that is sorted by; no place, and nothing about persons.', 'required'),
      filter === sort && fault('sort', 'Trường lọc và trường sắp xếp phải khác nhau.', 'The two fields must differ.'),
    ])
    const there = await t(tx).selectFrom('datasets.list_index').select(['id', 'state', 'filter_field', 'sort_field']).where('dataset_id', '=', datasetId).execute()
    const same = there.find(each => each.filter_field === filter && each.sort_field === sort)
    if (same && same.state !== 'failed') return same.id
    if (!same && there.length >= MOST_LISTS) throw conflict({ vi: `Mỗi bộ có tối đa ${MOST_LISTS} chỉ mục danh sách, vì chỉ mục nào cũng làm chậm việc nạp. Bỏ bớt một chỉ mục rồi lập lại.`, en: `A dataset has ${MOST_LISTS} such indexes at most, since each slows its loads. Drop one first.` })
    const id = same?.id ?? newId(at.getTime())
    if (same) await t(tx).updateTable('datasets.list_index').set({ state: 'waiting', failure: null, ended_at: null }).where('id', '=', id).execute()
    else await t(tx).insertInto('datasets.list_index').values({ id, dataset_id: datasetId, filter_field: filter, sort_field: sort, state: 'waiting', failure: null, asked_at: at, asked_by: actor.kind === 'officer' ? actor.accountId : null, ended_at: null }).execute()
    await askToBuild(work, id)
    await record(work, 'ask-list-index', { type: 'dataset', id: datasetId }, { dataset: dataset.code, filter, sort })
    return id
  })
}

export async function dropListIndex(call: Call, datasetId: string, { filter, sort }: List): Promise<void> {
  await inStore(call, async work => {
    const dataset = await lockDataset(work.tx, call.actor, datasetId)
    const asked = t(work.tx).selectFrom('datasets.list_index').select('id').where('dataset_id', '=', datasetId).where('filter_field', '=', filter).where('sort_field', '=', sort)
    if (!await asked.executeTakeFirst()) throw notFound()
    // whoever builds it holds the row
    const free = await asked.forUpdate().skipLocked().executeTakeFirst()
    if (!free) throw conflict({ vi: 'Chỉ mục này đang được lập. Đợi lập xong rồi bỏ.', en: 'This index is being built. Drop it when it is there.' })
    await sql`select datasets.drop_list_index(${free.id})`.execute(work.tx)
    await t(work.tx).deleteFrom('datasets.list_index').where('id', '=', free.id).execute()
    await record(work, 'drop-list-index', { type: 'dataset', id: datasetId }, { dataset: dataset.code, filter, sort })
  })
}

/** Another version of the contract may need the same columns otherwise: jobs look at each, and what still fits stays. */
export async function reviewListIndexes(work: Work, datasetId: string): Promise<void> {
  for (const { id } of await t(work.tx).updateTable('datasets.list_index').set({ state: 'waiting', failure: null, ended_at: null }).where('dataset_id', '=', datasetId).returning('id').execute()) await askToBuild(work, id)
}
