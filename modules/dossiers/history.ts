import { isAct } from './domain/action-table.ts'
import { SUPPLEMENT_REASONS } from './domain/clock-types.ts'
import { DIGITISATION } from './domain/axes.ts'
import { reduce, type DossierAction, type DossierState } from './domain/reduce.ts'
import type { ActionRow } from './store.ts'

export type HistoryRow = Pick<ActionRow, 'act' | 'at' | 'payload'> & { readonly actor_account_id?: string | null }

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined => values.find(each => each === value)
const textIn = (payload: HistoryRow['payload'], key: string): string | undefined => { const value = payload[key]; return typeof value === 'string' ? value : undefined }
const partIn = (payload: HistoryRow['payload'], key: string): Readonly<Record<string, unknown>> => { const value = payload[key]; return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {} }

/** A stored action as the rules see it. Throws for an act that no longer exists: history must stay readable for ever. */
export function historyOf(rows: readonly HistoryRow[]): DossierAction[] {
  return rows.map(({ act, at, payload, actor_account_id }) => {
    if (!isAct(act)) throw new Error(`history holds an unknown act: ${act}`)
    const details = partIn(payload, 'details')
    const promisedAt = textIn(payload, 'promisedAt')
    const reason = oneOf(SUPPLEMENT_REASONS, payload['clockReason'])
    const [outcome, delivery, fee, digitisation] = [oneOf(['grant', 'reject'] as const, details['outcome']), oneOf(['online', 'counter', 'post'] as const, details['delivery']), oneOf(['due', 'exempt'] as const, details['fee']), oneOf(DIGITISATION, details['digitisation'])]
    const [assignee, agency] = [textIn(payload, 'assignee'), textIn(payload, 'agency')]
    return { act, at, accountId: actor_account_id ?? null, details: {
      ...(outcome ? { outcome } : {}), ...(delivery ? { delivery } : {}), ...(fee ? { fee } : {}), ...(digitisation ? { digitisation } : {}), ...(promisedAt ? { promisedAt: new Date(promisedAt) } : {}),
      ...(reason ? { supplementReason: reason } : {}), ...(assignee ? { assigneeAccountId: assignee } : {}), ...(agency ? { agencyId: agency } : {}) } }
  })
}

/** The state that a history leads to; throws when the history could not have happened. */
export function stateOf(rows: readonly HistoryRow[]): DossierState {
  const reduced = reduce(historyOf(rows))
  if (!reduced.ok) throw new Error(`action ${reduced.index} of the history could not have happened: ${reduced.reason}`)
  return reduced.state
}
