import { tablesOf, type Db, type Tx } from '../../kernel/db/db.ts'
import type { LocalDate } from '../../kernel/working-time.ts'
import type { GovernmentLevel, OrganisationTables } from './tables.ts'

const t = (db: Db | Tx): ReturnType<typeof tablesOf<OrganisationTables>> => tablesOf<OrganisationTables>(db)

export interface RegisteredUnit { readonly code: string; readonly name: string; readonly kind: string; readonly level: GovernmentLevel; readonly parentCode: string | null; readonly validFrom: LocalDate; /** last day */ readonly validTo: LocalDate | null; readonly source: string }
/** Every administrative unit that there ever was, each name with its time. */
export async function registerOfUnits(db: Db | Tx): Promise<readonly RegisteredUnit[]> {
  return t(db).selectFrom('organisations.administrative_unit').select(['code', 'name', 'kind', 'level', 'parent_code as parentCode', 'valid_from as validFrom', 'valid_to as validTo', 'source']).orderBy('code').orderBy('valid_from').execute()
}

export interface Succession { readonly oldCode: string; readonly newCode: string; readonly level: GovernmentLevel; readonly onDate: LocalDate; readonly partial: boolean; readonly source: string }
/** What became of units: who took over whom, when, and whether only a part. */
export async function registerOfSuccessions(db: Db | Tx): Promise<readonly Succession[]> {
  return t(db).selectFrom('organisations.unit_succession').select(['old_code as oldCode', 'new_code as newCode', 'level', 'on_date as onDate', 'partial', 'source']).orderBy('on_date').orderBy('old_code').orderBy('new_code').execute()
}

export interface RegisteredAgency { readonly code: string; readonly name: string; readonly kind: string; readonly level: GovernmentLevel; readonly parentCode: string | null; readonly unitCode: string | null; readonly address: string; readonly phone: string; readonly email: string; readonly validFrom: LocalDate; /** last day */ readonly validTo: LocalDate | null }
/** Every agency, abolished ones too. */
export async function registerOfAgencies(db: Db | Tx): Promise<readonly RegisteredAgency[]> {
  return t(db).selectFrom('organisations.agency as a').leftJoin('organisations.agency as p', 'p.id', 'a.parent_id')
    .select(['a.code', 'a.name', 'a.kind', 'a.level', 'p.code as parentCode', 'a.unit_code as unitCode', 'a.address', 'a.phone', 'a.email', 'a.valid_from as validFrom', 'a.valid_to as validTo']).orderBy('a.code').execute()
}
