import { sql } from 'kysely'
import { invalid } from '../../../kernel/errors.ts'
import { isCode } from '../domain/codes.ts'
import { addRow, changeRow, demand, fault, inRegistry, stewardOnly, type Call, type Work } from './registry-row.ts'

/** Subsystems of a group by their full names, `VN/GOV/000.00.05.H55/mot-cua`, one a line. */
export interface GroupInput { readonly code: string; readonly name: string; readonly members: readonly string[] }

const listOf = async (work: Work, groupId: string): Promise<readonly { id: string; key: string }[]> => (await sql<{ id: string; key: string }>`select s.id, m.instance || '/' || m.member_class || '/' || m.code || '/' || s.code as key
  from exchange.group_subsystem g join exchange.subsystem s on s.id = g.subsystem_id join exchange.member m on m.id = s.member_id where g.group_id = ${groupId} and g.until is null order by 2`.execute(work.tx)).rows

async function put(work: Work, groupId: string, wanted: readonly string[]) {
  const before = await listOf(work, groupId)
  const { rows: known } = await sql<{ id: string; key: string }>`select s.id, m.instance || '/' || m.member_class || '/' || m.code || '/' || s.code as key from exchange.subsystem s join exchange.member m on m.id = s.member_id
    where m.instance || '/' || m.member_class || '/' || m.code || '/' || s.code in (select jsonb_array_elements_text(${JSON.stringify(wanted)}::jsonb))`.execute(work.tx)
  const missing = wanted.filter(key => !known.some(each => each.key === key))
  if (missing.length > 0) throw invalid([fault('members', `Không có hệ thống ${missing.join(', ')}. Ghi đủ như VN/GOV/000.00.05.H55/mot-cua.`, `No subsystem ${missing.join(', ')}. Write it in full, as VN/GOV/000.00.05.H55/mot-cua.`, 'unknown')])
  for (const each of before) if (!wanted.includes(each.key)) await sql`update exchange.group_subsystem set until = ${work.at} where group_id = ${groupId} and subsystem_id = ${each.id} and until is null`.execute(work.tx)
  for (const each of known) if (!before.some(one => one.id === each.id)) await sql`insert into exchange.group_subsystem (group_id, subsystem_id, since) values (${groupId}, ${each.id}, ${work.at})`.execute(work.tx)
  return [{ members: before.map(each => each.key) }, { members: [...wanted].toSorted() }] as const
}
const named = (name: string) => name === '' && fault('name', 'Chưa có tên nhóm.', 'The name is missing.', 'required')

/** Subsystems that share their rights (X-Road's groups). */
export async function addGroup(call: Call, input: GroupInput): Promise<string> {
  stewardOnly(call.actor)
  demand([!isCode(input.code) && fault('code', 'Mã nhóm gồm chữ, số, dấu chấm, gạch nối.', 'The code has letters, digits, dots and hyphens.'), named(input.name)])
  return inRegistry(call, async work => {
    const id = await addRow(work, 'subject_group', 'add-group', { code: input.code, name: input.name.normalize('NFC'), version: 2 })
    const parts = await put(work, id, input.members)
    if (input.members.length > 0) await changeRow(work, { table: 'subject_group', id, version: 2, act: 'change-group', set: {}, parts })
    return id
  }, fault('code', 'Đã có nhóm mang mã này.', 'A group of this code is there already.', 'taken'))
}
export async function changeGroup(call: Call, id: string, version: number, input: Omit<GroupInput, 'code'>): Promise<void> {
  stewardOnly(call.actor)
  demand([named(input.name)])
  await inRegistry(call, async work => { const parts = await put(work, id, input.members); await changeRow(work, { table: 'subject_group', id, version, act: 'change-group', set: { name: input.name.normalize('NFC') }, parts }) })
}
