// modules/dossiers/queries.ts breaks module-door
export { aCase } from '../procedures/testing.ts'
