import { isIP } from 'node:net'
import { certificateFacts } from '../certificate.ts'
import { isCode } from '../domain/codes.ts'
import { addRow, changeRow, demand, fault, inRegistry, stewardOnly, type Call, type Columns } from './registry-row.ts'

export interface SecurityServerInput { readonly code: string; readonly address: string; /** PEM; '' leaves what is known */ readonly certificate: string }
function columnsOf(call: Call, input: SecurityServerInput): Columns {
  const facts = input.certificate === '' ? undefined : certificateFacts(input.certificate, call.platform.now())
  demand([
    !isCode(input.code) && fault('code', 'Mã máy chủ gồm chữ, số, dấu chấm, gạch nối.', 'The code has letters, digits, dots and hyphens.'),
    isIP(input.address) === 0 && !/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/i.test(input.address) && fault('address', 'Địa chỉ là tên miền hoặc địa chỉ IP, không có http://.', 'The address is a host name or an IP address, without http://.'),
    facts?.ok === false && fault('certificate', facts.vi, facts.en, facts.reason),
  ])
  return { code: input.code, address: input.address, ...facts?.ok ? { certificate_sha256: `\\x${facts.sha256}` } : {} }
}
const taken = fault('code', 'Thành viên này đã có máy chủ mang mã đó.', 'This member has a server of that code already.', 'taken')

/** A security server of a member, ours or another exchange's. */
export async function addSecurityServer(call: Call, memberId: string, input: SecurityServerInput): Promise<string> {
  stewardOnly(call.actor)
  const columns = columnsOf(call, input)
  return inRegistry(call, work => addRow(work, 'security_server', 'add-security-server', { member_id: memberId, ...columns, version: 2 }), taken)
}
export async function changeSecurityServer(call: Call, id: string, version: number, input: SecurityServerInput): Promise<void> {
  stewardOnly(call.actor)
  const columns = columnsOf(call, input)
  await inRegistry(call, work => changeRow(work, { table: 'security_server', id, version, act: 'change-security-server', set: columns }), taken)
}
