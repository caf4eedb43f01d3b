// modules/dossiers/routes.ts breaks floor-order
export { useDb } from '../../kernel/testing/db.ts'
