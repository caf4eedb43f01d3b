import type { ColumnType, Generated } from 'kysely'
import type { OfficerRole } from '../../kernel/actor.ts'

export type GovernmentLevel = 'province' | 'district' | 'commune'

export interface OrganisationTables {
  'organisations.administrative_unit': { id: string; code: string; name: string; kind: string; level: GovernmentLevel; parent_code: string | null; valid_from: string; valid_to: string | null; source: string }
  'organisations.unit_succession': { old_code: string; new_code: string; level: GovernmentLevel; on_date: string; partial: boolean; source: string }
  'organisations.unit_boundary': { level: 'province' | 'commune'; code: string; geometry: ColumnType<unknown, string, string>; bounds: number[]; area_km2: number; content_hash: string; source: string; changed_at: ColumnType<Date, Date, Date> }
  'organisations.agency': {
    id: string; code: string; code_verified: boolean; name: string; kind: string; level: GovernmentLevel; parent_id: string | null; path: string[]; unit_code: string | null
    address: string; phone: string; email: string; valid_from: string; valid_to: string | null; version: Generated<number>
  }
  'organisations.agency_succession': { old_id: string; new_id: string; on_date: string }
  'organisations.position': { id: string; agency_id: string; unit_name: string; title: string; roles: OfficerRole[]; valid_from: string; valid_to: string | null; version: Generated<number> }
  'organisations.position_holder': { id: string; position_id: string; account_id: string; display_name: string; valid_from: string; valid_to: string | null; version: Generated<number> }
  'organisations.rights_given': { id: string; account_id: string; by_account_id: string; act: 'open-account' | 'reset-access' | 'seat' | 'change-roles'; holder_id: string | null; given_at: ColumnType<Date, Date, never> }
  'organisations.history': { id: string; object_type: string; object_id: string; version: number; content: ColumnType<unknown, string, never>; changed_at: ColumnType<Date, Date, never>; changed_by_account_id: string | null }
}
