import { conflict } from '../../../kernel/errors.ts'
import { publishable } from './create-dataset.ts'
import { demandSigned } from './release-gate.ts'
import { offer, takeBack } from './offer-service.ts'
import { demand, fault, inStore, lockDataset, record, t, type Call } from './dataset-work.ts'

/**
 * Publishes a dataset. Page, CKAN package and DCAT entry are views of this one state, so they appear and disappear together; the service in the
 * exchange is opened and closed in the same transaction.
 */
export async function publishDataset(call: Call, id: string, version: number): Promise<void> {
  await inStore(call, async work => {
    const row = await lockDataset(work.tx, call.actor, id, version)
    const { schema } = await t(work.tx).selectFrom('datasets.schema_version').select('schema').where('dataset_id', '=', id).where('version', '=', row.schema_version).executeTakeFirstOrThrow()
    publishable(row, schema)
    await demandSigned(work.tx, row, schema)
    await t(work.tx).updateTable('datasets.dataset').set({ state: 'published', published_at: work.at, withdrawn_at: null, withdrawn_because: null, version: version + 1 }).where('id', '=', id).execute()
    const service = await offer(work, row, schema)
    await record(work, 'publish-dataset', { type: 'dataset', id }, { code: row.code, access: row.access, service: service ?? null }, { version, content: { state: row.state } })
  })
}

export async function withdrawDataset(call: Call, id: string, version: number, reason: string): Promise<void> {
  demand([reason.trim() === '' && fault('reason', 'Nêu lý do ngừng công bố; người đang dùng sẽ đọc.', 'Say why; those who use it will read it.', 'required')])
  await inStore(call, async work => {
    const row = await lockDataset(work.tx, call.actor, id, version)
    if (row.state !== 'published') throw conflict({ vi: 'Bộ dữ liệu này chưa công bố.', en: 'This dataset is not published.' })
    await t(work.tx).updateTable('datasets.dataset').set({ state: 'withdrawn', withdrawn_at: work.at, withdrawn_because: reason.trim(), version: version + 1 }).where('id', '=', id).execute()
    await takeBack(work, row, `Ngừng công bố: ${reason.trim()}`)
    await record(work, 'withdraw-dataset', { type: 'dataset', id }, { code: row.code }, { version, content: { state: row.state } }, reason.trim())
  })
}
