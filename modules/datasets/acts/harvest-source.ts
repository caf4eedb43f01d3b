import { conflict, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { changedMeanwhile } from '../../../kernel/history.ts'
import { enqueue } from '../../../kernel/outbox.ts'
import { sourceFault } from '../harvest/fetch-page.ts'
import { RUN_HARVEST } from '../harvest/run-harvest.ts'
import { demand, fault, inStore, keeperOnly, record, t, type Call, type Work } from './dataset-work.ts'

export interface HarvestSettings { readonly title: string; readonly address: string; readonly everyMinutes: number | null; readonly keepVanishedDays: number }
export interface HarvestInput extends HarvestSettings { readonly code: string; readonly kind: 'ckan' | 'dcat'; readonly agencyId: string }
const whole = (value: number, least: number, most: number): boolean => Number.isInteger(value) && value >= least && value <= most

export function demandAddress(address: string, ownBase: string): void {
  const wrong = sourceFault(address)
  demand([
    address === '' ? fault('address', 'Nêu địa chỉ của danh mục.', 'Name the address of the catalogue.', 'required')
    : wrong === 'scheme' ? fault('address', 'Địa chỉ bắt đầu bằng https:// hoặc http://.', 'The address begins with https:// or http://.')
    : wrong === 'credentials' ? fault('address', 'Địa chỉ không kèm tài khoản, mật khẩu.', 'The address holds no name and password.')
    : wrong !== undefined && fault('address', 'Đây không phải là một địa chỉ web, ví dụ https://data.example.vn.', 'This is no web address, such as https://data.example.vn.'),
    wrong === undefined && address !== '' && new URL(address).host === new URL(ownBase).host && fault('address', 'Đây là danh mục của chính tỉnh, không thu thập lại.', 'This is our own catalogue.'),
  ])
}
function demandSettings({ title, everyMinutes, keepVanishedDays }: HarvestSettings): void {
  demand([
    title.trim() === '' && fault('title', 'Đặt tên cho danh mục, ví dụ tên cơ quan công bố.', 'Give the catalogue a name, such as its publisher.', 'required'),
    title.length > 200 && fault('title', 'Tên tối đa 200 ký tự.', 'A name has 200 characters at most.'),
    everyMinutes !== null && !whole(everyMinutes, 60, 525_600) && fault('everyMinutes', 'Từ 1 giờ đến 1 năm một lần.', 'Between every hour and every year.'),
    !whole(keepVanishedDays, 0, 3650) && fault('keepVanishedDays', 'Số ngày từ 0 đến 3650.', 'Days from 0 to 3650.'),
  ])
}
const kept = ({ title, address, everyMinutes, keepVanishedDays }: HarvestSettings) => ({ title: title.normalize('NFC').trim(), address: new URL(address).href, every_minutes: everyMinutes, keep_vanished_days: keepVanishedDays })

/** A catalogue to harvest; the first run is asked for at once. Answers its id. */
export async function putHarvestSource(call: Call, input: HarvestInput, ownBase: string): Promise<string> {
  demandAddress(input.address, ownBase)
  demandSettings(input)
  demand([(!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(input.code) || input.code.length > 20) && fault('code', 'Tên ngắn gồm chữ thường không dấu, số, gạch nối; tối đa 20 ký tự.', 'A short name has lower-case letters, digits and hyphens; 20 at most.')])
  return inStore(call, async work => {
    keeperOnly(call.actor, input.agencyId)
    if (await t(work.tx).selectFrom('datasets.harvest_source').select('id').where('code', '=', input.code).executeTakeFirst()) demand([fault('code', 'Tên ngắn này đã có.', 'This short name is taken.')])
    const id = newId(work.at.getTime())
    const settings = kept(input)
    await t(work.tx).insertInto('datasets.harvest_source').values({ id, code: input.code, kind: input.kind, agency_id: input.agencyId, ...settings, state: 'on', last_run_id: null, last_run_at: null, created_at: work.at }).execute()
    await record(work, 'put-harvest-source', { type: 'harvest-source', id }, { code: input.code, kind: input.kind, ...settings })
    await askToHarvest(work, id)
    return id
  })
}
const askToHarvest = ({ tx }: Pick<Work, 'tx'>, id: string): Promise<void> => enqueue(tx, RUN_HARVEST, { sourceId: id }, { key: `harvest:${id}`, awaited: true })

async function lockSource(work: Work, id: string, version?: number) {
  const row = await t(work.tx).selectFrom('datasets.harvest_source').selectAll().where('id', '=', id).where('state', '<>', 'removed').forUpdate().executeTakeFirst()
  if (!row) throw notFound()
  keeperOnly(work.actor, row.agency_id)
  if (version !== undefined && row.version !== version) throw changedMeanwhile
  return row
}
type SourceRow = Awaited<ReturnType<typeof lockSource>>
const wording = ({ title, address, every_minutes, keep_vanished_days, state }: SourceRow) => ({ title, address, every_minutes, keep_vanished_days, state })
async function change(work: Work, row: SourceRow, act: 'change-harvest-source' | 'remove-harvest-source', set: Partial<ReturnType<typeof wording>>): Promise<void> {
  // another address is read anew
  await t(work.tx).updateTable('datasets.harvest_source').set({ ...set, version: row.version + 1, ...set.address === undefined || set.address === row.address ? {} : { pages: '{}' } }).where('id', '=', row.id).execute()
  await record(work, act, { type: 'harvest-source', id: row.id }, { code: row.code, ...set }, { version: row.version, content: wording(row) })
}
export const changeHarvestSource = (call: Call, id: string, version: number, settings: HarvestSettings, ownBase: string): Promise<void> => inStore(call, async work => {
  // whoever may not change it is not told what is wrong with the change
  const row = await lockSource(work, id, version)
  demandAddress(settings.address, ownBase)
  demandSettings(settings)
  await change(work, row, 'change-harvest-source', kept(settings))
})
export const switchHarvestSource = (call: Call, id: string, on: boolean): Promise<void> => inStore(call, async work => change(work, await lockSource(work, id), 'change-harvest-source', { state: on ? 'on' : 'off' }))
/** Its entries leave the portal with it; what its runs found stays. */
export const removeHarvestSource = (call: Call, id: string): Promise<void> => inStore(call, async work => {
  const row = await lockSource(work, id)
  await t(work.tx).deleteFrom('datasets.foreign_dataset').where('source_id', '=', id).execute()
  await change(work, row, 'remove-harvest-source', { state: 'removed' })
})
export const harvestNow = (call: Call, id: string): Promise<void> => inStore(call, async work => {
  const row = await lockSource(work, id)
  if (row.state === 'off') throw conflict({ vi: 'Nguồn đang tắt. Bật lại rồi chạy.', en: 'The source is off. Switch it on first.' })
  await askToHarvest(work, id)
})
