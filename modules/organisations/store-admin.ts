import { tablesOf, type Db, type Tx } from '../../kernel/db/db.ts'
import type { OrganisationTables } from './tables.ts'

/** This module's own tables, and no others. */
export const organisationTables = (db: Db | Tx): ReturnType<typeof tablesOf<OrganisationTables>> => tablesOf<OrganisationTables>(db)
