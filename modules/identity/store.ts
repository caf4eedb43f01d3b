import type { ColumnType, Selectable } from 'kysely'
import { tablesOf, type Db, type Tx } from '../../kernel/db/db.ts'
import type { Evidence } from './domain/mandate.ts'

type Default<T> = ColumnType<T, T | undefined, T>

export interface AccountTable {
  id: string; kind: 'person' | 'organisation' | 'staff'; issuer: string; sub: string; display_name: string
  id_number_sealed: Buffer | null; id_number_hash: Buffer | null; birth_date_sealed: Buffer | null; login_idp: string | null
  recheck: Default<'none' | 'needed' | 'accepted'>; created_at: Date; last_signed_in_at: Date | null; disabled_at: Date | null; home_agency_id: Default<string | null>; email: Default<string | null>; version: Default<number>
}
export interface StaffCredentialTable { account_id: string; password_hash: string; must_change: boolean; changed_at: Date; version: Default<number> }
export interface TotpTable { account_id: string; secret_sealed: Buffer; confirmed_at: Date | null; last_step: number | null; created_at: Date }
export interface ApiTokenTable { id: string; account_id: string; position_id: string; name: string; token_hash: Buffer; methods: string[]; networks: string[]; created_at: Date; expires_at: Date; last_used_at: Date | null; last_used_from: string | null; revoked_at: Date | null }
export interface PasskeyTable { id: string; account_id: string; public_key: Buffer; counter: number; label: string; created_at: Date; last_used_at: Date | null }
export type SignInMethod = 'vnconnect' | 'password' | 'password-totp' | 'passkey'
export type EndReason = 'signed-out' | 'signed-out-everywhere' | 'replaced' | 'password-changed' | 'reset' | 'disabled'
export interface SessionTable {
  id: string; token_hash: Buffer; account_id: string; kind: 'citizen' | 'officer'; assurance: 1 | 2; method: SignInMethod; csrf: string; position_id: string | null
  ip: string; user_agent: string; created_at: Date; last_seen_at: Date; confirmed_at: Default<Date | null>; ended_at: Date | null; end_reason: EndReason | null
}
export type PendingPurpose = 'vnconnect' | 'totp' | 'new-password' | 'passkey' | 'passkey-registration'
export interface PendingTable { token_hash: Buffer; purpose: PendingPurpose; account_id: string | null; content_sealed: Buffer; tries: Default<number>; expires_at: Date }
export interface AttemptTable { id: string; account_key: Buffer; source_key: Buffer; address_key: Buffer; trusted: boolean; outcome: 'failure' | 'success' | 'blocked'; at: Date }
export interface MandateTable {
  id: string; subject_id: string; actor_id: string | null; actor_number_hash: Buffer; actor_number_tail: string; actor_name: string; procedure_codes: string[]
  valid_from: string; valid_to: string; evidence: Evidence; evidence_ref: string | null; granted_by: string; granted_at: Date; revoked_at: Date | null; revoked_by: string | null; version: Default<number>
}

export interface IdentityTables {
  'identity.account': AccountTable
  'identity.staff_credential': StaffCredentialTable
  'identity.totp': TotpTable
  'identity.api_token': ApiTokenTable
  'identity.passkey': PasskeyTable
  'identity.session': SessionTable
  'identity.pending_sign_in': PendingTable
  'identity.login_attempt': AttemptTable
  'identity.mandate': MandateTable
}
export type Account = Selectable<AccountTable>
export type SessionRow = Selectable<SessionTable>
export type MandateRow = Selectable<MandateTable>
export type PasskeyRow = Selectable<PasskeyTable>

/** This module's own tables, and no others. */
export const tables = (db: Db | Tx): ReturnType<typeof tablesOf<IdentityTables>> => tablesOf<IdentityTables>(db)

export const STAFF_ISSUER = 'urn:tinhso:staff'
