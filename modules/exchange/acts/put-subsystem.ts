import { isCode } from '../domain/codes.ts'
import { addRow, changeRow, demand, fault, inRegistry, stewardOnly, type Call } from './registry-row.ts'

export const CONNECTIONS = ['credential', 'mutual-tls', 'https', 'http'] as const
export interface SubsystemInput { readonly code: string; readonly name: string; readonly connection: string }
const check = (input: Omit<SubsystemInput, 'code'>) => [
  input.name === '' && fault('name', 'Chưa có tên hệ thống.', 'The name is missing.', 'required'),
  !CONNECTIONS.some(each => each === input.connection) && fault('connection', 'Chọn cách kết nối.', 'Choose how it connects.', 'required')]

/** A system of a member that calls or answers. */
export async function addSubsystem(call: Call, memberId: string, input: SubsystemInput): Promise<string> {
  stewardOnly(call.actor)
  demand([!isCode(input.code) && fault('code', 'Mã hệ thống gồm chữ, số, dấu chấm, gạch nối, ví dụ mot-cua.', 'The code has letters, digits, dots and hyphens, for example mot-cua.'), ...check(input)])
  return inRegistry(call, work => addRow(work, 'subsystem', 'add-subsystem', { member_id: memberId, code: input.code, name: input.name.normalize('NFC'), connection: input.connection, version: 2 }),
    fault('code', `Thành viên này đã có hệ thống ${input.code}.`, `This member has a subsystem ${input.code} already.`, 'taken'))
}

export async function changeSubsystem(call: Call, id: string, version: number, input: Omit<SubsystemInput, 'code'>): Promise<void> {
  stewardOnly(call.actor)
  demand(check(input))
  await inRegistry(call, work => changeRow(work, { table: 'subsystem', id, version, act: 'change-subsystem', set: { name: input.name.normalize('NFC'), connection: input.connection } }))
}
