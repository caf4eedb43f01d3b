import { read } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import type { Platform } from '../../kernel/platform.ts'
import { createDataset } from '../../modules/datasets/acts/create-dataset.ts'
import { t } from '../../modules/datasets/acts/dataset-work.ts'
import { feedDataset } from '../../modules/datasets/feed.ts'
import { aDescription, aField, aSchema, SYSTEM } from '../../modules/datasets/testing.ts'

/**
 * A draft that is its owner's alone; the mark stands in its title and its row. Its code looks like an id, so that answers about it can be compared with
 * answers about none. What a published dataset hides is tried by `datasets-fuzz`.
 */
export async function aDraftInTheStore(platform: Platform, agencyId: string, mark: string): Promise<{ readonly dataset: string; readonly load: string }> {
  const call = { platform, actor: SYSTEM }
  const dataset = `a${newId().slice(1)}`
  const schema = aSchema([aField('ma', { required: true }), aField('ten'), aField('kin', { classification: 'shared' }), aField('so_cccd', { type: 'personal-id', classification: 'personal' })], { key: ['ma'] })
  const at = platform.now().toISOString().slice(0, 10)
  await createDataset(call, dataset, aDescription(agencyId, { title: `Bộ dữ liệu ${mark}` }), schema)
  await feedDataset(call, dataset, { mode: 'snapshot', effectiveOn: at, reason: 'thử', rows: [{ ma: 'A', ten: mark, kin: mark, so_cccd: '019190000111' }] })
  const load = await read(platform.db, SYSTEM, tx => t(tx).selectFrom('datasets.load').innerJoin('datasets.dataset as d', 'd.id', 'datasets.load.dataset_id').select('datasets.load.id').where('d.code', '=', dataset).executeTakeFirstOrThrow())
  return { dataset, load: load.id }
}
