// modules/dossiers/domain/code.ts breaks domain-inside
export { sql } from 'kysely'
