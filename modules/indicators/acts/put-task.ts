import { notFound } from '../../../kernel/errors.ts'
import { saveFile, type StoredFile } from '../../../kernel/files/index.ts'
import { changedMeanwhile } from '../../../kernel/history.ts'
import { newId } from '../../../kernel/ids.ts'
import { localDateOf } from '../../calendar/index.ts'
import { demand, fault, inIndicators, record, t, type OfficerCall } from './indicator-work.ts'

export interface TaskInput { readonly title: string; readonly document: string; readonly indicatorCode: string; readonly agencyId: string; readonly dueOn: string }

/** Assigns a task to an agency of the own branch, by a document. Answers its id. */
export async function putTask(call: OfficerCall, input: TaskInput): Promise<string> {
  demand([
    input.title.trim() === '' && fault('title', 'Chưa có nội dung nhiệm vụ.', 'The task is missing.', 'required'), input.document.trim() === '' && fault('document', 'Nêu văn bản giao nhiệm vụ.', 'Name the document that assigns it.', 'required'),
    !call.actor.scopeAgencyIds.includes(input.agencyId) && fault('agencyId', 'Chỉ giao nhiệm vụ cho cơ quan trong phạm vi của bạn.', 'Assign to agencies of your branch only.'),
  ])
  return inIndicators(call, async work => {
    const id = newId(work.at.getTime())
    await t(work.tx).insertInto('indicators.task').values({ id, title: input.title.trim().normalize('NFC'), document: input.document.trim().normalize('NFC'), indicator_code: input.indicatorCode, agency_id: input.agencyId, assigned_on: localDateOf(work.at), due_on: input.dueOn, done_on: null }).execute()
    await record(work, 'put-task', { object: { type: 'task', id }, payload: { ...input } })
    return id
  })
}

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
