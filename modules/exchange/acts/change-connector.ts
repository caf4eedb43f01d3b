import { sql } from 'kysely'
import { changedMeanwhile } from '../../../kernel/history.ts'
import { findConnector, writeConnector, type ConnectorCode } from '../connectors/settings.ts'
import { demand, fault, inRegistry, stewardOnly, type Call } from './registry-row.ts'

export interface ConnectorInput { readonly client: string; readonly service: string; readonly account: string; /** empty: the one that is kept stays */ readonly secret: string; /** the same */ readonly apiKey: string; /** lines `name=value` */ readonly settings: string; readonly reason: string }
const LINE = /^([A-Za-z][A-Za-z0-9_]{0,49})\s*=\s*(.{0,500})$/u

/** Settings as people write them; `wrong` is the first line that is none. */
export function readSettingLines(text: string): { readonly settings: Readonly<Record<string, string>>; readonly wrong: string | undefined } {
  const lines = text.split('\n').map(each => each.trim()).filter(each => each !== '')
  const read = lines.map(each => LINE.exec(each))
  return { settings: Object.fromEntries(read.flatMap(each => each ? [[each[1] ?? '', (each[2] ?? '').trim()]] : [])), wrong: lines[read.indexOf(null)] }
}

/** Leads a connector to another service, or changes how it proves who it is. Both ends must stand in the registry; secrets that are not given stay. */
export async function changeConnector(call: Call, code: ConnectorCode, version: number, input: ConnectorInput): Promise<void> {
  stewardOnly(call.actor)
  const { masterKey } = call.platform.config
  const { settings, wrong } = readSettingLines(input.settings)
  demand([
    wrong !== undefined && fault('settings', `Dòng “${wrong.slice(0, 60)}” chưa đúng. Ghi mỗi dòng: tên=giá trị`, `Line "${wrong.slice(0, 60)}" is not valid. Write name=value.`),
    input.reason === '' && fault('reason', 'Chưa có lý do.', 'Say why.', 'required')])
  const known = await findConnector(call.platform.db, masterKey, code)
  await inRegistry(call, async work => {
    const { rows: [row] } = await sql<{ version: number }>`select version from exchange.connector where code = ${code} for update`.execute(work.tx)
    if ((row?.version ?? 0) !== version) throw changedMeanwhile
    const { rows: [found] } = await sql<{ client: boolean; service: boolean }>`select exists (select from exchange.subsystem s join exchange.member m on m.id = s.member_id where m.instance || '/' || m.member_class || '/' || m.code || '/' || s.code = ${input.client}) as client,
      exists (select from exchange.data_service d join exchange.subsystem s on s.id = d.subsystem_id join exchange.member m on m.id = s.member_id where m.instance || '/' || m.member_class || '/' || m.code || '/' || s.code || '/' || d.code = ${input.service}) as service`.execute(work.tx)
    demand([found?.client !== true && fault('client', 'Không có hệ thống này trong sổ đăng ký.', 'The registry has no such subsystem.', 'unknown'), found?.service !== true && fault('service', 'Không có dịch vụ này trong sổ đăng ký.', 'The registry has no such service.', 'unknown')])
    await writeConnector(work.tx, masterKey, work.actor, code, { client: input.client, service: input.service, account: input.account, secret: input.secret || (known?.secret ?? ''), apiKey: input.apiKey || (known?.apiKey ?? ''), settings }, work.at, input.reason)
  })
}
