import { sql } from 'kysely'
import type { CitizenActor } from '../../kernel/actor.ts'
import type { Tx } from '../../kernel/db/db.ts'
import { Fault, notFound } from '../../kernel/errors.ts'
import { heldMandates, mandateHolds } from '../identity/index.ts'
import { citizenRole, type CitizenRole } from './domain/roles.ts'
import type { Sight } from './queries.ts'
import type { DossierRow } from './store.ts'

type Parties = Pick<DossierRow, 'subject_account_id' | 'submitter_account_id' | 'mandate_id'>

async function roleOf(tx: Tx, accountId: string, { subject_account_id: subjectAccountId, submitter_account_id: submitterAccountId, mandate_id: mandateId }: Parties, now: Date): Promise<CitizenRole | undefined> {
  const asked = accountId === submitterAccountId && accountId !== subjectAccountId && mandateId !== null
  return citizenRole(accountId, { subjectAccountId, submitterAccountId }, asked && await mandateHolds(tx, { mandateId, holderId: accountId, now }))
}

/**
 * As what a citizen opens or acts on a dossier; the wall in the database says the same. A stranger finds nothing; who once filed it for
 * somebody hears that the mandate has ended, and nothing else.
 */
export async function standingBefore(tx: Tx, actor: CitizenActor, dossierId: string, now: Date): Promise<CitizenRole> {
  const { rows: [parties] } = await sql<Parties>`select subject_account_id, submitter_account_id, mandate_id from dossiers.parties_of(${dossierId})`.execute(tx)
  if (!parties) throw notFound()
  const role = await roleOf(tx, actor.accountId, parties, now)
  if (!role) throw mandateEnded()
  return role
}

const mandateEnded = (): Fault => new Fault('mandate-over', { status: 403, title: { vi: 'Ủy quyền đã kết thúc', en: 'The mandate has ended' },
  detail: { vi: 'Bạn đã nộp hồ sơ này thay cho người khác. Ủy quyền đã bị thu hồi hoặc hết hạn nên bạn không còn xem và làm thay hồ sơ này được nữa. Nếu người đó vẫn cần bạn giúp, bạn có thể ngồi cùng khi họ tự đăng nhập, hoặc cùng họ đến bộ phận một cửa. Ai có mã hồ sơ vẫn tra cứu được tình trạng.',
    en: 'You filed this dossier for somebody else. The mandate was revoked or has run out, so you can no longer see it or act on it. Sit with them while they sign in themselves, or go to the one-stop desk together. Its state can still be tracked by its code.' } })

/** Who is told of what happens to a dossier: its owner, and who filed it while the mandate holds. */
export async function accountsToTell(tx: Tx, dossier: Parties, now: Date): Promise<string[]> {
  const parties = [...new Set([dossier.subject_account_id, dossier.submitter_account_id])].filter(id => id !== null)
  const roles = await Promise.all(parties.map(id => roleOf(tx, id, dossier, now)))
  return parties.filter((_id, index) => roles[index] !== undefined)
}

export const sightOf = async (tx: Tx, actor: CitizenActor, now: Date): Promise<Sight> => ({ accountId: actor.accountId, mandates: await heldMandates(tx, actor.accountId, now) })
