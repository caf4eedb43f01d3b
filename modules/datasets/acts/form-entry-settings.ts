import type { DatasetSchema, Field } from '../domain/schema.ts'
import type { FormEntry } from '../tables.ts'
import { demand, fault, inStore, lockDataset, record, t, type Call } from './dataset-work.ts'

/** The field that says whose row it is: the first that holds a unit's code and must be filled in. */
export const unitFieldOf = (schema: DatasetSchema): Field | undefined => schema.fields.find(field => field.type === 'unit' && field.required === true)

/** Opens a dataset to the communes, each for its own rows, or closes it (null). Drafts that lie there stay theirs. */
export async function setFormEntry(call: Call, id: string, version: number, formEntry: FormEntry | null): Promise<void> {
  await inStore(call, async work => {
    const row = await lockDataset(work.tx, call.actor, id, version)
    const { schema } = await t(work.tx).selectFrom('datasets.schema_version').select('schema').where('dataset_id', '=', id).where('version', '=', row.schema_version).executeTakeFirstOrThrow()
    demand([
      formEntry !== null && !unitFieldOf(schema) && fault('formEntry', 'Cần một trường bắt buộc kiểu “Đơn vị hành chính” để biết dòng nào của xã nào.', 'A required field of the type "administrative unit" must say whose row it is.', 'no-unit-field'),
      formEntry !== null && schema.key.length === 0 && fault('formEntry', 'Cần có khóa để sửa và kết thúc đúng dòng.', 'A key is needed to change and end the right row.', 'no-key'),
      formEntry !== null && row.feed !== null && fault('formEntry', 'Bộ dữ liệu này do nền tảng tự cập nhật.', 'The platform itself feeds this dataset.', 'fed'),
    ])
    await t(work.tx).updateTable('datasets.dataset').set({ form_entry: formEntry, version: version + 1 }).where('id', '=', id).execute()
    await record(work, 'set-form-entry', { type: 'dataset', id }, { formEntry }, { version, content: { formEntry: row.form_entry } })
  })
}
