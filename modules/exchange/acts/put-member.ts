import { isCode } from '../domain/codes.ts'
import { addRow, changeRow, demand, fault, inRegistry, stewardOnly, type Call } from './registry-row.ts'

export interface MemberInput { readonly memberClass: string; readonly code: string; readonly name: string; readonly agencyId: string | null; readonly inOpenLog: boolean }

const taken = (input: MemberInput) => fault('code', `Đã có thành viên ${input.memberClass}:${input.code}. Mở thành viên đó để sửa.`, `Member ${input.memberClass}:${input.code} is there already. Open it to change it.`, 'taken')
function check(input: MemberInput): void {
  demand([
    !isCode(input.code) && fault('code', 'Mã thành viên gồm chữ, số và dấu chấm, ví dụ 000.00.05.H55.', 'The code has letters, digits and dots, for example 000.00.05.H55.'),
    !/^[A-Z]{2,10}$/.test(input.memberClass) && fault('memberClass', 'Chọn loại thành viên.', 'Choose a class.', 'required'),
    input.name === '' && fault('name', 'Chưa có tên thành viên.', 'The name is missing.', 'required'),
  ])
}

/** Enters an organisation into the exchange, under the instance of this province's exchange. */
export async function addMember(call: Call, input: MemberInput): Promise<string> {
  stewardOnly(call.actor)
  check(input)
  return inRegistry(call, work => addRow(work, 'member', 'add-member', { instance: call.platform.config.exchange.instance, member_class: input.memberClass, code: input.code, name: input.name.normalize('NFC'), agency_id: input.agencyId, in_open_log: input.inOpenLog, version: 2 }), taken(input))
}

/** Rewords a member. Its class and code stay: they stand in every contract and record. */
export async function changeMember(call: Call, id: string, version: number, input: Pick<MemberInput, 'name' | 'agencyId' | 'inOpenLog'>): Promise<void> {
  stewardOnly(call.actor)
  demand([input.name === '' && fault('name', 'Chưa có tên thành viên.', 'The name is missing.', 'required')])
  await inRegistry(call, work => changeRow(work, { table: 'member', id, version, act: 'change-member', set: { name: input.name.normalize('NFC'), agency_id: input.agencyId, in_open_log: input.inOpenLog } }))
}
