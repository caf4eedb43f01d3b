import { sql } from 'kysely'
import type { Actor } from '../../../kernel/actor.ts'
import { transact, type Tx } from '../../../kernel/db/db.ts'
import { newId } from '../../../kernel/ids.ts'
import { appendLedger } from '../../../kernel/ledger/index.ts'
import { deriveKey, keyedHash } from '../../../kernel/secrets.ts'
import type { ConnectorPorts, Trouble } from './call.ts'
import type { ConnectorCode } from './settings.ts'

/** Why somebody's data are looked up: nothing is asked without it (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15). */
export interface Ground {
  readonly actor: Actor
  readonly purpose: string
  readonly legalBasis: string
  /** the submission it is done for */
  readonly matter?: { readonly type: 'submission'; readonly id: string }
  /** whose account it is about, when there is one: there the person sees it */
  readonly subjectAccountId: string | null
  /** what the person said yes to and when; undefined where the law asks for none */
  readonly consent?: { readonly at: Date; readonly text: string }
}

/** Operations that want the person's own yes. An officer who checks an identity does so by duty (Luật Căn cước 26/2023/QH15 Đ10), enterprises are public. */
const NEEDS_CONSENT = new Set(['population.find', 'population.household', 'social-insurance.find'])

export type Found<T> = { readonly ok: true; readonly value: T; readonly lookupId: string } | { readonly ok: false; readonly reason: 'not-found' | Trouble; readonly lookupId: string }
export type Outcome<T> = { readonly ok: true; readonly value: T; readonly requestId: string | undefined } | { readonly ok: false; readonly reason: 'not-found' | Trouble; readonly requestId: string | undefined }

/** Asks, and gives the answer only when the look is written down; a look that needs a yes and has none is not even asked. */
export async function lookUp<T>(ports: ConnectorPorts, about: { readonly connector: ConnectorCode; readonly operation: string; readonly number: string | undefined }, ground: Ground, ask: () => Promise<Outcome<T>>): Promise<Found<T>> {
  const { platform } = ports
  const needsConsent = NEEDS_CONSENT.has(about.operation)
  if (needsConsent && !ground.consent) throw new Error(`${about.operation} needs the person's consent`)
  const { actor } = ground
  if (actor.kind === 'anonymous') throw new Error('nobody looks up data without a name')
  const outcome = await ask()
  const at = platform.now()
  const id = newId(at.getTime())
  const hash = about.number === undefined ? null : keyedHash(deriveKey(platform.config.masterKey, 'exchange-lookup'), about.number.replace(/\s/g, ''))
  const officer = actor.kind === 'officer' ? actor : undefined
  const said = outcome.ok ? 'found' : outcome.reason
  await transact(platform.db, actor, async tx => {
    await sql`insert into exchange.lookup (id, at, connector, operation, purpose, legal_basis, matter_type, matter_id, about, subject_account_id, by_kind, by_account, by_name, by_title, agency_id, needs_consent, consent_at, consent_text, outcome, request_id) values
      (${id}, ${at}, ${about.connector}, ${about.operation}, ${ground.purpose}, ${ground.legalBasis}, ${ground.matter?.type ?? null}, ${ground.matter?.id ?? null}, ${hash}, ${ground.subjectAccountId}, ${actor.kind}, ${actor.kind === 'system' ? null : actor.accountId},
       ${actor.kind === 'system' ? actor.name : actor.displayName}, ${officer?.positionTitle ?? ''}, ${officer?.agencyId ?? null}, ${needsConsent}, ${ground.consent?.at ?? null}, ${ground.consent?.text ?? null}, ${said}, ${outcome.requestId ?? null})`.execute(tx)
    await appendLedger(tx, { actor, subject: ground.subjectAccountId, agency: officer?.agencyId, act: 'exchange.look-up', object: { type: 'lookup', id }, reason: ground.purpose, at,
      payload: { connector: about.connector, operation: about.operation, legalBasis: ground.legalBasis, matter: ground.matter?.id ?? null, consentAt: ground.consent?.at.toISOString() ?? null, outcome: said, requestId: outcome.requestId ?? null } })
  })
  return outcome.ok ? { ok: true, value: outcome.value, lookupId: id } : { ok: false, reason: outcome.reason, lookupId: id }
}

/** A look as the person it is about is told of it. */
export interface LookupView { readonly id: string; readonly at: Date; readonly connector: ConnectorCode; readonly operation: string; readonly purpose: string; readonly legal_basis: string; readonly by_kind: string; readonly by_name: string; readonly by_title: string; readonly agency_id: string | null; readonly consent_at: Date | null; readonly outcome: string }

/** Looks into registers for one submission, newest first; the wall shows each person their own. */
export async function lookupsFor(tx: Tx, submissionKey: string): Promise<readonly LookupView[]> {
  return (await sql<LookupView>`select id, at, connector, operation, purpose, legal_basis, by_kind, by_name, by_title, agency_id, consent_at, outcome from exchange.lookup where matter_type = 'submission' and matter_id = ${submissionKey} order by at desc limit 200`.execute(tx)).rows
}
