import type { Tx } from '../../../kernel/db/db.ts'
import { t } from '../acts/dataset-work.ts'

/** Sources of a dataset as their keepers see them: never what is sealed. */
export const sourcesOf = (tx: Tx, datasetId: string) => t(tx).selectFrom('datasets.source').select(['id', 'kind', 'mode', 'settings', 'every_minutes', 'accept_alone', 'state', 'last_run_at', 'last_load_id', 'last_error', 'version']).where('dataset_id', '=', datasetId).orderBy('created_at').execute()
export type SourceLine = Awaited<ReturnType<typeof sourcesOf>>[number]
