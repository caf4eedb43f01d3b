import type { OfficerActor } from '../../../kernel/actor.ts'
import { notFound, type FieldFault } from '../../../kernel/errors.ts'
import { saveFile, type StoredFile } from '../../../kernel/files/index.ts'
import { changedMeanwhile, differences } from '../../../kernel/history.ts'
import { newId } from '../../../kernel/ids.ts'
import { localDateOf } from '../../calendar/index.ts'
import { isDay } from '../domain/days.ts'
import { demand, fault, inIndicators, record, refused, t, type OfficerCall } from './indicator-work.ts'

export interface TaskInput { readonly title: string; readonly document: string; readonly indicatorCode: string; readonly agencyId: string; readonly dueOn: string }

/** Assigns a task to an agency of the own branch, by a document. Answers its id. */
export async function putTask(call: OfficerCall, input: TaskInput): Promise<string> {
  demand(faultsOf(call.actor, input))
  return inIndicators(call, async work => {
    const id = newId(work.at.getTime())
    await t(work.tx).insertInto('indicators.task').values({ id, ...wordingOf(input), assigner_agency_id: call.actor.agencyId, assigned_on: localDateOf(work.at), done_on: null }).execute()
    await record(work, 'put-task', { object: { type: 'task', id }, payload: { ...input } })
    return id
  })
}

/** Another wording, day or agency, by the branch that gave the task, as long as it is not done. The former stays in the history. */
export async function changeTask(call: OfficerCall, id: string, version: number, input: TaskInput, why: string): Promise<void> {
  const reason = why.trim().normalize('NFC')
  demand([...faultsOf(call.actor, input), reason === '' && fault('reason', 'Nêu lý do sửa.', 'Say why it is changed.', 'required')])
  await inIndicators(call, async work => {
    const row = await t(work.tx).selectFrom('indicators.task').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    if (!row || !call.actor.scopeAgencyIds.includes(row.assigner_agency_id)) throw notFound()
    if (row.done_on !== null) throw refused('wrong-state')
    if (row.version !== version) throw changedMeanwhile
    const { title, document, indicator_code, agency_id, due_on } = row
    const [before, after] = [{ title, document, indicator_code, agency_id, due_on }, wordingOf(input)]
    await t(work.tx).updateTable('indicators.task').set({ ...after, version: version + 1 }).where('id', '=', id).execute()
    await record(work, 'change-task', { object: { type: 'task', id }, payload: differences(before, after), reason, before: { version, content: before } })
  })
}

const wordingOf = ({ title, document, indicatorCode, agencyId, dueOn }: TaskInput) => ({ title: title.trim().normalize('NFC'), document: document.trim().normalize('NFC'), indicator_code: indicatorCode, agency_id: agencyId, due_on: dueOn })
const faultsOf = (actor: OfficerActor, { title, document, agencyId, dueOn }: TaskInput): readonly (FieldFault | false)[] => [
  title.trim() === '' && fault('title', 'Chưa có nội dung nhiệm vụ.', 'The task is missing.', 'required'), document.trim() === '' && fault('document', 'Nêu văn bản giao nhiệm vụ.', 'Name the document that assigns it.', 'required'),
  !isDay(dueOn) && fault('dueOn', 'Hạn hoàn thành không phải là một ngày.', 'The day it is due is no day.'),
  !actor.scopeAgencyIds.includes(agencyId) && fault('agencyId', 'Chỉ giao nhiệm vụ cho cơ quan trong phạm vi của bạn.', 'Assign to agencies of your branch only.'),
]

/** Files of a task: the wall of `kernel.file` reads it. */
export const taskScope = (taskId: string): string => `indicator-task:${taskId}`

/** Says that a task is done, with its result and evidence. */
export async function finishTask(call: OfficerCall, id: string, version: number, input: { readonly result: string; /** of files that hang on it already */ readonly evidence: readonly string[]; /** whose bytes are stored, and whose rows come with the act */ readonly files?: readonly StoredFile[] }): Promise<void> {
  demand([input.result.trim() === '' && fault('result', 'Nêu kết quả thực hiện.', 'Say what came of it.', 'required')])
  await inIndicators(call, async work => {
    const row = await t(work.tx).selectFrom('indicators.task').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
    if (!row || !call.actor.scopeAgencyIds.includes(row.agency_id)) throw notFound()
    if (row.version !== version) throw changedMeanwhile
    const { files = [] } = input
    for (const file of files) await saveFile(work.tx, file)
    const evidence = [...input.evidence.filter(each => row.evidence.includes(each)), ...files.map(file => file.id)]
    await t(work.tx).updateTable('indicators.task').set({ done_on: row.done_on ?? localDateOf(work.at), result: input.result.trim().normalize('NFC'), evidence, version: version + 1 }).where('id', '=', id).execute()
    await record(work, 'finish-task', { object: { type: 'task', id }, payload: { due: row.due_on, result: input.result }, ...(row.done_on === null ? {} : { before: { version, content: { done_on: row.done_on, result: row.result, evidence: row.evidence } } }) })
  })
}
