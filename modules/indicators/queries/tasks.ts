import type { Tx } from '../../../kernel/db/db.ts'
import { tablesOf } from '../../../kernel/db/db.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import type { IndicatorsTables } from '../tables.ts'

const t = (tx: Tx) => tablesOf<IndicatorsTables>(tx)
export interface TaskView { readonly id: string; readonly title: string; readonly document: string; readonly indicatorCode: string; readonly agencyId: string; /** whose branch gave it, and may change it */ readonly assignerId: string; readonly assignedOn: LocalDate; readonly dueOn: LocalDate; readonly doneOn: LocalDate | null; readonly result: string; readonly evidence: readonly string[]; readonly version: number }
const COLUMNS = ['id', 'title', 'document', 'indicator_code as indicatorCode', 'agency_id as agencyId', 'assigner_agency_id as assignerId', 'assigned_on as assignedOn', 'due_on as dueOn', 'done_on as doneOn', 'result', 'evidence', 'version'] as const

/** The whole register, earliest due first: some hundreds a year. */
export const listTasks = (tx: Tx): Promise<TaskView[]> => t(tx).selectFrom('indicators.task').select(COLUMNS).orderBy('due_on').orderBy('id').execute()
export const findTask = (tx: Tx, id: string): Promise<TaskView | undefined> => t(tx).selectFrom('indicators.task').select(COLUMNS).where('id', '=', id).executeTakeFirst()
