import type { Tx } from '../../../kernel/db/db.ts'
import type { LocalDate } from '../../../kernel/working-time.ts'
import { provincesAt } from '../../organisations/index.ts'
import type { NamedSubject } from './subjects.ts'

/** Whom a comparison stands beside one another: communes, agencies without a unit of their own, provinces whose figures were entered. */
export const LEVELS = ['commune', 'agency', 'province'] as const
export type Level = (typeof LEVELS)[number]

/** Every province as it stood on a day, by what was reported for it alone: what its communes come to is no figure of others. */
export async function provinceSubjects(tx: Tx, on: LocalDate): Promise<readonly NamedSubject[]> {
  return (await provincesAt(tx, on)).map(({ code, name }) => ({ code, name, kind: 'province', units: [code], agencies: [] }))
}
