import { Compile } from 'typebox/schema'
import type { JsonValue } from '../../../kernel/ledger/canonical-json.ts'
import { addRow, changeRow, demand, demandAll, fault, inRegistry, stewardOnly, type Call, type Columns } from './registry-row.ts'

export interface TopicInput { readonly name: string; readonly description: string; readonly legalBasis: string; /** JSON Schema of the payload, as text; empty: any */ readonly schema: string; readonly retentionDays: number; readonly listed: boolean; readonly unlistedBecause: string }
const CODE = /^[a-z0-9][a-z0-9.-]{0,99}$/

/** null: any payload; undefined: not a schema */
function schemaOf(text: string): JsonValue | undefined {
  if (text.trim() === '') return null
  try {
    const value: JsonValue = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    Compile(value).Check(null)
    return value
  } catch { return undefined }
}

function columnsOf(input: TopicInput): Columns {
  const schema = schemaOf(input.schema)
  demand([
    input.name === '' && fault('name', 'Chưa có tên chủ đề.', 'The name is missing.', 'required'),
    input.legalBasis === '' && fault('legalBasis', 'Chưa ghi căn cứ pháp lý.', 'Name the legal ground.', 'required'),
    schema === undefined && fault('schema', 'Lược đồ phải là JSON Schema.', 'The schema must be a JSON Schema.'),
    !(Number.isInteger(input.retentionDays) && input.retentionDays >= 1 && input.retentionDays <= 3650) && fault('retentionDays', 'Thời gian lưu từ 1 đến 3.650 ngày.', 'Events are kept 1 to 3,650 days.'),
    !input.listed && input.unlistedBecause === '' && fault('unlistedBecause', 'Danh mục mặc định mở cho mọi thành viên. Muốn ẩn, ghi điều luật cho phép.', 'The catalogue is open to every member. To hide a topic, name the law that allows it.', 'required')])
  return { name: input.name.normalize('NFC'), description: input.description, legal_basis: input.legalBasis, payload_schema: schema ?? null, retention_days: input.retentionDays, listed: input.listed, unlisted_because: input.listed ? null : input.unlistedBecause }
}

/** A topic on which a subsystem, and nobody else, announces. */
export async function addTopic(call: Call, subsystemId: string, code: string, input: TopicInput): Promise<string> {
  stewardOnly(call.actor)
  let columns: Columns = {}
  demandAll(() => { demand([subsystemId === '' && fault('subsystem', 'Chọn hệ thống phát.', 'Choose the subsystem that announces.', 'required'), !CODE.test(code) && fault('code', 'Mã chủ đề gồm chữ thường, số, dấu chấm, gạch nối, ví dụ ho-so.da-tra-ket-qua.', 'The code has small letters, digits, dots and hyphens, for example ho-so.da-tra-ket-qua.')]) }, () => { columns = columnsOf(input) })
  return inRegistry(call, work => addRow(work, 'event_topic', 'add-topic', { subsystem_id: subsystemId, code, ...columns, state: 'open', version: 1 }), fault('code', `Đã có chủ đề ${code}.`, `There is a topic ${code} already.`, 'taken'))
}
export async function changeTopic(call: Call, id: string, version: number, input: TopicInput): Promise<void> {
  stewardOnly(call.actor)
  const set = columnsOf(input)
  await inRegistry(call, work => changeRow(work, { table: 'event_topic', id, version, act: 'change-topic', set }))
}
/** Closes a topic, or opens it again: subscribers may go on reading what is kept. */
export async function setTopicState(call: Call, id: string, version: number, state: 'open' | 'closed', reason: string): Promise<void> {
  stewardOnly(call.actor)
  demand([reason === '' && fault('reason', 'Chưa có lý do.', 'Say why.', 'required')])
  await inRegistry(call, work => changeRow(work, { table: 'event_topic', id, version, act: state === 'open' ? 'open-topic' : 'close-topic', set: { state }, reason }))
}
