import type { OfficerActor } from '../../kernel/actor.ts'
import { tablesOf, transact, type Db, type Tx } from '../../kernel/db/db.ts'
import { newId } from '../../kernel/ids.ts'
import { appendLedger } from '../../kernel/ledger/index.ts'
import { contentOfPack, PACK_SOURCE } from './domain/pack-content.ts'
import type { ProcedurePack } from './domain/pack.ts'
import { laterOf, localDate } from './domain/days.ts'
import { addVersions, hashOf, lockCodes, makeRoom } from './store.ts'
import type { ProceduresTables } from './tables.ts'

export interface PublishPackOptions {
  readonly now: Date
  /** number and day of the decision that puts the pack into force */
  readonly approvedBy: string
  readonly approvedOn: string
  /** first day; default: the pack's own when it is the first of its procedure, else today */
  readonly from?: string
  /** changed by this province against what was delivered: later deliveries leave it alone */
  readonly amended?: boolean
  /** who decided; absent: a delivery */
  readonly actor?: OfficerActor
  readonly reason?: string | null
}
export type PackOutcome = { readonly outcome: 'taken' | 'changed' | 'unchanged' | 'kept-amended' | 'kept-ended'; readonly procedureCaseId: string }

const DELIVERY = { kind: 'system', name: 'publish-pack' } as const

/**
 * Puts a pack that `checkPack` passed into force. The row before stays readable for the dossiers filed under it; the same pack again
 * changes nothing; what this province amended or ended gives way only to another amendment.
 */
export async function publishPack(db: Db, pack: ProcedurePack, options: PublishPackOptions): Promise<PackOutcome> {
  return transact(db, options.actor ?? DELIVERY, (tx) => publishIn(tx, pack, options))
}

/** `publishPack` within a transaction that does more. */
export async function publishIn(tx: Tx, pack: ProcedurePack, options: PublishPackOptions): Promise<PackOutcome> {
  const { now, amended = false, actor = DELIVERY } = options
  const tables = tablesOf<ProceduresTables>(tx)
  const today = localDate(now)
  const procedure = contentOfPack(pack)
  const before = (await lockCodes(tx, [pack.code], now)).get(pack.code)
  const latest = await tables.selectFrom('procedures.procedure_case').select(['id', 'pack_hash', 'amended', 'valid_from', 'valid_to']).where('code', '=', pack.code)
    .orderBy((eb) => eb.fn.coalesce('valid_to', eb.cast<string>(eb.val('infinity'), 'date')), 'desc').orderBy('recorded_at', 'desc').executeTakeFirst()
  const open = latest?.valid_to === null
  if (latest && !amended && (latest.amended || !open)) return { outcome: open ? 'kept-amended' : 'kept-ended', procedureCaseId: latest.id }
  const hash = hashOf(pack)
  if (latest && open && latest.pack_hash === hash) return { outcome: 'unchanged', procedureCaseId: latest.id }
  const from = options.from ?? (latest ? laterOf(today, latest.valid_from) : pack.validFrom)
  const wordingIsOurs = before === undefined || before.source === PACK_SOURCE
  const fresh = wordingIsOurs && !(before?.open && before.hash === hashOf(procedure))
  const versionId = fresh ? (await addVersions(tx, [{ procedure, before, from }], PACK_SOURCE, now))[0] : before?.id
  if (versionId === undefined) throw new Error(`no version of ${pack.code} to tie its pack to`)
  await makeRoom(tx, 'procedure_case', [{ code: pack.code, from }])
  const id = newId(now.getTime())
  await tables.insertInto('procedures.procedure_case').values({
    id, code: pack.code, version_id: versionId, pack: JSON.stringify(pack), pack_hash: hash, valid_from: from, valid_to: null,
    approved_by: options.approvedBy, approved_on: options.approvedOn, amended, recorded_at: now,
  }).execute()
  await appendLedger(tx, {
    actor, ...(actor.kind === 'officer' ? { role: 'administrator', agency: actor.agencyId } : {}), act: 'procedures.publish-pack', object: { type: 'procedure', id: pack.code },
    payload: { procedureCaseId: id, replaces: open ? latest.id : null, hash, from, approvedBy: options.approvedBy, approvedOn: options.approvedOn, amended }, reason: options.reason ?? null, at: now,
  })
  return { outcome: latest ? 'changed' : 'taken', procedureCaseId: id }
}
